import { sign } from 'node:crypto';
import { attribute, signCms } from '../../src/devca/cms-builder.ts';
import type { DevCa, Identity } from '../../src/devca/dev-ca.ts';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import { derTime } from '../../src/devca/der-values.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { derOctets, derOid } from '../../src/encoding/der-writer.ts';

/** The invented ИИН of the n-th citizen. */
export function iinOf(n: number): string {
  return String(n).padStart(12, '0');
}

/**
 * Certificates of citizens 1 … `count`, all for one RSA key. Signing them is what takes time, so it is done by the
 * threads of libuv.
 */
export async function bulkCitizens(ca: DevCa, count: number): Promise<Identity[]> {
  const key = generateRsaKey();
  const { privateKey } = ca.intermediate.key as RsaDevKey;
  const citizens: Identity[] = [];
  for (let from = 1; from <= count; from += 1024) {
    const numbers = Array.from({ length: Math.min(1024, count - from + 1) }, (_, i) => from + i);
    citizens.push(...(await Promise.all(numbers.map((n) => issueLater(n)))));
  }
  return citizens;

  function issueLater(n: number): Promise<Identity> {
    let toBeSigned: Uint8Array = new Uint8Array();
    const waiting: DevKey = {
      ...ca.intermediate.key,
      sign(data) {
        toBeSigned = data;
        return new Uint8Array(256);
      },
    };
    const unsigned = { ...ca, intermediate: { ...ca.intermediate, key: waiting } };
    const citizen = issueCitizen(unsigned, { iin: iinOf(n), key, firstName: `АЗАМАТ-${n}` });
    return new Promise((resolve, reject) => {
      sign('sha256', toBeSigned, privateKey, (error, signature) => {
        if (error !== null) reject(error);
        // The signature is the last thing in a certificate.
        citizen.certificateDer.set(signature, citizen.certificateDer.length - 256);
        resolve(citizen);
      });
    });
  }
}

/**
 * Signs like NCALayer but without naming the certificate in the attributes: then one key's signature over one content
 * is the same whoever's certificate travels with it.
 */
export function createSharedSigner(signingTime: Date): (content: Uint8Array, citizen: Identity) => Uint8Array {
  const signatures = new Map<string, Uint8Array>();
  return (content, citizen) => {
    const { key } = citizen;
    const signedAttributes = [
      attribute(DEV_OID.contentType, derOid(DEV_OID.data)),
      attribute(DEV_OID.signingTime, derTime(signingTime)),
      attribute(DEV_OID.messageDigest, derOctets(key.digest(content))),
    ];
    const shared = (data: Uint8Array): Uint8Array => {
      const known = Buffer.from(data).toString('latin1');
      const signature = signatures.get(known) ?? key.sign(data);
      signatures.set(known, signature);
      return signature;
    };
    return signCms({ content, signer: citizen, signingTime, fields: { signedAttributes, sign: shared } });
  };
}
