import { describe, expect, it } from '@jest/globals';
import type { Iin } from '../../src/domain/ballot.ts';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import type { OcspReply, SoundBallot, UnverifiedBallot } from '../../src/intake/ports.ts';
import { createRevocationCheck } from '../../src/intake/revocation.ts';
import type { RevocationMode, RevocationSource } from '../../src/signature/revocation.ts';
import '../support/matchers.ts';

const BALLOT: UnverifiedBallot = { contestId: 'demo', cms: Uint8Array.of(1), acceptedAtMs: 1_700_000_000_000 };
const QUESTION = { certId: Uint8Array.of(2), issuerSha256: 'ab'.repeat(32) };
const ANSWER = Uint8Array.of(3);
const RECORD = { tag: EVIDENCE.crlRecord, value: Uint8Array.of(4) };
const TOKEN = { tag: EVIDENCE.timeStampToken, value: Uint8Array.of(5) };

function setUp(mode: RevocationMode, found: Partial<SoundBallot> = {}, reply: OcspReply = { finding: 'none' }) {
  const asked: number[] = [];
  const decided: RevocationSource[] = [];
  const sound: SoundBallot = {
    iin: '000000000012' as Iin,
    match: 12,
    crl: 'none',
    question: mode === 'crl' || mode === 'off' ? undefined : QUESTION,
    evidence: [],
    ...found,
  };
  const check = createRevocationCheck({
    mode,
    signatures: { verify: () => Promise.resolve(sound) },
    ocsp: {
      ask(question, atMs) {
        expect(question).toBe(QUESTION);
        asked.push(atMs);
        return Promise.resolve(reply);
      },
    },
    onDecided: (source) => decided.push(source),
  });
  return { verify: () => check.verify(BALLOT), asked, decided };
}

describe('the revocation check', () => {
  it('asks the authority as of the time of acceptance and keeps its answer', async () => {
    const { verify, asked, decided } = setUp('ocsp', {}, { finding: 'good', response: ANSWER });
    expect(await verify()).toEqual({
      iin: '000000000012',
      match: 12,
      evidence: [{ tag: EVIDENCE.ocspResponse, value: ANSWER }],
    });
    expect(asked).toEqual([BALLOT.acceptedAtMs]);
    expect(decided).toEqual(['ocsp']);
  });

  it('keeps the list record where the list decided, and the answer where the answer did', async () => {
    const found: Partial<SoundBallot> = { crl: 'good', evidence: [RECORD, TOKEN] };
    const tags = async (...setting: Parameters<typeof setUp>): Promise<number[]> =>
      (await setUp(...setting).verify()).evidence.map(({ tag }) => tag);
    expect(await tags('ocsp-then-crl', found)).toEqual([EVIDENCE.crlRecord, EVIDENCE.timeStampToken]);
    expect(await tags('crl', found)).toEqual([EVIDENCE.crlRecord, EVIDENCE.timeStampToken]);
    expect(await tags('ocsp-then-crl', found, { finding: 'good', response: ANSWER })).toEqual([
      EVIDENCE.ocspResponse,
      EVIDENCE.timeStampToken,
    ]);
    expect(await tags('off', { evidence: [TOKEN] })).toEqual([EVIDENCE.timeStampToken]);
  });

  it('asks nobody about a certificate that a list has revoked', async () => {
    const { verify, asked } = setUp('ocsp-then-crl', { crl: 'revoked' }, { finding: 'good', response: ANSWER });
    await expect(verify()).toRejectWithCode('certificate-revoked');
    expect(asked).toEqual([]);
  });

  it.each([
    ['ocsp', 'none', 'none', 'revocation-unavailable'],
    ['ocsp', 'unknown', 'none', 'revocation-unavailable'],
    ['ocsp', 'revoked', 'none', 'certificate-revoked'],
    ['ocsp-then-crl', 'revoked', 'good', 'certificate-revoked'],
    ['ocsp-then-crl', 'unknown', 'good', 'revocation-unavailable'],
    ['ocsp-then-crl', 'none', 'none', 'revocation-unavailable'],
    ['crl', 'none', 'none', 'revocation-unavailable'],
    ['crl', 'none', 'revoked', 'certificate-revoked'],
  ] as const)('%s with an answer "%s" and lists saying "%s" refuses with %s', async (mode, finding, crl, code) => {
    const { verify, decided } = setUp(mode, { crl }, { finding });
    await expect(verify()).toRejectWithCode(code);
    expect(decided).toEqual([]);
  });

  it('asks only after the signature was found good', async () => {
    const asked: unknown[] = [];
    const check = createRevocationCheck({
      mode: 'ocsp',
      signatures: { verify: () => Promise.reject(Object.assign(new Error('x'), { code: 'signature-invalid' })) },
      ocsp: {
        ask(question) {
          asked.push(question);
          return Promise.resolve({ finding: 'good' });
        },
      },
      onDecided: () => undefined,
    });
    await expect(check.verify(BALLOT)).toRejectWithCode('signature-invalid');
    expect(asked).toEqual([]);
  });
});
