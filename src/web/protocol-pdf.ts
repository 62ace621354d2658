import type { Language } from '../domain/texts.ts';
import type { Totals } from '../tally/protocol-totals.ts';
import type { Protocol, ProtocolNomination } from '../tally/protocol.ts';
import { share } from './figures.tsx';
import { openPaper, type Column, type Paper } from './protocol-pdf-paper.ts';
import { PROTOCOL_TEXTS } from './protocol-texts.ts';
import { inWords, ranked, regionNames, type ShownProtocol } from './protocol-view.ts';
import { dateTime, number } from './wording.ts';

/** The protocol to print, sign and file. The same protocol makes the same bytes. */
export async function protocolPdf({ protocol, sha256 }: ShownProtocol, language: Language): Promise<Uint8Array> {
  const text = PROTOCOL_TEXTS[language];
  const { contest } = protocol;
  const title = `${text.title}. ${inWords(contest.title, language)}`;
  const paper = openPaper({ language, title, madeAt: new Date(protocol.closedAt) });
  paper.title(text.title);
  const moment = (at: string): string => dateTime(language, new Date(at), contest.timezone);
  paper.facts([
    [text.contest, inWords(contest.title, language)],
    [text.window, `${moment(contest.opensAt)} – ${moment(contest.closesAt)}`],
    [text.closed, moment(protocol.closedAt)],
  ]);
  writeBalance(paper, protocol, language);
  paper.heading(text.nominations);
  paper.paragraph(text.shareRule);
  for (const nomination of protocol.nominations) writeNomination(paper, protocol, nomination, language);
  writeRegions(paper, protocol, language);
  writeProof(paper, { protocol, sha256 }, language);
  return paper.finish((page, of) => `${text.sha256}: ${sha256} · ${text.page(page, of)}`);
}

function writeBalance(paper: Paper, protocol: Protocol, language: Language): void {
  const text = PROTOCOL_TEXTS[language];
  paper.heading(text.reconciliation);
  paper.paragraph(text.reconciliationRule);
  const rows = protocol.nominations.map(({ title, ...totals }) => ({ name: inWords(title, language), ...totals }));
  writeTotals(paper, text.nomination, rows, protocol, language);
}

function writeRegions(paper: Paper, protocol: Protocol, language: Language): void {
  const text = PROTOCOL_TEXTS[language];
  paper.heading(text.regions);
  const rows = protocol.regions.map(({ name, ...totals }) => ({ ...totals, name: inWords(name, language) }));
  writeTotals(paper, text.region, rows, protocol, language);
}

function writeTotals(
  paper: Paper,
  of: string,
  rows: readonly (Totals & { readonly name: string })[],
  { turnout, counted, annulled }: Protocol,
  language: Language,
): void {
  const text = PROTOCOL_TEXTS[language];
  const columns: Column[] = [
    { title: of, share: 0.43 },
    { title: text.accepted, share: 0.17, isNumber: true },
    { title: text.counted, share: 0.18, isNumber: true },
    { title: text.annulled, share: 0.22, isNumber: true },
  ];
  const inAll = { name: text.inAll, accepted: turnout, ballots: counted, annulled };
  paper.table(
    columns,
    [...rows, inAll].map(({ name, ...totals }) => {
      return [name, ...[totals.accepted, totals.ballots, totals.annulled].map((n) => number(language, n))];
    }),
  );
}

function writeNomination(paper: Paper, protocol: Protocol, nomination: ProtocolNomination, language: Language): void {
  const text = PROTOCOL_TEXTS[language];
  const regions = regionNames(protocol, language);
  const columns: Column[] = [
    { title: text.number, share: 0.08, isNumber: true },
    { title: text.candidate, share: 0.4 },
    { title: text.region, share: 0.26 },
    { title: text.ballots, share: 0.14, isNumber: true },
    { title: text.share, share: 0.12, isNumber: true },
  ];
  const rows = ranked(nomination).map((candidate) => [
    String(candidate.number),
    inWords(candidate.name, language),
    regions.get(candidate.region) ?? '',
    number(language, candidate.ballots),
    share(language, candidate.ballots, nomination.ballots),
  ]);
  const inAll = ['', text.inAll, '', number(language, nomination.ballots), ''];
  paper.heading(inWords(nomination.title, language));
  paper.table(columns, [...rows, inAll]);
}

function writeProof(paper: Paper, { protocol, sha256 }: ShownProtocol, language: Language): void {
  const text = PROTOCOL_TEXTS[language];
  const { contest, log } = protocol;
  paper.heading(text.proof);
  paper.facts([[text.entries, number(language, protocol.size)]]);
  paper.code(text.sha256, sha256);
  paper.code(text.definition, contest.definition);
  paper.code(text.logKey, log.vkey);
  paper.code(text.checkpoint, log.checkpoint.trimEnd());
  paper.heading(text.verify);
  paper.list(text.steps);
  paper.paragraph(inWords(protocol.note, language));
}
