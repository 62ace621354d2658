import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { protocolXlsx } from '../../src/web/protocol-xlsx.ts';
import { ranked } from '../../src/web/protocol-view.ts';
import { sampleProtocol } from './sample-protocol.ts';

/** The files of an archive, read by its directory. */
function unzip(bytes: Uint8Array): Map<string, string> {
  const archive = Buffer.from(bytes);
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let i = 0; i < archive.readUInt16LE(end + 10); i++) {
    const [size, nameLength] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28)];
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(begin, begin + size);
    files.set(name, (archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data).toString('utf8'));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

const text = (xml: string): string =>
  xml
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(lt|gt|quot|apos|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? "'")
    .replaceAll('&amp;', '&');

/** Cells of a sheet, row by row, as a spreadsheet would show them. */
function sheet(files: Map<string, string>, n: number): string[][] {
  const shared = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si = '']) =>
    text(si),
  );
  const rows = (files.get(`xl/worksheets/sheet${n}.xml`) ?? '').matchAll(/<row[^>]*?(?:\/>|>(.*?)<\/row>)/gs);
  return [...rows].map(([, row = '']) =>
    [...row.matchAll(/<c [^>]*?(?:\/>|>(.*?)<\/c>)/gs)].map(([cell, inner = '']) => {
      return cell.includes('t="s"') ? (shared[Number(text(inner))] ?? '') : text(inner);
    }),
  );
}

const shown = sampleProtocol();

describe('the protocol as XLSX', () => {
  it('has every candidate in a line of numbers and texts', async () => {
    const files = unzip(await protocolXlsx(shown, 'ru'));
    const [head, ...rows] = sheet(files, 2);
    expect(head).toEqual(['Номинация', '№', 'Участник', 'Регион', 'Голосов', 'Доля', 'Признано недействительными']);
    const regions = new Map(shown.protocol.regions.map(({ id, name }) => [id, name.ru]));
    const expected = shown.protocol.nominations.flatMap((nomination) =>
      ranked(nomination).map(({ number, name, region, ballots, annulled }) => [
        nomination.title.ru,
        String(number),
        name.ru,
        regions.get(region),
        String(ballots),
        String(ballots / nomination.ballots),
        String(annulled),
      ]),
    );
    expect(rows).toHaveLength(129);
    expect(rows).toEqual(expected);
    // Numbers are numbers: a spreadsheet sums them.
    expect(files.get('xl/worksheets/sheet2.xml')).toMatch(/<c r="E2"(?![^>]*t="s")[^>]*><v>\d+<\/v>/);
  });

  it('has the balance and the hash on its first sheet', async () => {
    const rows = sheet(unzip(await protocolXlsx(shown, 'kk')), 1);
    const { turnout, counted, annulled } = shown.protocol;
    const inAll = rows.filter(([name]) => name === 'Барлығы');
    expect(inAll).toEqual(Array(2).fill(['Барлығы', turnout, counted, annulled].map(String)));
    expect(rows).toContainEqual(['Хаттаманың SHA-256 мәні', shown.sha256]);
    expect(rows).toContainEqual(['Журналдың қол қойылған бақылау нүктесі', shown.protocol.log.checkpoint]);
  });

  it('holds no formula, whatever a name begins with', async () => {
    const { protocol, sha256 } = shown;
    const [first, ...others] = protocol.nominations;
    const [candidate, ...rest] = first!.candidates;
    const evil = { ...candidate!, name: { kk: '=1+1', ru: '=HYPERLINK("http://example.com")' } };
    const nominations = [{ ...first!, candidates: [evil, ...rest] }, ...others];
    const files = unzip(await protocolXlsx({ protocol: { ...protocol, nominations }, sha256 }, 'ru'));
    expect(sheet(files, 2).flat()).toContain(evil.name.ru);
    expect(files.get('xl/worksheets/sheet2.xml')).not.toMatch(/<f[ >]/);
  });

  it('is the same bytes for the same protocol, at any time', async () => {
    const first = await protocolXlsx(shown, 'ru');
    const now = Date.now;
    try {
      Date.now = () => now() + 3_600_000;
      expect(Buffer.compare(first, await protocolXlsx(shown, 'ru'))).toBe(0);
    } finally {
      Date.now = now;
    }
  });
});
