import { X509Certificate } from 'node:crypto';
import { der, derSequence } from '../encoding/der-writer.ts';
import { buildCertificate } from './certificate-builder.ts';
import { authorityName, daysFrom } from './dev-ca.ts';
import type { RandomBytes } from './dev-key.ts';
import { basicConstraints, extendedKeyUsage, extension, subjectKeyIdentifier } from './extensions.ts';
import { generateRsaKey } from './rsa-key.ts';

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const IP_ADDRESS = 0x87;

/** What `node:tls` takes. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed certificate of 127.0.0.1, as NCALayer has one of its own: whoever wants to use it trusts it by hand. */
export function selfSigned(now: Date, random: RandomBytes): TlsIdentity {
  const key = generateRsaKey();
  const name = authorityName('Dauys NCALayer stand-in');
  const serialNumber = Uint8Array.from(random(16));
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const extensions = [
    extension(SUBJECT_ALTERNATIVE_NAME, derSequence(der(IP_ADDRESS, Uint8Array.of(127, 0, 0, 1)))),
    basicConstraints(false),
    extendedKeyUsage([SERVER_AUTH]),
    subjectKeyIdentifier(key.spki),
  ];
  const validity = { notBefore: daysFrom(now, -1), notAfter: daysFrom(now, 90) };
  const certificate = buildCertificate(
    { serialNumber, issuer: name, subject: name, ...validity, spki: key.spki, extensions },
    key,
  );
  return {
    cert: new X509Certificate(certificate).toString(),
    key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
