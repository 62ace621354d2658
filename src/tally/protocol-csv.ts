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
];

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
    [],
    HEADER,
  ];
  for (const { id, title, candidates } of protocol.nominations) {
    for (const candidate of candidates) {
      const { name, ballots, number } = candidate;
      const region = regions.get(candidate.region);
      const person = [number, candidate.id, name.kk, name.ru, region?.kk ?? '', region?.ru ?? ''];
      rows.push([id, title.kk, title.ru, ...person, ballots]);
    }
  }
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('');
}

/** What spreadsheets take for the beginning of a formula, also behind white space and in full width. */
const FORMULA = /^[\s\u0000]*[=+\-@|＝＋－＠]/; // eslint-disable-line no-control-regex -- some programs skip it

/** Texts are quoted (RFC 4180) and, where a program would run them, begin with an apostrophe. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
