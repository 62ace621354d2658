import { describe, expect, it } from '@jest/globals';
import { checkAgreement, type GivenBallot } from '../../src/cli/receipt-agreement.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { contestTag, definitionDigest } from '../../src/encoding/contest.ts';
import { evidenceEntry } from '../../src/log/commitments.ts';
import type { VerifiedReceipt } from '../../src/log/receipt.ts';
import { ballotBytes, sha256, testContest } from '../support/ballots.ts';

const contest = testContest('qamqor-demo');
const candidate = contest.candidates.find(({ number }) => number === 12)!;
const values = [
  { tag: 1, value: new Uint8Array(8) },
  { tag: 3, value: toUtf8('dauys/0.1.0') },
];
const given: GivenBallot = {
  ...{ contest: contest.id, index: 7, values },
  cms: toUtf8('the signature'),
  content: ballotBytes(contest, 12),
};
/** What the log committed to, already verified. */
const receipt: VerifiedReceipt = {
  ...{ contest: contest.id, candidate: candidate.id, number: 12, index: 7, acceptedAt: '2026-11-22T07:00:00.000Z' },
  ...{ leaf: new Uint8Array(128), origin: contest.origin, size: 9, root: new Uint8Array(32) },
  contestTag: contestTag(definitionDigest(contest, sha256)),
  cmsSha256: sha256(given.cms),
  evidence: values.map(({ tag, value }) => evidenceEntry(tag, value, sha256)),
};
const text = Buffer.from(given.content).toString('utf8');

describe('a receipt and what an operator gave', () => {
  it('agree', () => {
    expect(() => {
      checkAgreement(receipt, given, sha256);
    }).not.toThrow();
  });

  const [first, second] = [receipt.evidence[0]!, receipt.evidence[1]!];
  it.each<[string, Partial<VerifiedReceipt>, Partial<GivenBallot>]>([
    ['another contest', {}, { contest: 'another' }],
    ['another entry', {}, { index: 8 }],
    ['another signature', {}, { cms: toUtf8('another') }],
    ['a value less', {}, { values: values.slice(1) }],
    ['the last value missing', {}, { values: values.slice(0, 1) }],
    ['a value more', {}, { values: [...values, { tag: 7, value: new Uint8Array() }] }],
    ['another value', {}, { values: [values[0]!, { tag: 3, value: toUtf8('dauys/0.1.1') }] }],
    ['another tag', {}, { values: [values[0]!, { ...values[1]!, tag: 4 }] }],
    ['another length', { evidence: [first, { ...second, length: 12 }] }, {}],
    // Nothing but the number opens the leaf: here the log counts another choice than was signed.
    ['another number in the log', { number: 13 }, {}],
    ['another candidate in the log', { candidate: 'n013' }, {}],
    ['another choice signed', {}, { content: ballotBytes(contest, 13) }],
    ['another log', { origin: 'vote.example.com/log/another' }, {}],
    ['another definition', { contestTag: new Uint8Array(16) }, {}],
    ['another contest signed', {}, { content: toUtf8(text.replace('"id":"qamqor-demo"', '"id":"qamqor-demq"')) }],
    ['content that is no JSON', {}, { content: toUtf8('any content') }],
    ['content that is no UTF-8', {}, { content: Uint8Array.of(0xff) }],
    ['content that is no ballot', {}, { content: toUtf8('{}') }],
    ['another kind of ballot', {}, { content: toUtf8(text.replace('dauys/1', 'dauys/2')) }],
    ['content in another spelling', {}, { content: toUtf8(` ${text}`) }],
    ['a number twice', {}, { content: toUtf8(text.replace('"number":12', '"number":13,"number":12')) }],
  ])('disagree on %s', async (_, inLog, inFile) => {
    const check = (): void => {
      checkAgreement({ ...receipt, ...inLog }, { ...given, ...inFile }, sha256);
    };
    await expect(check).toRejectWithCode('evidence-invalid');
  });
});
