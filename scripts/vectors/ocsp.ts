import { issueOcspResponder } from '../../src/devca/ocsp-builder.ts';
import { withHash, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { toBase64 } from '../../src/encoding/bytes.ts';
import { OCSP_REFUSALS } from '../../src/signature/ocsp-refusal.ts';
import type { OcspVector } from '../../test/support/ocsp-vector.ts';
import { answerCases } from './ocsp-answers.ts';
import { MAX_AGE_MS, openDesk, SKEW_MS, type OcspCase, type OcspDesk } from './ocsp-desk.ts';
import { formCases } from './ocsp-forms.ts';
import { responderCases } from './ocsp-responders.ts';
import { AT, type Side, type World } from './world.ts';

/** Answers of OCSP responders on the citizens of a world, good and bad, each with its question. */
export function ocspVectors({ rsa, gost }: World): OcspVector[] {
  const toVectors = (desk: OcspDesk, more: readonly OcspCase[] = []): OcspVector[] =>
    [...answerCases(desk), ...responderCases(desk), ...formCases(desk), ...more].map((found) => toVector(desk, found));
  const desk = openDesk(rsa);
  return [...toVectors(desk, digestCases(desk, rsa)), ...toVectors(openDesk(gost))];
}

/** RSA with each digest; SHA-1 for nothing. */
function digestCases({ answer }: OcspDesk, { ca, key }: Side<RsaDevKey>): OcspCase[] {
  const about = (digest: string): string => `signed over ${digest}`;
  const by = (hash: Parameters<typeof withHash>[1]): Uint8Array =>
    answer({ signer: issueOcspResponder(ca, { key: withHash(key, hash) }) });
  const authority = { ...ca.intermediate, key: withHash(ca.intermediate.key as RsaDevKey, 'sha1') };
  const bySha1 = issueOcspResponder({ ...ca, intermediate: authority }, { key });
  return [
    { expect: 'good', name: 'sha384', about: about('SHA-384'), response: by('sha384') },
    { expect: 'good', name: 'sha512', about: about('SHA-512'), response: by('sha512') },
    { expect: 'algorithm', name: 'signature-sha1', about: about('SHA-1'), response: by('sha1') },
    {
      ...{ expect: 'responderForged', name: 'delegate-sha1', about: 'the delegate’s certificate is signed over SHA-1' },
      response: answer({ signer: bySha1 }),
    },
  ];
}

function toVector({ side, nonce }: OcspDesk, found: OcspCase): OcspVector {
  const { expect, status } = found;
  const isAnswer = expect === 'good' || expect === 'revoked' || expect === 'unknown';
  return {
    name: `${isAnswer ? expect : 'unavailable'}-${found.name}-${side.label}`,
    about: found.about,
    ...(isAnswer ? { expect } : { expect: 'revocation-unavailable', rule: expect, why: OCSP_REFUSALS[expect] }),
    ...(status?.kind === 'revoked' ? { revokedAt: status.revokedAt.toISOString() } : {}),
    ...(status?.kind === 'revoked' && status.reason !== undefined ? { reason: status.reason } : {}),
    at: AT.toISOString(),
    maxAgeMs: MAX_AGE_MS,
    skewMs: SKEW_MS,
    certificate: toBase64(side.citizen.certificateDer),
    issuer: toBase64(side.ca.intermediateDer),
    ...(found.isKept === true ? {} : { nonce: toBase64(nonce) }),
    lists: (found.lists ?? []).map(toBase64),
    response: toBase64(found.response),
  };
}
