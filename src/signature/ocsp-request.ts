import { der, derOctets, derOid, derSequence } from '../encoding/der-writer.ts';
import { OID } from '../encoding/oids.ts';

/**
 * An OCSPRequest for one certificate (RFC 6960 §4.1.1).
 * @param certId - DER of the CertID
 * @param nonce - 1 to 32 octets, unpredictable (RFC 8954 §2.1)
 */
export function encodeOcspRequest(certId: Uint8Array, nonce: Uint8Array): Uint8Array {
  if (nonce.length < 1 || nonce.length > 32) throw new TypeError('an OCSP nonce has 1 to 32 octets');
  const nonceExtension = derSequence(derOid(OID.ocspNonce), derOctets(derOctets(nonce)));
  const requestList = derSequence(derSequence(certId));
  return derSequence(derSequence(requestList, der(0xa2, derSequence(nonceExtension))));
}
