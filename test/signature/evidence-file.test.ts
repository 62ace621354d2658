import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { fromUtf8, toUtf8 } from '../../src/encoding/bytes.ts';
import {
  encodeEvidenceFile,
  MAX_EVIDENCE_FILE_BYTES,
  parseEvidenceFile,
  parseEvidenceLists,
  type EvidenceFile,
} from '../../src/signature/evidence-file.ts';
import { dice } from '../support/cms-mutator.ts';
import { crlWorld } from '../support/crl-world.ts';

const world = crlWorld();
const FILE: EvidenceFile = {
  contest: 'qamqor-demo',
  index: 12,
  values: [
    { tag: 1, value: Uint8Array.of(0, 0, 1, 2, 3, 4, 5, 6) },
    { tag: 3, value: toUtf8('dauys/0.1.0') },
  ],
  lists: [Uint8Array.of(0x30, 1, 0), Uint8Array.of(0x30, 2, 0, 0)],
};
const TEXT =
  '{"dauys":"evidence/1","contest":"qamqor-demo","index":12,"evidence":[{"tag":1,"value":"AAABAgMEBQY="},' +
  '{"tag":3,"value":"ZGF1eXMvMC4xLjA="}],"lists":["MAEA","MAIAAA=="]}\n';
const parse = (text: string): EvidenceFile => parseEvidenceFile(toUtf8(text));

describe('an evidence file', () => {
  it('has one spelling', () => {
    expect(fromUtf8(encodeEvidenceFile(FILE))).toBe(TEXT);
    expect(parse(TEXT)).toEqual(FILE);
    expect(JSON.parse(TEXT)).toMatchObject({ dauys: 'evidence/1', contest: 'qamqor-demo', index: 12 });
  });

  it('may hold nothing', () => {
    const empty = { ...FILE, values: [], lists: [] };
    expect(parseEvidenceFile(encodeEvidenceFile(empty))).toEqual(empty);
  });

  it('comes back as it was written', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    const values = fc
      .uniqueArray(fc.integer({ min: 1, max: 255 }), { maxLength: 16 })
      .chain((tags) =>
        fc.tuple(...tags.toSorted((a, b) => a - b).map((tag) => bytes(64).map((value) => ({ tag, value })))),
      );
    const file = fc.record({
      contest: fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/),
      index: fc.nat(Number.MAX_SAFE_INTEGER),
      values,
      lists: fc.array(bytes(200), { maxLength: 16 }),
    });
    fc.assert(
      fc.property(file, (given) => {
        expect(parseEvidenceFile(encodeEvidenceFile(given))).toEqual(given);
      }),
    );
  });

  it('gives copies, not views that hang on the file', () => {
    const bytes = encodeEvidenceFile(FILE);
    const { values } = parseEvidenceFile(bytes);
    bytes.fill(0);
    expect(values).toEqual(FILE.values);
  });

  it.each([
    ['nothing', ''],
    ['another JSON value', '[]\n'],
    ['another format', TEXT.replace('evidence/1', 'evidence/2')],
    ['no line feed at the end', TEXT.slice(0, -1)],
    ['a line feed more', `${TEXT}\n`],
    ['something behind it', `${TEXT}{}`],
    ['a byte order mark', `\ufeff${TEXT}`],
    ['white space', TEXT.replace(',"contest"', ', "contest"')],
    ['another order', TEXT.replace('"contest":"qamqor-demo","index":12', '"index":12,"contest":"qamqor-demo"')],
    ['a member more', TEXT.replace(',"lists"', ',"more":1,"lists"')],
    ['a member less', TEXT.replace(',"index":12', '')],
    ['a member twice', TEXT.replace('"index":12', '"index":12,"index":13')],
    ['an escape', TEXT.replace('"qamqor', '"\\u0071amqor')],
    ['a contest in capitals', TEXT.replace('qamqor', 'Qamqor')],
    ['a contest without a name', TEXT.replace('qamqor-demo', '')],
    ['a contest of 65 letters', TEXT.replace('qamqor-demo', 'q'.repeat(65))],
    ['a contest out of its directory', TEXT.replace('qamqor-demo', '../../etc')],
    ['an index with a zero in front', TEXT.replace('12', '012')],
    ['a negative index', TEXT.replace('12', '-1')],
    ['an index with a fraction', TEXT.replace('12', '1.5')],
    ['an index with an exponent', TEXT.replace('12', '1e3')],
    ['an index past 2^53', TEXT.replace('12', '9007199254740993')],
    ['an index of 17 digits', TEXT.replace('12', '12345678901234567')],
    ['no index', TEXT.replace('12', '')],
    ['an index in quotes', TEXT.replace('12', '"12"')],
    ['a tag twice', TEXT.replace('"tag":3', '"tag":1')],
    ['tags that fall', TEXT.replace('"tag":1', '"tag":4')],
    ['tag 0', TEXT.replace('"tag":1', '"tag":0')],
    ['tag 256', TEXT.replace('"tag":3', '"tag":256')],
    ['a value without padding', TEXT.replace('BQY=', 'BQY')],
    ['a value with spare bits set', TEXT.replace('BQY=', 'BQZ=')],
    ['a value of another alphabet', TEXT.replace('AAAB', 'AA-B')],
    ['a value with a space', TEXT.replace('AAAB', 'AA B')],
    ['a value in hex', TEXT.replace('"AAABAgMEBQY="', '"0001020"')],
    ['a value left open', TEXT.slice(0, TEXT.indexOf('AgME'))],
    ['a value too long', TEXT.replace('AAAB', 'AAAB'.repeat(16_385))],
    ['a comma too many', TEXT.replace('"MAIAAA=="', '"MAIAAA==",')],
    ['a comma in front', TEXT.replace('"MAEA"', ',"MAEA"')],
    ['a list left out', TEXT.replace('"MAEA"', '')],
    ['a list that is no string', TEXT.replace('"MAEA"', 'null')],
    ['lists that are none', TEXT.replace('["MAEA","MAIAAA=="]', '{}')],
    ['17 lists', TEXT.replace('"MAEA"', Array.from({ length: 16 }, () => '"MAEA"').join(','))],
    [
      '17 values',
      TEXT.replace('[{"tag"', `[${Array.from({ length: 15 }, () => '{"tag":1,"value":""},').join('')}{"tag"`),
    ],
  ])('is not one with %s', async (_, text) => {
    expect(text).not.toBe(TEXT);
    await expect(() => parse(text)).toRejectWithCode('evidence-invalid');
  });

  it('is not one past 192 MiB, which is told before anything is read', async () => {
    const file = new Uint8Array(MAX_EVIDENCE_FILE_BYTES + 1);
    await expect(() => parseEvidenceFile(file)).toRejectWithCode('evidence-invalid');
  });

  it('is told cut off anywhere, and changed anywhere, without any other error', () => {
    const bytes = toUtf8(TEXT);
    const roll = dice(3);
    for (const end of bytes.keys()) expect(codeOf(bytes.subarray(0, end))).toBe('evidence-invalid');
    for (let i = 0; i < 5_000; i++) {
      const mutant = Uint8Array.from(bytes);
      for (let n = roll(3); n >= 0; n--) mutant[roll(mutant.length)] = roll(256);
      // Whatever is taken is written the same way again: one file, one meaning.
      const parsed = codeOf(mutant);
      if (typeof parsed !== 'string') expect(encodeEvidenceFile(parsed)).toEqual(mutant);
      else expect(parsed).toBe('evidence-invalid');
    }
  });

  it('is told in time that grows with the file alone', () => {
    const hostile = toUtf8(`${TEXT.slice(0, TEXT.indexOf('AAAB'))}${'A'.repeat(20_000_000)}`);
    const startedMs = performance.now();
    expect(codeOf(hostile)).toBe('evidence-invalid');
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  function codeOf(bytes: Uint8Array): EvidenceFile | string {
    try {
      return parseEvidenceFile(bytes);
    } catch (error) {
      if (isDauysError(error)) return error.code;
      throw error;
    }
  }
});

describe('the lists of an evidence file', () => {
  const [first, second] = [world.der({ number: 1 }), world.der({ number: 2 })];
  const pem = toUtf8(`-----BEGIN X509 CRL-----\n${Buffer.from(first).toString('base64')}\n-----END X509 CRL-----\n`);

  it('are read in DER', () => {
    expect(parseEvidenceLists([first, second]).map(({ der }) => der)).toEqual([first, second]);
  });

  it.each([
    ['a list twice', [first, second, Uint8Array.from(first)]],
    ['a list in PEM', [pem]],
    ['a list cut short', [first.subarray(0, -1)]],
    ['a list with something behind it', [Uint8Array.from([...first, 0])]],
    ['a certificate', [world.authority.certificateDer]],
    ['nothing', [new Uint8Array()]],
  ])('are not %s', async (_, lists) => {
    await expect(() => parseEvidenceLists(lists)).toRejectWithCode('evidence-invalid');
  });
});
