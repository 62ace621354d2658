import { BasicOCSPResponse, Certificate, OCSPResponse, type ExtKeyUsage } from 'pkijs';
import { parseCertId } from '../../src/signature/cert-id.ts';
import type { OcspQuestion } from '../../src/signature/ocsp.ts';

/** What pkijs makes of an RSA answer, by its own reader and Web Crypto; times of certificates are not asked about. */
export interface PkijsOpinion {
  /** Who signed it: the authority, a delegate of its own for that purpose, or anybody else. */
  readonly signer: 'authority' | 'delegate' | 'nobody known';
  readonly status: string;
  readonly producedAt: Date;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

export async function pkijsOpinion(bytes: Uint8Array, { certId, issuer }: OcspQuestion): Promise<PkijsOpinion> {
  const { responseBytes } = OCSPResponse.fromBER(toBuffer(bytes));
  const basic = BasicOCSPResponse.fromBER(toBuffer(responseBytes!.response.valueBlock.valueHexView));
  const authority = Certificate.fromBER(toBuffer(issuer.der));
  const signer = await signerOf(basic, authority);
  const { tbsResponseData } = basic;
  const [single] = tbsResponseData.responses;
  const { serialNumber } = parseCertId(certId);
  const isAsked = Buffer.compare(Buffer.from(single!.certID.serialNumber.valueBlock.valueHexView), serialNumber) === 0;
  return {
    signer,
    status: isAsked ? statusOf(single!.certStatus) : 'another certificate',
    producedAt: tbsResponseData.producedAt,
    thisUpdate: single!.thisUpdate,
    nextUpdate: single!.nextUpdate,
  };
}

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

async function signerOf(basic: BasicOCSPResponse, authority: Certificate): Promise<PkijsOpinion['signer']> {
  // It looks for the responder among the certificates that travel.
  basic.certs = [authority, ...(basic.certs ?? [])];
  for (const certificate of basic.certs) {
    const params = { trustedResponders: [certificate], issuerCerts: [authority] };
    if (!(await basic.verify(params).catch(() => false))) continue;
    if (certificate === authority) return 'authority';
    if (isForAnswers(certificate) && (await certificate.verify(authority))) return 'delegate';
  }
  return 'nobody known';
}

function isForAnswers({ extensions = [] }: Certificate): boolean {
  const usage = extensions.find(({ extnID }) => extnID === '2.5.29.37')?.parsedValue as ExtKeyUsage | undefined;
  return usage?.keyPurposes.includes(OCSP_SIGNING) ?? false;
}

function statusOf(certStatus: unknown): string {
  const { tagNumber } = (certStatus as { idBlock: { tagNumber: number } }).idBlock;
  return ['good', 'revoked', 'unknown'][tagNumber] ?? 'none';
}

/** A copy whose buffer holds nothing else. */
function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
