import type { Totals } from './protocol-totals.ts';
import type { Protocol } from './protocol.ts';

/** Makes Excel read UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';
const HEADER = [
  'nomination',
  'nomination_kk',
  'nomination_ru',
  'number',
  'candidate',
  'name_kk',
  'name_ru',
  'region_kk',
  'region_ru',
  'ballots',
  'annulled',
];
/** Of every nomination and region: accepted = counted + annulled. */
const TOTALS_HEADER = ['total_of', 'id', 'name_kk', 'name_ru', 'accepted', 'counted', 'annulled'];

/**
 * The protocol as a table for Excel, which in Kazakhstan's locales separates by semicolons. It names the hash under
 * which the protocol itself stands in the log.
 * @param sha256Hex - SHA-256 of the encoded protocol
 */
export function protocolCsv(protocol: Protocol, sha256Hex: string): string {
  const regions = new Map(protocol.regions.map(({ id, name }) => [id, name]));
  const rows: (readonly (string | number)[])[] = [
    ['protocol_sha256', sha256Hex],
    ['contest', protocol.contest.id],
    ['title_kk', protocol.contest.title.kk],
    ['title_ru', protocol.contest.title.ru],
    ['definition_sha256', protocol.contest.definition],
    ['log', protocol.log.origin],
    ['opened_at', protocol.openedAt],
    ['closed_at', protocol.closedAt],
    ['log_size', protocol.size],
    ['turnout', protocol.turnout],
    ['counted', protocol.counted],
    ['annulled', protocol.annulled],
    [],
    TOTALS_HEADER,
    ...protocol.nominations.map(({ title, ...totals }) => totalsRow('total_nomination', title, totals)),
    ...protocol.regions.map(({ name, ...totals }) => totalsRow('total_region', name, totals)),
    [],
    HEADER,
  ];
  for (const { id, title, candidates } of protocol.nominations) {
    for (const candidate of candidates) {
      const { name, ballots, annulled, number } = candidate;
      const region = regions.get(candidate.region);
      const person = [number, candidate.id, name.kk, name.ru, region?.kk ?? '', region?.ru ?? ''];
      rows.push([id, title.kk, title.ru, ...person, ballots, annulled]);
    }
  }
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('');
}

function totalsRow(
  of: string,
  { kk, ru }: Protocol['note'],
  { id, accepted, ballots, annulled }: Totals & { readonly id: string },
): readonly (string | number)[] {
  return [of, id, kk, ru, accepted, ballots, annulled];
}

/** What spreadsheets take for the beginning of a formula, also behind white space and in full width. */
const FORMULA = /^[\s\u0000]*[=+\-@|＝＋－＠]/; // eslint-disable-line no-control-regex -- some programs skip it

/** Texts are quoted (RFC 4180) and, where a program would run them, begin with an apostrophe. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
