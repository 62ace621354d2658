import { describe, expect, it } from '@jest/globals';
import { fromUtf8, toUtf8 } from '../../src/encoding/bytes.ts';
import { canonicalJson } from '../../src/encoding/canonical-json.ts';
import { encodeCrlRecord, parseCrlRecord, verifyCrlRecord } from '../../src/signature/crl-record.ts';
import { openSharedCrl, shareCrl } from '../../src/signature/crl-shared.ts';
import { findRevocation, type CertificateList } from '../../src/signature/crl.ts';
import { sha256, TEST_NOW } from '../support/ballots.ts';
import { dice } from '../support/cms-mutator.ts';
import { crlWorld, day } from '../support/crl-world.ts';

const { path, list, entry } = crlWorld();
const base = list({ number: 166 });
const holding = list({ number: 10, revoked: [entry('certificateHold')] });
const lifting = list({ number: 12, baseNumber: 10, revoked: [entry('removeFromCrl')] });
const record = (...lists: readonly CertificateList[]): Uint8Array =>
  encodeCrlRecord(findRevocation(path, lists, TEST_NOW));

describe('the record of what lists say', () => {
  it('names the list, canonically', () => {
    const digest = Buffer.from(sha256(base.der)).toString('hex');
    expect(fromUtf8(record(base))).toBe(
      `{"lists":[{"entry":null,"kind":"base","nextUpdate":"2026-11-23T07:00:00Z","number":"166","sha256":"${digest}",` +
        `"thisUpdate":"2026-11-21T07:00:00Z"}]}`,
    );
    expect(canonicalJson(parseCrlRecord(record(base)))).toEqual(record(base));
  });

  it('shows the octets of an entry', () => {
    const [first, second] = parseCrlRecord(record(holding, lifting)).lists;
    expect([first?.kind, second?.kind]).toEqual(['base', 'delta']);
    const range = (found: typeof first, { der }: CertificateList): Uint8Array =>
      der.subarray(found!.entry!.offset, found!.entry!.offset + found!.entry!.length);
    const serial = Buffer.from(path[0]!.serialNumber);
    expect(Buffer.from(range(first, holding)).indexOf(serial)).toBe(4);
    expect(Buffer.from(range(second, lifting)).indexOf(serial)).toBe(4);
    expect(range(first, holding)).toHaveLength(2 + range(first, holding)[1]!);
  });

  it('is the same from a shared list', () => {
    const opened = openSharedCrl(shareCrl(base, path[1]!), path, sha256);
    expect(record(opened)).toEqual(record(base));
  });

  it('of no list is empty', () => {
    expect(fromUtf8(record())).toBe('{"lists":[]}');
    expect(verifyCrlRecord(record(), path, [base], TEST_NOW).status).toBe('none');
  });
});

describe('verifyCrlRecord', () => {
  it('finds again what was found, whatever else is in hand', () => {
    const others = [list({ number: 200, revoked: [entry()] }), list({ number: 13, baseNumber: 10 })];
    expect(verifyCrlRecord(record(base), path, [...others, base], TEST_NOW).status).toBe('good');
    expect(verifyCrlRecord(record(holding, lifting), path, [lifting, ...others, holding], TEST_NOW)).toEqual(
      findRevocation(path, [holding, lifting], TEST_NOW),
    );
    expect(verifyCrlRecord(record(holding), path, [holding], TEST_NOW).status).toBe('revoked');
  });

  it('needs every list that the record names', async () => {
    const [first, second] = [record(base), record(holding, lifting)];
    await expect(() => verifyCrlRecord(first, path, [holding], TEST_NOW)).toRejectWithCode('revocation-unavailable');
    await expect(() => verifyCrlRecord(second, path, [holding], TEST_NOW)).toRejectWithCode('revocation-unavailable');
  });

  it.each([
    ['an entry hidden', /\{"length":\d+,"offset":\d+\}/, 'null'],
    ['another number', /"number":"10"/, '"number":"11"'],
    ['another time', /2026-11-23/, '2026-11-24'],
    ['another kind', /"delta"/, '"base"'],
  ])('refuses %s', async (_, from, to) => {
    const told = fromUtf8(record(holding, lifting)).replace(from, to);
    const verify = (): unknown => verifyCrlRecord(toUtf8(told), path, [holding, lifting], TEST_NOW);
    await expect(verify).toRejectWithCode('evidence-invalid');
  });

  it('refuses a list that was over by then', async () => {
    const verify = (): unknown => verifyCrlRecord(record(base), path, [base], day(3));
    await expect(verify).toRejectWithCode('evidence-invalid');
  });

  it('gives no good status to a record that leaves a list out', () => {
    const verify = (told: Uint8Array): string => verifyCrlRecord(told, path, [holding, lifting], TEST_NOW).status;
    expect([record(holding), record(lifting), record()].map(verify)).toEqual(['revoked', 'none', 'none']);
  });

  it('judges the certificate of the path and no other', async () => {
    const other = crlWorld('gost512').path;
    await expect(() => verifyCrlRecord(record(base), other, [base], TEST_NOW)).toRejectWithCode('evidence-invalid');
  });
});

describe('parseCrlRecord', () => {
  const good = fromUtf8(record(base));

  it.each([
    ['nothing', ''],
    ['no object', '[]'],
    ['no lists', '{}'],
    ['lists that are none', '{"lists":{}}'],
    ['a member more', good.replace('{"lists"', '{"extra":1,"lists"')],
    ['a member more inside', good.replace('{"entry"', '{"e":1,"entry"')],
    ['a member twice', good.replace('{"entry":null', '{"entry":null,"entry":null')],
    ['a member missing', good.replace('"kind":"base",', '')],
    ['white space', good.replace('{"lists"', '{ "lists"')],
    ['a byte order mark', `\ufeff${good}`],
    ['another order', good.replace('{"entry":null,"kind":"base"', '{"kind":"base","entry":null')],
    ['an escape', good.replace('"base"', '"\\u0062ase"')],
    ['a digest in capitals', good.replace(/"sha256":"[^"]*"/, `"sha256":"${'A'.repeat(64)}"`)],
    ['a short digest', good.replace(/"sha256":"[^"]*"/, '"sha256":"ab"')],
    ['a number with a zero in front', good.replace('"166"', '"0166"')],
    ['a number that is JSON’s', good.replace('"166"', '166')],
    ['a day that does not exist', good.replace('2026-11-23', '2026-11-31')],
    ['a time with a fraction', good.replace('00:00Z', '00:00.000Z')],
    ['another kind', good.replace('"base"', '"full"')],
    ['an entry that is none', good.replace('"entry":null', '"entry":[]')],
    ['a negative offset', good.replace('"entry":null', '"entry":{"length":1,"offset":-1}')],
    ['half an offset', good.replace('"entry":null', '"entry":{"length":1,"offset":0.5}')],
    ['a far offset', good.replace('"entry":null', '"entry":{"length":1,"offset":4294967296}')],
    ['too many lists', `{"lists":[${Array.from({ length: 17 }, () => good.slice(10, -2)).join(',')}]}`],
    ['too much', ' '.repeat(9000)],
  ])('refuses %s', async (_, text) => {
    expect(text).not.toBe(good);
    await expect(() => parseCrlRecord(toUtf8(text))).toRejectWithCode('evidence-invalid');
  });

  it('refuses bytes that are not UTF-8', async () => {
    await expect(() => parseCrlRecord(Uint8Array.of(0xff, 0xfe))).toRejectWithCode('evidence-invalid');
  });

  it('of mutants throws nothing but its own error, and takes none that encodes otherwise', () => {
    const original = record(holding, lifting);
    const roll = dice(20_251_122);
    let taken = 0;
    for (let i = 0; i < 5000; i++) {
      const mutant = Uint8Array.from(original);
      for (let wounds = 1 + roll(3); wounds > 0; wounds--) mutant[roll(mutant.length)] = roll(256);
      const cut = roll(8) === 0 ? mutant.subarray(0, roll(mutant.length)) : mutant;
      try {
        expect(canonicalJson(parseCrlRecord(cut))).toEqual(cut);
        taken++;
      } catch (error) {
        expect(error).toMatchObject({ name: 'DauysError', code: 'evidence-invalid' });
      }
    }
    expect(taken).toBeGreaterThan(30);
  });

  it('of one changed bit is another record or none', async () => {
    const original = record(base);
    for (let bit = 0; bit < original.length * 8; bit++) {
      const mutant = Uint8Array.from(original);
      mutant[bit >> 3]! ^= 1 << (bit & 7);
      const verify = (): unknown => verifyCrlRecord(mutant, path, [base], TEST_NOW);
      await expect(verify).not.toRejectWithCode('');
    }
  });
});
