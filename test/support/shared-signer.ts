import { attribute, signCms } from '../../src/devca/cms-builder.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { derTime } from '../../src/devca/der-values.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { derOctets, derOid } from '../../src/encoding/der-writer.ts';

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
