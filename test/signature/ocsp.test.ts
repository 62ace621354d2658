import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { daysFrom, type DevCa, type Identity } from '../../src/devca/dev-ca.ts';
import { extendedKeyUsage, keyUsage } from '../../src/devca/extensions.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import {
  buildOcspResponse,
  issueOcspResponder,
  nonceExtension,
  responderByKey,
  responderByName,
  type OcspCertStatus,
  type OcspResponseFields,
} from '../../src/devca/ocsp-builder.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, withHash } from '../../src/devca/rsa-key.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { OCSP_REFUSALS } from '../../src/signature/ocsp-refusal.ts';
import { verifyOcspResponse, type OcspQuestion } from '../../src/signature/ocsp.ts';
import { random, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import { pkijsOpinion } from '../support/ocsp-pkijs.ts';
import { questionOf, readOcspVectors, responseOf } from '../support/ocsp-vector.ts';

const rsaKey = generateRsaKey();
const rsaCa = testCa();
const responder = issueOcspResponder(rsaCa, { key: rsaKey });
const certIdUnder = (ca: DevCa): Uint8Array =>
  encodeCertId(parseCertificate(testCitizen(1, ca).certificateDer), parseCertificate(ca.intermediateDer));
const certId = certIdUnder(rsaCa);
const question: OcspQuestion = {
  certId,
  issuer: parseCertificate(rsaCa.intermediateDer),
  at: TEST_NOW,
  maxAgeMs: 300_000,
  skewMs: 60_000,
};

function answerOf(signer: Identity, fields: Partial<OcspResponseFields> = {}): Uint8Array {
  const good = { certId, status: { kind: 'good' }, thisUpdate: TEST_NOW } as const;
  return buildOcspResponse(
    {
      responderId: responderByName(signer.name),
      producedAt: TEST_NOW,
      responses: [good],
      certificates: [signer.certificateDer],
      ...fields,
    },
    signer.key,
  );
}

/** The kind of status, or the words of the refusal. */
function outcome(bytes: Uint8Array, change: Partial<OcspQuestion> = {}): string {
  try {
    return verifyOcspResponse(bytes, { ...question, ...change }).status.kind;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'revocation-unavailable') throw error;
    return message;
  }
}

const at = (ms: number): Date => new Date(TEST_NOW.getTime() + ms);

describe('a delegate that is known already', () => {
  it('is held to its validity each time', () => {
    const short = issueOcspResponder(rsaCa, { key: rsaKey, fields: { notAfter: at(1000) } });
    const answer = answerOf(short);
    for (let i = 0; i < 20; i++) {
      expect(outcome(answer)).toBe('good');
      expect(outcome(answer, { at: at(1001) })).toBe(OCSP_REFUSALS.responderExpired);
      expect(outcome(answer, { at: daysFrom(TEST_NOW, -200), skewMs: 1e12 })).toBe(OCSP_REFUSALS.responderNotYetValid);
    }
  });

  it('is held to the lists each time', () => {
    const extensions = [keyUsage(['digitalSignature']), extendedKeyUsage([DEV_OID.ocspSigning])];
    const checked = issueOcspResponder(rsaCa, { key: rsaKey, fields: { extensions } });
    const listed = (revoked: readonly Identity[]): Pick<OcspQuestion, 'lists'> => {
      const entries = revoked.map(({ serialNumber }) => ({ serialNumber, revokedAt: daysFrom(TEST_NOW, -1) }));
      const window = { thisUpdate: daysFrom(TEST_NOW, -1), nextUpdate: daysFrom(TEST_NOW, 1) };
      return { lists: [parseCrl(issueCrl(rsaCa.intermediate, { ...window, revoked: entries }))] };
    };
    const answer = answerOf(checked);
    expect(outcome(answer, listed([]))).toBe('good');
    expect(outcome(answer, listed([checked]))).toBe(OCSP_REFUSALS.responderRevoked);
    expect(outcome(answer)).toBe(OCSP_REFUSALS.responderUnchecked);
    expect(outcome(answer, listed([testCitizen(2, rsaCa)]))).toBe('good');
  });

  it('is not known under another authority', () => {
    const other = issueOcspResponder(testCa(daysFrom(TEST_NOW, 1)), { key: rsaKey });
    const otherCa = testCa(daysFrom(TEST_NOW, 1));
    const otherId = certIdUnder(otherCa);
    const about = { responses: [{ certId: otherId, status: { kind: 'good' }, thisUpdate: TEST_NOW } as const] };
    const otherQuestion = { certId: otherId, issuer: parseCertificate(otherCa.intermediateDer) };
    expect(outcome(answerOf(other, about), otherQuestion)).toBe('good');
    expect(outcome(answerOf(other))).toBe(OCSP_REFUSALS.responderForged);
    expect(outcome(answerOf(responder))).toBe('good');
    expect(outcome(answerOf(responder, about), otherQuestion)).toBe(OCSP_REFUSALS.responderForged);
  });

  it('stays what it was when the bytes it came in change', () => {
    const fresh = issueOcspResponder(rsaCa, { key: rsaKey });
    const answer = answerOf(fresh);
    const again = Uint8Array.from(answer);
    expect(outcome(answer)).toBe('good');
    answer.fill(0);
    expect(outcome(again)).toBe('good');
    expect(outcome(answer)).toBe(OCSP_REFUSALS.malformed);
  });

  it('may be one of many', () => {
    const many = Array.from({ length: 20 }, () => issueOcspResponder(rsaCa, { key: rsaKey }));
    for (const signer of [...many, ...many]) expect(outcome(answerOf(signer))).toBe('good');
  });
});

describe('a question', () => {
  it.each([
    ['no certificate', { certId: new Uint8Array() }, 'malformed'],
    ['a certificate of another authority', { certId: certIdUnder(testCa(TEST_NOW, 'gost512')) }, 'otherIssuer'],
    ['another authority', { issuer: parseCertificate(rsaCa.anchorDer) }, 'otherIssuer'],
    ['no time at all', { at: new Date(Number.NaN) }, 'producedLater'],
    ['no age at all', { maxAgeMs: Number.NaN }, 'tooOld'],
    ['no skew at all', { skewMs: Number.NaN }, 'producedLater'],
    ['a time after the authority’s end', { at: daysFrom(TEST_NOW, 4000), maxAgeMs: 1e15 }, 'responderExpired'],
  ] as const)('with %s is not answered', (_, change, rule) => {
    expect(outcome(answerOf(rsaCa.intermediate), change)).toBe(OCSP_REFUSALS[rule]);
  });
});

const SECOND = 1000;
const offset = fc.integer({ min: -900, max: 900 }).map((seconds) => seconds * SECOND);

describe('verifyOcspResponse', () => {
  it('takes an answer at the times of its window alone', () => {
    const signer = { ...responder, key: { ...rsaKey, sign: () => new Uint8Array() } };
    // Nothing is signed: whether the window holds shows in which refusal comes.
    const property = fc.property(offset, offset, fc.option(offset), fc.nat(600), fc.nat(120), (p, u, n, age, skew) => {
      const nextUpdate = n === null ? undefined : at(n);
      const single = { certId, status: { kind: 'good' }, thisUpdate: at(u), nextUpdate } as const;
      const bytes = answerOf(signer, { producedAt: at(p), responses: [single] });
      const [maxAgeMs, skewMs] = [age * SECOND, skew * SECOND];
      const isWithin =
        p <= skewMs &&
        u <= skewMs &&
        -p <= maxAgeMs + skewMs &&
        u - p <= skewMs &&
        (n === null || (n >= -skewMs && n >= u));
      expect(outcome(bytes, { maxAgeMs, skewMs }) === OCSP_REFUSALS.signature).toBe(isWithin);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  const status: fc.Arbitrary<OcspCertStatus> = fc.oneof(
    fc.constantFrom({ kind: 'good' } as const, { kind: 'unknown' } as const),
    fc.record({
      kind: fc.constant('revoked' as const),
      revokedAt: fc
        .date({ min: new Date(0), max: TEST_NOW, noInvalidDate: true })
        .map((d) => new Date(d.setMilliseconds(0))),
      reason: fc.option(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 9, 10), { nil: undefined }),
    }),
  );
  const answers = fc.record({
    status,
    age: fc.nat(300),
    next: fc.option(fc.nat(86_400), { nil: undefined }),
    nonce: fc.uint8Array({ minLength: 1, maxLength: 32 }),
    hash: fc.constantFrom('sha256' as const, 'sha384' as const, 'sha512' as const),
    isByKey: fc.boolean(),
    isAuthority: fc.boolean(),
    others: fc.nat(3),
  });

  it('and pkijs read the same out of whatever a good responder says', async () => {
    const stranger = testCitizen(3, rsaCa);
    const property = fc.asyncProperty(answers, async ({ status: said, nonce, hash, others, ...choice }) => {
      const { name, certificateDer, key } = choice.isAuthority ? rsaCa.intermediate : responder;
      const thisUpdate = at(-choice.age * SECOND);
      const nextUpdate = choice.next === undefined ? undefined : at(choice.next * SECOND);
      const signing = withHash(key as typeof rsaKey, hash);
      const fields = {
        responderId: choice.isByKey ? responderByKey(key.spki) : responderByName(name),
        producedAt: thisUpdate,
        responses: [{ certId, status: said, thisUpdate, nextUpdate }],
        extensions: [nonceExtension(nonce)],
        certificates: [...Array<Uint8Array>(others).fill(stranger.certificateDer), certificateDer],
      };
      const bytes = buildOcspResponse(fields, signing);
      const told = { thisUpdate, producedAt: thisUpdate, nextUpdate };
      expect(verifyOcspResponse(bytes, { ...question, nonce })).toEqual({ status: said, ...told });
      const signer = choice.isAuthority ? 'authority' : 'delegate';
      expect(await pkijsOpinion(bytes, question)).toEqual({ signer, status: said.kind, ...told });
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('reads out of a GOST responder’s answer what it says', () => {
    const ca = testCa(TEST_NOW, 'gost512');
    const gostId = certIdUnder(ca);
    const signer = issueOcspResponder(ca, { key: generateGostKey(random) });
    const gostQuestion = { ...question, certId: gostId, issuer: parseCertificate(ca.intermediateDer) };
    const property = fc.property(answers, ({ status: said, nonce, isByKey, isAuthority }) => {
      const by = isAuthority ? ca.intermediate : signer;
      const bytes = answerOf(by, {
        responderId: isByKey ? responderByKey(by.key.spki) : responderByName(by.name),
        responses: [{ certId: gostId, status: said, thisUpdate: TEST_NOW }],
        extensions: [nonceExtension(nonce)],
      });
      expect(verifyOcspResponse(bytes, { ...gostQuestion, nonce }).status).toEqual(said);
    });
    fc.assert(property, { numRuns: 40 });
  });
});

describe('pkijs', () => {
  const rsa = readOcspVectors().filter(({ name }) => name.endsWith('-rsa'));
  const answered = rsa.filter((vector) => vector.expect !== 'revocation-unavailable');

  it.each(answered.map((vector) => [vector.name, vector] as const))('takes %s too', async (name, vector) => {
    const opinion = await pkijsOpinion(responseOf(vector), questionOf(vector));
    expect(opinion).toMatchObject({
      status: vector.expect,
      signer: name.includes('authority') ? 'authority' : 'delegate',
    });
  });

  const RULES = new Set(['signature', 'responderForeign', 'responderForged', 'responderUsage', 'responderUnknown']);
  // It takes SHA-1 under a certificate.
  const forged = rsa.filter(({ rule = '', name }) => RULES.has(rule) && !name.includes('sha1'));

  it.each(forged.map((vector) => [vector.name, vector] as const))('knows no signer of %s', async (_, vector) => {
    const opinion = pkijsOpinion(responseOf(vector), questionOf(vector)).then(({ signer }) => signer);
    await expect(opinion.catch(() => 'nobody known')).resolves.toBe('nobody known');
  });
});
