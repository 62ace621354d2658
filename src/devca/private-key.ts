import { createPrivateKey } from 'node:crypto';
import { contentOf, enterTag, expectEnd, openDer, readOid, readSmallInteger, readTag, TAG } from '../encoding/der.ts';
import { derOctets, derOid, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import { isOid } from '../encoding/oids.ts';
import type { DevKey, RandomBytes } from './dev-key.ts';
import { gostKey, type GostDevKey } from './gost-key.ts';
import { DEV_OID } from './profile.ts';
import { rsaKeyOf, type RsaDevKey } from './rsa-key.ts';

/** PKCS#8 of a throw-away key, a GOST one in НУЦ's shape: the scalar, little-endian, in one more OCTET STRING. */
export function encodePrivateKey(key: DevKey): Uint8Array {
  if (isRsa(key)) return new Uint8Array(key.privateKey.export({ type: 'pkcs8', format: 'der' }));
  const { scalarLe } = key as GostDevKey;
  const parameters = derSequence(derOid(DEV_OID.kzGost512Params), derOid(DEV_OID.streebog512));
  return derSequence(
    derUnsigned(Uint8Array.of(0)),
    derSequence(derOid(DEV_OID.kzGost512Key), parameters),
    derOctets(derOctets(scalarLe)),
  );
}

/** The key of such bytes. */
export function decodePrivateKey(pkcs8: Uint8Array, random: RandomBytes): DevKey {
  const scalar = readGostScalar(pkcs8);
  if (scalar !== undefined) return gostKey(scalar, random);
  return rsaKeyOf(createPrivateKey({ key: Buffer.from(pkcs8), type: 'pkcs8', format: 'der' }));
}

/** 64 octets, little-endian; undefined where the key is of another kind. @throws DauysError `ballot-malformed` */
export function readGostScalar(pkcs8: Uint8Array): Uint8Array | undefined {
  const outer = openDer(pkcs8);
  const info = enterTag(outer, TAG.sequence);
  expectEnd(outer);
  readSmallInteger(info);
  if (!isOid(readOid(enterTag(info, TAG.sequence)), DEV_OID.kzGost512Key)) return undefined;
  const privateKey = openDer(contentOf(readTag(info, TAG.octetString)));
  const scalar = contentOf(readTag(privateKey, TAG.octetString));
  expectEnd(privateKey);
  return scalar.length === 64 ? scalar : undefined;
}

function isRsa(key: DevKey): key is RsaDevKey {
  return key.kind === 'rsa';
}
