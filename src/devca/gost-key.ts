import { derBits, derOctets, derOid, derSequence } from '../encoding/der-writer.ts';
import { gost512PublicKey, signGost512 } from '../signature/gost/sign.ts';
import { streebog512 } from '../signature/gost/streebog.ts';
import { algorithmIdentifier, type DevKey, type RandomBytes } from './dev-key.ts';
import { DEV_OID } from './profile.ts';

/** A GOST R 34.10-2012 key of 512 bits under Kazakhstan's OIDs. */
export interface GostDevKey extends DevKey {
  readonly kind: 'gost512';
  /** 64 octets, little-endian. */
  readonly scalarLe: Uint8Array;
}

export function generateGostKey(random: RandomBytes): GostDevKey {
  const scalarLe = Uint8Array.from(random(64));
  // The group order is just below 2^512: with the top bit clear the scalar is below it.
  scalarLe[63] = (scalarLe[63] ?? 0) & 0x7f;
  return gostKey(scalarLe, random);
}

/** The key of a scalar in hand, such as that of НУЦ's public test identity. */
export function gostKey(scalarLe: Uint8Array, random: RandomBytes): GostDevKey {
  return {
    kind: 'gost512',
    scalarLe,
    spki: gostSpki(gost512PublicKey(scalarLe)),
    signatureAlgorithm: algorithmIdentifier(DEV_OID.kzGost512Signature),
    digestAlgorithm: algorithmIdentifier(DEV_OID.streebog512),
    digest: streebog512,
    sign: (data) => signGost512(scalarLe, streebog512(data), random),
  };
}

/** @param raw - 128 octets, X and Y little-endian */
function gostSpki(raw: Uint8Array): Uint8Array {
  const parameters = derSequence(derOid(DEV_OID.kzGost512Params), derOid(DEV_OID.streebog512));
  return derSequence(derSequence(derOid(DEV_OID.kzGost512Key), parameters), derBits(derOctets(raw)));
}
