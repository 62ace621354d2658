import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../../src/encoding/bytes.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { OCSP_REFUSALS } from '../../src/signature/ocsp-refusal.ts';
import { verifyOcspResponse, type OcspQuestion } from '../../src/signature/ocsp.ts';
import { preparePublicKey } from '../../src/signature/public-key.ts';
import { parseCertificateFile } from '../../src/signature/trust.ts';
import { pkijsOpinion } from '../support/ocsp-pkijs.ts';

const FOLDER = '../shared/nca';
const isThere = existsSync(FOLDER);
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${path}`));

/** Answers of НУЦ's test responders of 2 September 2022, with what was asked. */
const ANSWERS = {
  rsaGood: ['rsa_good_2022', '4279390a141f5353a62947b61ed65e81741467d1', 'b5e5c9b552cbcac4', '16:53:59'],
  gostRevoked: ['gost512_revoked_2022', '3a90343e720594c55204b19cb9a402422ef0e622', '157b28fd1ac7761e', '16:59:28'],
  gostUnknown: [
    'gost512_unknown_serial_2022',
    '0ff06211dc82beb00253ffa000f1de84abef454f',
    'e408ffb790834af2',
    '16:58:34',
  ],
} as const;

interface Asked {
  readonly bytes: Uint8Array;
  readonly question: OcspQuestion & { readonly nonce: Uint8Array };
}

function asked(name: keyof typeof ANSWERS): Asked {
  const [path, serial, nonce, time] = ANSWERS[name];
  const [issuer] = parseCertificateFile(
    file(`ca-test/${name === 'rsaGood' ? 'nca_rsa_test.crt' : 'nca_gost2022_test.cer'}`),
  );
  const certId = encodeCertId({ ...issuer!, issuer: issuer!.subject, serialNumber: fromHex(serial)! }, issuer!);
  const at = new Date(`2022-09-02T${time}Z`);
  const question = { certId, issuer: issuer!, at, nonce: fromHex(nonce)!, maxAgeMs: 300_000, skewMs: 60_000 };
  return { bytes: file(`ocsp/${path}.der`), question };
}

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

(isThere ? describe : describe.skip)(`НУЦ's OCSP answers${isThere ? '' : ' (skipped: no ../shared)'}`, () => {
  it.each([
    ['rsaGood', { kind: 'good' }],
    ['gostRevoked', { kind: 'revoked', revokedAt: new Date('2022-07-27T10:25:30Z'), reason: 6 }],
    // Its way of saying that it never issued such a certificate.
    ['gostUnknown', { kind: 'revoked', revokedAt: new Date(0), reason: 6 }],
  ] as const)('%s gives its verdict', (name, status) => {
    const { bytes, question } = asked(name);
    const { at } = question;
    const answer = { status, thisUpdate: at, producedAt: at, nextUpdate: undefined };
    expect(verifyOcspResponse(bytes, question)).toEqual(answer);
    const { nonce, ...kept } = question;
    expect(nonce).toHaveLength(8);
    expect(verifyOcspResponse(bytes, kept)).toEqual(answer);
  });

  it.each(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[])('%s answers nothing else', (name) => {
    const { bytes, question } = asked(name);
    const { at, issuer } = question;
    const why = (change: Partial<OcspQuestion>): string => refusalOf(bytes, { ...question, ...change });
    const stranger = { ...issuer, issuer: issuer.subject, serialNumber: Uint8Array.of(7) };
    expect(why({ nonce: new Uint8Array(8) })).toBe(OCSP_REFUSALS.nonceOther);
    expect(why({ at: later(at, 360_001) })).toBe(OCSP_REFUSALS.tooOld);
    expect(why({ at: later(at, -60_001) })).toBe(OCSP_REFUSALS.producedLater);
    expect(why({ certId: encodeCertId(stranger, issuer) })).toBe(OCSP_REFUSALS.otherSerial);
    const other = asked(name === 'rsaGood' ? 'gostRevoked' : 'rsaGood').question;
    expect(why({ certId: other.certId })).toBe(OCSP_REFUSALS.otherIssuer);
    expect(why({ issuer: other.issuer })).toBe(OCSP_REFUSALS.otherIssuer);
    const year = 366 * 86_400_000;
    expect(why({ at: later(at, year), maxAgeMs: year })).toBe(OCSP_REFUSALS.responderExpired);
  });

  it('pkijs says the same of the RSA one', async () => {
    const { bytes, question } = asked('rsaGood');
    expect(await pkijsOpinion(bytes, question)).toMatchObject({ signer: 'delegate', status: 'good' });
  });

  // No bit is without effect: there is no spelling left in what a responder signs, and none in what it does not.
  it.each([
    ['rsaGood', 1],
    ['gostRevoked', 3],
    ['gostUnknown', 7],
  ] as const)('%s with one bit changed is refused (every %d.)', (name, stride) => {
    const { bytes, question } = asked(name);
    const { nonce: _, ...kept } = question;
    preparePublicKey(question.issuer.publicKey);
    const accepted: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += stride) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      if (refusalOf(changed, kept) === '') accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });
});

/** The words of a refusal, which is of the one code; '' for an answer. */
function refusalOf(bytes: Uint8Array, question: OcspQuestion): string {
  try {
    verifyOcspResponse(bytes, question);
    return '';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'revocation-unavailable') throw error;
    return message;
  }
}
