import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { toHex, u64be } from '../../src/encoding/bytes.ts';
import { verifyReceipt, type VerifiedReceipt } from '../../src/log/receipt.ts';
import { createLogKey, CRYPTO } from './ed25519.ts';
import { sha256 } from './reference-tree.ts';
import { ACCEPTED_AT_MS, LOG_KEY, ORIGIN, sampleReceipt } from './sample-receipt.ts';

const GOOD = sampleReceipt();
const TEXT = JSON.stringify(GOOD);
const verify = (receipt: Receipt | string): VerifiedReceipt =>
  verifyReceipt(typeof receipt === 'string' ? receipt : JSON.stringify(receipt), LOG_KEY.vkey, CRYPTO);
const withOpening = (change: Partial<Receipt['opening']>): Receipt => ({
  ...GOOD,
  opening: { ...GOOD.opening, ...change },
});
const withProof = (change: (proof: string) => string): Receipt => {
  const proof = change(GOOD.proof);
  expect(proof).not.toBe(GOOD.proof);
  return { ...GOOD, proof };
};

describe('verifyReceipt', () => {
  it('returns what the log proves', () => {
    expect(verify(GOOD)).toMatchObject({
      contest: 'demo',
      candidate: 'nominee-012',
      number: 12,
      index: 300,
      size: 420,
      origin: ORIGIN,
      acceptedAt: '2025-11-17T09:30:12.345Z',
    });
  });

  it('takes white space between tokens: a receipt somebody pretty-printed is the same receipt', () => {
    expect(verify(`${JSON.stringify(GOOD, null, 2)}\n`)).toEqual(verify(GOOD));
  });

  const evidenceOf = (ms: number): Receipt['opening']['evidence'] =>
    GOOD.opening.evidence.map((e) => (e.tag === 1 ? { ...e, sha256: toHex(sha256(u64be(ms))) } : e));
  const later = ACCEPTED_AT_MS + 60_000;
  const other = '11'.repeat(32);
  const lie = (number: number): Receipt => ({ ...GOOD, number });
  const invalid: [string, () => Receipt][] = [
    ['another number', () => lie(13)],
    ['another index', () => ({ ...GOOD, index: 301 })],
    [
      'another index, in the proof too',
      () => ({ ...withProof((p) => p.replace('index 300', 'index 301')), index: 301 }),
    ],
    ['another time in the same minute', () => ({ ...GOOD, acceptedAt: new Date(ACCEPTED_AT_MS + 1).toISOString() })],
    [
      'another time, in the evidence too',
      () => ({
        ...withOpening({ evidence: evidenceOf(later) }),
        acceptedAt: new Date(later).toISOString(),
      }),
    ],
    ['another ballot salt', () => withOpening({ saltBallot: other })],
    ['another choice salt', () => withOpening({ saltChoice: other })],
    ['another CMS', () => withOpening({ cmsSha256: other })],
    ['evidence left out', () => withOpening({ evidence: GOOD.opening.evidence.slice(0, 2) })],
    [
      'evidence of another length',
      () => withOpening({ evidence: GOOD.opening.evidence.with(2, { ...GOOD.opening.evidence[2]!, length: 12 }) }),
    ],
    [
      'a leaf without the time of acceptance as evidence',
      () => sampleReceipt({ evidence: (values) => values.slice(1) }),
    ],
    [
      'a leaf whose evidence names another time',
      () => sampleReceipt({ evidence: (v) => [[1, u64be(later)], ...v.slice(1)] }),
    ],
    ['a leaf of another minute', () => sampleReceipt({ leaf: (leaf) => ({ ...leaf, time: leaf.time + 60 }) })],
    [
      'a leaf of another contest',
      () => sampleReceipt({ leaf: (leaf) => ({ ...leaf, contestTag: new Uint8Array(16) }) }),
    ],
    [
      'a leaf that is no ballot',
      () => sampleReceipt({ leaf: ({ contestTag, time }) => ({ type: 'closed', contestTag, time }) }),
    ],
    ['a checkpoint of another log under the same key', () => sampleReceipt({ origin: 'vote.example.kz/log/other' })],
    [
      'a checkpoint signed by another key of the same name',
      () => sampleReceipt({ signer: createLogKey(ORIGIN).signer }),
    ],
    [
      'a forged signature under the key id',
      () => sampleReceipt({ signer: { ...LOG_KEY.signer, sign: () => new Uint8Array(64) } }),
    ],
    ['another size', () => withProof((p) => p.replace('\n420\n', '\n421\n'))],
  ];
  it.each(invalid)('refuses %s', async (_, make) => {
    await expect(() => verify(make())).toRejectWithCode('receipt-invalid');
  });

  const malformed: [string, string][] = [
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['broken JSON', TEXT.slice(0, -1)],
    ['a byte order mark', `\ufeff${TEXT}`],
    ['a key twice, the last one right', TEXT.replace('"number":12', '"number":13,"number":12')],
    ['a key in escapes', TEXT.replace('"number"', '"\\u006eumber"')],
    ['a number in another spelling', TEXT.replace('"number":12', '"number":12.0')],
    ['an unknown key', TEXT.replace('{', '{"note":"","')],
    ['__proto__', TEXT.replace('"status"', '"__proto__":{},"status"')],
    ['a missing key', TEXT.replace('"status":"accepted",', '')],
    ['another status', TEXT.replace('accepted"', 'refused"')],
    ['an id with markup', TEXT.replace('nominee-012', '<b>')],
    ['a number as text', TEXT.replace('"number":12', '"number":"12"')],
    ['number 0', TEXT.replace('"number":12', '"number":0')],
    ['number 65535', TEXT.replace('"number":12', '"number":65535')],
    ['a negative index', TEXT.replace('"index":300', '"index":-1')],
    ['an index past the safe integers', TEXT.replace('"index":300', '"index":9007199254740993')],
    ['a time with an offset', TEXT.replace('345Z', '345+00:00')],
    ['a time without milliseconds', TEXT.replace('.345Z', 'Z')],
    ['a day that does not exist', TEXT.replace('2025-11-17', '2025-11-31')],
    ['a short salt', TEXT.replace('01'.repeat(32), '01'.repeat(31))],
    ['upper-case hex', TEXT.replace('"cmsSha256":"0303', '"cmsSha256":"0A03')],
    ['evidence out of order', JSON.stringify(withOpening({ evidence: GOOD.opening.evidence.toReversed() }))],
    [
      'evidence twice',
      JSON.stringify(withOpening({ evidence: [GOOD.opening.evidence[0]!, ...GOOD.opening.evidence] })),
    ],
    ['tag 0', TEXT.replace('"tag":1', '"tag":0')],
    ['a fraction as length', TEXT.replace('"length":8', '"length":8.5')],
    ['evidence that is no list', TEXT.replace(/"evidence":\[.*?\]/, '"evidence":{}')],
    ['a proof without a leaf', JSON.stringify(withProof((p) => p.replace(/extra .*\n/, '')))],
    ['a leaf cut short', JSON.stringify(withProof((p) => p.replace(/extra .*\n/, 'extra RFlTMQ==\n')))],
    ['100 kB', `${TEXT}${' '.repeat(100_000)}`],
  ];
  it.each(malformed)('refuses %s as malformed', async (_, text) => {
    expect(text).not.toBe(TEXT);
    await expect(() => verify(text)).toRejectWithCode('receipt-malformed');
  });

  it.each(['', 'demo', `${LOG_KEY.vkey}x`, LOG_KEY.vkey.replace('+', ' ')])(
    'cannot work with the key "%s"',
    async (vkey) => {
      await expect(() => verifyReceipt(TEXT, vkey, CRYPTO)).toRejectWithCode('config-invalid');
    },
  );

  it('refuses every change of one character but of the two ids it cannot see', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length - 1), fc.string({ minLength: 0, maxLength: 2, unit: 'grapheme' }), (at, put) => {
        const mutant = TEXT.slice(0, at) + put + TEXT.slice(at + 1);
        fc.pre(mutant !== TEXT && !isSameButForIds(mutant));
        try {
          verify(mutant);
        } catch (error) {
          return isDauysError(error);
        }
        return false;
      }),
      { numRuns: 3000 },
    );
  });
});

/** Contest and candidate id are not in the leaf, and white space means nothing. */
function isSameButForIds(text: string): boolean {
  try {
    const json = JSON.parse(text) as Receipt;
    return JSON.stringify({ ...json, contest: GOOD.contest, candidate: GOOD.candidate }) === TEXT;
  } catch {
    return false;
  }
}
