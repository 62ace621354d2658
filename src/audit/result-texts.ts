import { equalBytes, toUtf8 } from '../encoding/bytes.ts';
import { sha256 } from '../signature/digest.ts';
import { entriesOf, type AuditedLog } from './audited-log.ts';
import type { Finding } from './checks.ts';
import { parseCsv } from './csv.ts';
import type { ExportedResult } from './protocol-checks.ts';

type CountedLog = AuditedLog & { readonly result: ExportedResult | undefined };
type Json = Readonly<Record<string, unknown>>;

/** Members of a protocol (PROTOCOL.md §5), and of those that are objects and compared with nothing else. */
const MEMBERS = {
  protocol: [
    ...['annulled', 'closedAt', 'contest', 'counted', 'log', 'nominations', 'note', 'openedAt', 'protocol'],
    ...['regions', 'size', 'turnout'],
  ],
  log: ['checkpoint', 'origin', 'vkey'],
  note: ['kk', 'ru'],
} as const;
const PROTOCOL = 18;
/** Cells that rows of the table begin with: of the contest, of totals, of candidates. */
const WORDS = [2, 4, 9] as const;

/** The protocol says nothing beside what stands in it, and is the text that is kept with its entry. */
export function checkProtocolText({ result, documents, events }: CountedLog): Finding[] {
  const [entry] = entriesOf({ events }, 'protocol');
  if (entry === undefined) return [];
  const found = (detail: string): Finding => ({ check: 'A15', index: entry.index, detail });
  const findings: Finding[] = [];
  if (result !== undefined && !isPlain(result.protocol)) findings.push(found('members'));
  const { type, text = '' } = documents.get(entry.index) ?? {};
  if (type !== PROTOCOL || !equalBytes(sha256(toUtf8(text)), entry.leaf.protocolSha256))
    findings.push(found('document'));
  return findings;
}

function isPlain(protocol: Json): boolean {
  const note = objectOf(protocol['note']);
  return (
    hasOnly(protocol, MEMBERS.protocol) &&
    hasOnly(objectOf(protocol['log']), MEMBERS.log) &&
    hasOnly(note, MEMBERS.note) &&
    Object.values(note).every((text) => typeof text === 'string')
  );
}

function hasOnly(value: Json, names: readonly string[]): boolean {
  return Object.keys(value).sort().join() === names.join();
}

/** The words of the table are those of the protocol: whoever opens it reads names, not numbers. */
export function checkTableTexts({ result }: CountedLog): Finding[] {
  const rows = result?.csv === undefined ? [] : parseCsv(result.csv);
  if (result === undefined || rows.length === 0) return [];
  // Every row by its beginnings, of as many cells as are asked for.
  const said = new Set(rows.flatMap((row) => WORDS.map((count) => keyOf(row.slice(0, count)))));
  const isTold = wordsOf(result.protocol).every((cells) => said.has(keyOf(cells)));
  return isTold ? [] : [{ check: 'A14', file: 'public/tally.csv', detail: 'texts' }];
}

/** The beginnings of the rows that the table has, in any order. */
function wordsOf(protocol: Json): readonly (readonly unknown[])[] {
  const contest = objectOf(protocol['contest']);
  const title = objectOf(contest['title']);
  const [nominations, regions] = [protocol['nominations'], protocol['regions']].map(listOf);
  const named = ({ id, name, title: of }: Json): readonly unknown[] => {
    const { kk, ru } = objectOf(name ?? of);
    return [id, kk, ru];
  };
  const regionOf = (id: unknown): readonly unknown[] => {
    const region = regions?.find((each) => each['id'] === id);
    return region === undefined ? ['', ''] : named(region).slice(1);
  };
  const candidates = (nominations ?? []).flatMap((nomination) =>
    listOf(nomination['candidates']).map((candidate) => {
      const [id, ...names] = named(candidate);
      return [...named(nomination), candidate['number'], id, ...names, ...regionOf(candidate['region'])];
    }),
  );
  return [
    ['contest', contest['id']],
    ['title_kk', title['kk']],
    ['title_ru', title['ru']],
    ['definition_sha256', contest['definition']],
    ['log', objectOf(protocol['log'])['origin']],
    ['opened_at', protocol['openedAt']],
    ['closed_at', protocol['closedAt']],
    ['log_size', protocol['size']],
    ...(nominations ?? []).map((nomination) => ['total_nomination', ...named(nomination)]),
    ...(regions ?? []).map((region) => ['total_region', ...named(region)]),
    ...candidates,
  ];
}

/** Before what a spreadsheet would take for a formula the table has an apostrophe. */
function keyOf(cells: readonly unknown[]): string {
  return cells.map((cell) => String(cell).replace(/^'/, '')).join('\n');
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
