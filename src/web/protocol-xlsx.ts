import writeXlsxFile, { type Row, type Sheet } from 'write-excel-file/node';
import type { Language } from '../domain/texts.ts';
import type { Totals } from '../tally/protocol-totals.ts';
import type { Protocol } from '../tally/protocol.ts';
import { PROTOCOL_TEXTS } from './protocol-texts.ts';
import { inWords, ranked, regionNames, type ShownProtocol } from './protocol-view.ts';
import { dateTime } from './wording.ts';

const WIDE = 60;

/** The protocol as a workbook: what it is and its balance on one sheet, every candidate on the other. */
export async function protocolXlsx(shown: ShownProtocol, language: Language): Promise<Uint8Array> {
  const text = PROTOCOL_TEXTS[language];
  const sheets: Sheet<Buffer>[] = [
    { sheet: text.summarySheet, columns: [WIDE, 22, 16, 16].map(column), data: summary(shown, language) },
    {
      sheet: text.candidatesSheet,
      columns: [WIDE, 8, 44, 30, 12, 12, 12].map(column),
      data: candidates(shown.protocol, language),
      stickyRowsCount: 1,
    },
  ];
  return withoutTimes(await writeXlsxFile(sheets).toBuffer());
}

function summary({ protocol, sha256 }: ShownProtocol, language: Language): Row[] {
  const text = PROTOCOL_TEXTS[language];
  const { contest, log, nominations, regions, turnout, counted, annulled } = protocol;
  const moment = (at: string): string => dateTime(language, new Date(at), contest.timezone);
  const totals = (of: string): Row => [bold(of), bold(text.accepted), bold(text.counted), bold(text.annulled)];
  const line = (name: string, { accepted, ballots, annulled: without }: Totals): Row => {
    return [words(name), accepted, ballots, without];
  };
  const inAll = { accepted: turnout, ballots: counted, annulled };
  return [
    [bold(text.title)],
    [words(inWords(contest.title, language))],
    [],
    [text.window, words(`${moment(contest.opensAt)} – ${moment(contest.closesAt)}`)],
    [text.closed, words(moment(protocol.closedAt))],
    [text.entries, protocol.size],
    [],
    totals(text.nomination),
    ...nominations.map((nomination) => line(inWords(nomination.title, language), nomination)),
    line(text.inAll, inAll),
    [],
    totals(text.regions),
    ...regions.map((region) => line(inWords(region.name, language), region)),
    line(text.inAll, inAll),
    [words(text.reconciliationRule)],
    [],
    [bold(text.proof)],
    [text.sha256, sha256],
    [text.definition, contest.definition],
    [text.log, words(log.origin)],
    [text.logKey, words(log.vkey)],
    [text.checkpoint, words(log.checkpoint)],
    [],
    [bold(text.verify)],
    ...text.steps.map((step, i) => [words(`${i + 1}. ${step}`)]),
    [],
    [words(inWords(protocol.note, language))],
  ];
}

/** One line each, so that a spreadsheet can sort, filter and sum. */
function candidates(protocol: Protocol, language: Language): Row[] {
  const text = PROTOCOL_TEXTS[language];
  const regions = regionNames(protocol, language);
  const { nomination, number, candidate, region, ballots, share, annulled } = text;
  const rows = protocol.nominations.flatMap((one) =>
    ranked(one).map((each): Row => [
      words(inWords(one.title, language)),
      each.number,
      words(inWords(each.name, language)),
      words(regions.get(each.region) ?? ''),
      each.ballots,
      { value: one.ballots === 0 ? 0 : each.ballots / one.ballots, format: '0.0%' },
      each.annulled,
    ]),
  );
  return [[nomination, number, candidate, region, ballots, share, annulled].map(bold), ...rows];
}

function column(width: number): { width: number } {
  return { width };
}

function bold(value: string) {
  return { value, type: String, fontWeight: 'bold' as const, wrap: true };
}

/** Always a text, whatever it begins with: never a formula. */
function words(value: string) {
  return { value, type: String, wrap: true };
}

const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
/** 1 January 1980, the beginning of time in an archive. */
const NO_TIME = 0x00210000;

/** The same protocol makes the same bytes: the times that an archive keeps of its files say nothing. */
function withoutTimes(archive: Buffer): Uint8Array {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (archive.readUInt32LE(end) !== DIRECTORY_END) throw new TypeError('not an archive');
  let at = archive.readUInt32LE(end + 16);
  for (; archive.readUInt32LE(at) === DIRECTORY_ENTRY;) {
    archive.writeUInt32LE(NO_TIME, at + 12);
    archive.writeUInt32LE(NO_TIME, archive.readUInt32LE(at + 42) + 10);
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return new Uint8Array(archive);
}
