import { fromBER } from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, SignedData, TSTInfo, type ExtKeyUsage } from 'pkijs';
import { describe, expect, it } from '@jest/globals';
import { readTimeStampVectors, type TimeStampVector } from '../support/time-stamp-vector.ts';

const buffer = (base64: string): ArrayBuffer => new Uint8Array(Buffer.from(base64, 'base64')).buffer;
const engine = new CryptoEngine({ name: 'dauys', crypto: globalThis.crypto });
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** What pkijs makes of a token: its time when imprint, signature, path and purpose are good. */
async function second({ token, data, tsa }: TimeStampVector): Promise<string | undefined> {
  const { result } = fromBER(buffer(token!));
  const signedData = new SignedData({ schema: new ContentInfo({ schema: result }).content });
  const { signatureVerified, signerCertificate, signerCertificateVerified, message } = await signedData.verify(
    {
      signer: 0,
      data: buffer(data),
      checkChain: true,
      trustedCerts: tsa.map((der) => Certificate.fromBER(buffer(der))),
      checkDate: TSTInfo.fromBER(signedData.encapContentInfo.eContent!.getValue()).genTime,
      extendedMode: true,
    },
    engine,
  );
  if (signatureVerified !== true || signerCertificateVerified !== true) throw new Error(message);
  const usages = signerCertificate?.extensions?.find(({ extnID }) => extnID === '2.5.29.37');
  const { keyPurposes } = usages?.parsedValue as ExtKeyUsage;
  if (usages?.critical !== true || keyPurposes.join() !== TIME_STAMPING) throw new Error('usage');
  return TSTInfo.fromBER(signedData.encapContentInfo.eContent!.getValue()).genTime.toISOString();
}

/** pkijs has no Streebog, wants the certificate in the token, and a path longer than the pinned certificate alone. */
const UNKNOWN = /streebog|certificate-not-included|pinned|response/;
const rsa = readTimeStampVectors().filter(({ name, token }) => name.endsWith('-rsa') && token !== undefined);
const named = (vectors: readonly TimeStampVector[]): [string, TimeStampVector][] => vectors.map((v) => [v.name, v]);

describe('pkijs, over tokens', () => {
  const valid = rsa.filter(({ name, expect: code }) => code === 'accept' && !UNKNOWN.test(name));
  it.each(named(valid))('takes %s', async (_, vector) => {
    // It keeps whole seconds only.
    expect((await second(vector))?.slice(0, 19)).toBe(vector.genTime!.slice(0, 19));
  });

  const HELD =
    /-(imprint|imprint-short|expired|not-yet-valid|untrusted|nobody-believed|forged-certificate|another-key|usage-[a-z-]+|citizen|message-digest|signature|content-changed|content-missing|nothing|no-signer|utc-time)-rsa$/;
  const invalid = rsa.filter(({ name, expect: code }) => code !== 'accept' && HELD.test(name));
  it.each(named(invalid))('refuses %s', async (_, vector) => {
    await expect(second(vector)).rejects.toBeDefined();
  });
});
