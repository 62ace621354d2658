import { der, derBits, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import { derTime } from './der-values.ts';
import type { DevKey } from './dev-key.ts';

/** Every field of a certificate as it shall stand; nothing is checked, so that each rule can be broken. */
export interface CertificateFields {
  /** Content of the version INTEGER: 2 is v3. */
  readonly version?: number | undefined;
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Uint8Array;
  /** Encoded `Extension` values; none leaves the field out. */
  readonly extensions: readonly Uint8Array[];
  /** Where the certificate shall name another algorithm than the one its issuer signs by. */
  readonly innerAlgorithm?: Uint8Array | undefined;
  readonly outerAlgorithm?: Uint8Array | undefined;
}

/** A certificate's DER, signed by `issuerKey` over whatever the fields say. */
export function buildCertificate(fields: CertificateFields, issuerKey: DevKey): Uint8Array {
  const version = fields.version ?? 2;
  const tbs = derSequence(
    ...(version === 0 ? [] : [der(0xa0, derUnsigned(Uint8Array.of(version)))]),
    derUnsigned(fields.serialNumber),
    fields.innerAlgorithm ?? issuerKey.signatureAlgorithm,
    fields.issuer,
    derSequence(derTime(fields.notBefore), derTime(fields.notAfter)),
    fields.subject,
    fields.spki,
    ...(fields.extensions.length === 0 ? [] : [der(0xa3, derSequence(...fields.extensions))]),
  );
  return derSequence(tbs, fields.outerAlgorithm ?? issuerKey.signatureAlgorithm, derBits(issuerKey.sign(tbs)));
}
