import { fromBER } from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, SignedData, type SignerInfo } from 'pkijs';
import { checkAttributes } from './attributes.ts';
import { checkChain, type SecondTrust } from './chain.ts';
import { checkCitizen, checkSignerAlgorithms } from './citizen.ts';
import { Refusal, refuseUnless } from './refusal.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const DATA = '1.2.840.113549.1.7.1';
const TIME_STAMP = '1.2.840.113549.1.9.16.2.14';
const MAX_CERTIFICATES = 4;

export interface SecondInput {
  readonly cms: Uint8Array;
  readonly detachedContent?: Uint8Array;
  readonly at: Date;
}

export interface SecondPolicy {
  readonly trust: SecondTrust;
}

export type SecondVerdict =
  | { readonly accepted: true; readonly iin: string; readonly content: Uint8Array; readonly certificate: Uint8Array }
  | { readonly accepted: false; readonly reason: string };

/**
 * The rules of the first verifier over another parser, another path validator and another cryptographic interface
 * (pkijs, asn1js, Web Crypto), sharing no code with it. RSA only; any content; no revocation. It checks by hand what
 * pkijs leaves out: the value of content-type, detached against attached content, key sizes and usages.
 */
export async function verifyCmsSecond(input: SecondInput, policy: SecondPolicy): Promise<SecondVerdict> {
  try {
    return await verify(input, policy, new CryptoEngine({ name: 'dauys', crypto: globalThis.crypto }));
  } catch (error) {
    // pkijs and asn1js throw errors of many kinds on hostile input; each of them is a refusal.
    return { accepted: false, reason: error instanceof Refusal ? error.message : 'pkijs cannot read or verify it' };
  }
}

async function verify(input: SecondInput, policy: SecondPolicy, engine: CryptoEngine): Promise<SecondVerdict> {
  const signedData = readSignedData(input.cms);
  const [signer, another] = signedData.signerInfos;
  if (signer === undefined || another !== undefined) throw new Refusal('not exactly one signer');
  checkMessage(signedData, signer);
  const content = contentOf(signedData, input.detachedContent);
  const result = await signedData.verify(
    { signer: 0, data: toArrayBuffer(content), checkChain: false, extendedMode: true },
    engine,
  );
  const certificate = result.signerCertificate;
  if (!(certificate instanceof Certificate)) throw new Refusal('no certificate of the signer');
  checkSignerAlgorithms(signer, certificate);
  const iin = checkCitizen(certificate);
  await checkChain(certificate, policy.trust, input.at, engine);
  await checkAttributes(signer, certificate, engine);
  refuseUnless(result.signatureVerified === true, 'signature');
  return { accepted: true, iin, content, certificate: new Uint8Array(certificate.toSchema().toBER()) };
}

function readSignedData(cms: Uint8Array): SignedData {
  const { offset, result } = fromBER(toArrayBuffer(cms));
  refuseUnless(offset === cms.length, 'not one BER value');
  const contentInfo = new ContentInfo({ schema: result });
  refuseUnless(contentInfo.contentType === SIGNED_DATA, 'not SignedData');
  return new SignedData({ schema: contentInfo.content });
}

function checkMessage(signedData: SignedData, signer: SignerInfo): void {
  const { certificates = [], crls, digestAlgorithms, encapContentInfo, version } = signedData;
  refuseUnless(encapContentInfo.eContentType === DATA, 'content type');
  refuseUnless(crls === undefined && certificates.length <= MAX_CERTIFICATES, 'crls, or too many certificates');
  refuseUnless(version === signer.version && (version === 1 || version === 3), 'version');
  refuseUnless(
    digestAlgorithms.length === 1 && digestAlgorithms[0]?.algorithmId === signer.digestAlgorithm.algorithmId,
    'digestAlgorithms',
  );
  const unsigned = signer.unsignedAttrs?.attributes ?? [];
  refuseUnless(
    unsigned.every(({ type, values }) => type === TIME_STAMP && values.length === 1) && unsigned.length <= 1,
    'unsigned attributes',
  );
}

function contentOf({ encapContentInfo }: SignedData, detached: Uint8Array | undefined): Uint8Array {
  const attached =
    encapContentInfo.eContent === undefined ? undefined : new Uint8Array(encapContentInfo.eContent.getValue());
  const content = attached ?? detached;
  if (content === undefined) throw new Refusal('no content');
  const isSame =
    detached === undefined || (detached.length === content.length && detached.every((b, i) => b === content[i]));
  refuseUnless(isSame, 'attached content is another');
  return content;
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
