import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  issueOcspResponder,
  buildOcspResponse,
  nonceExtension,
  responderByName,
} from '../../src/devca/ocsp-builder.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { createVerifyPool, type VerifyPool } from '../../src/workers/verify-pool.ts';
import { random, sha256, TEST_NOW, testCa, testCitizen, trustFiles } from '../support/ballots.ts';

/** A question, and the answer of a delegate to it. */
function answered(algorithm: 'rsa' | 'gost512', person: number, isRevoked = false) {
  const ca = testCa(TEST_NOW, algorithm);
  const citizen = testCitizen(person, ca);
  const responder = issueOcspResponder(ca, { key: citizen.key });
  const certId = encodeCertId(parseCertificate(citizen.certificateDer), parseCertificate(ca.intermediateDer));
  const nonce = random(16);
  const status = isRevoked ? ({ kind: 'revoked', revokedAt: TEST_NOW } as const) : ({ kind: 'good' } as const);
  const fields = {
    responderId: responderByName(responder.name),
    producedAt: TEST_NOW,
    responses: [{ certId, status, thisUpdate: TEST_NOW }],
    extensions: [nonceExtension(nonce)],
    certificates: [responder.certificateDer],
  };
  const response = buildOcspResponse(fields, responder.key);
  return { certId, issuerSha256: toHex(sha256(ca.intermediateDer)), nonce, response, atMs: TEST_NOW.getTime() };
}

describe('OCSP answers in the verification pool', () => {
  let pool: VerifyPool;
  beforeAll(() => {
    const data = {
      ...trustFiles(testCa(), testCa(TEST_NOW, 'gost512')),
      crls: [],
      revocation: { mode: 'ocsp' as const, ocspMaxAgeMs: 300_000, skewMs: 300_000 },
      contests: [],
    };
    pool = createVerifyPool({ data, maxPending: 1, threads: 1 });
  });
  afterAll(() => pool.close());

  it('are judged together, and one that does not verify takes no other with it', async () => {
    const good = answered('rsa', 1);
    const other = answered('rsa', 2);
    const unknownIssuer = { ...good, issuerSha256: '00'.repeat(32) };
    const questions = [
      good,
      { ...good, nonce: other.nonce },
      answered('gost512', 3),
      { ...good, certId: other.certId },
      unknownIssuer,
      { ...good, response: new Uint8Array() },
      answered('rsa', 4, true),
      ...Array.from({ length: 30 }, () => other),
    ];
    const verdicts = await Promise.allSettled(questions.map((question) => pool.judgeOcsp(question)));
    const outcomes = verdicts.map((verdict) =>
      verdict.status === 'fulfilled' ? verdict.value.status : (verdict.reason as { code: string }).code,
    );
    const refused = 'revocation-unavailable';
    expect(outcomes.slice(0, 7)).toEqual(['good', refused, 'good', refused, refused, refused, 'revoked']);
    expect(outcomes.slice(7)).toEqual(Array.from({ length: 30 }, () => 'good'));
    expect(pool.pending()).toBe(0);
  });

  it('name when they were produced, and leave the bytes with their owner', async () => {
    const question = answered('rsa', 5);
    const before = toHex(question.response);
    expect(await pool.judgeOcsp(question)).toEqual({
      status: 'good',
      producedAtMs: TEST_NOW.getTime(),
      nextUpdateMs: undefined,
    });
    expect(toHex(question.response)).toBe(before);
  });
});
