import { createCipheriv, createHmac } from 'node:crypto';
import forge from 'node-forge';
import { der, derNull, derOctets, derOid, derSequence, derSetOf, derUnsigned } from '../encoding/der-writer.ts';
import { concatBytes, u16be } from '../encoding/bytes.ts';
import { attribute } from './cms-builder.ts';
import type { Identity } from './dev-ca.ts';
import { keyIdentifier, type RandomBytes } from './dev-key.ts';
import { encodePrivateKey } from './private-key.ts';
import { DEV_OID } from './profile.ts';

// RFC 7292, appendix B and C, with the iterations of НУЦ's files.
const ITERATIONS = 1024;
const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;
const OID_12 = {
  encryptedData: '1.2.840.113549.1.7.6',
  pbeSha1TripleDes: '1.2.840.113549.1.12.1.3',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
} as const;

export interface Pkcs12Options {
  readonly password: string;
  readonly friendlyName: string;
  readonly random: RandomBytes;
}

/** A .p12 file like НУЦ's (in DER, key and certificate both under three-key 3DES), for RSA and GOST keys. */
export function writePkcs12(identity: Identity, options: Pkcs12Options): Uint8Array {
  const keyId = keyIdentifier(identity.key.spki);
  const attributes = derSetOf(
    attribute(OID_12.localKeyId, derOctets(keyId)),
    attribute(OID_12.friendlyName, der(0x1e, bmp(options.friendlyName))),
  );
  const [keyAlgorithm, sealedKey] = seal(encodePrivateKey(identity.key), options);
  const shrouded = derSequence(keyAlgorithm, derOctets(sealedKey));
  const keys = derSequence(derSequence(derOid(OID_12.shroudedKeyBag), der(0xa0, shrouded), attributes));

  const certificate = derSequence(derOid(OID_12.x509Certificate), der(0xa0, derOctets(identity.certificateDer)));
  const certificates = derSequence(derSequence(derOid(OID_12.certBag), der(0xa0, certificate), attributes));
  const [algorithm, sealed] = seal(certificates, options);
  const encrypted = derSequence(
    derUnsigned(Uint8Array.of(0)),
    derSequence(derOid(DEV_OID.data), algorithm, der(0x80, sealed)),
  );

  const safe = derSequence(dataContent(keys), derSequence(derOid(OID_12.encryptedData), der(0xa0, encrypted)));
  return derSequence(derUnsigned(Uint8Array.of(3)), dataContent(safe), macOver(safe, options));
}

function seal(content: Uint8Array, { password, random }: Pkcs12Options): [algorithm: Uint8Array, sealed: Uint8Array] {
  const salt = random(8);
  const key = derive(password, salt, PURPOSE.key, 24);
  const cipher = createCipheriv('des-ede3-cbc', key, derive(password, salt, PURPOSE.iv, 8));
  const parameters = derSequence(derOctets(salt), derUnsigned(u16be(ITERATIONS)));
  const sealed = concatBytes(cipher.update(content), cipher.final());
  return [derSequence(derOid(OID_12.pbeSha1TripleDes), parameters), sealed];
}

function macOver(safe: Uint8Array, { password, random }: Pkcs12Options): Uint8Array {
  const salt = random(8);
  const mac = createHmac('sha1', derive(password, salt, PURPOSE.mac, 20))
    .update(safe)
    .digest();
  const digest = derSequence(derSequence(derOid(DEV_OID.sha1), derNull()), derOctets(mac));
  return derSequence(digest, derOctets(salt), derUnsigned(u16be(ITERATIONS)));
}

function derive(password: string, salt: Uint8Array, purpose: number, length: number): Buffer {
  const saltBuffer = forge.util.createBuffer(Buffer.from(salt).toString('latin1'));
  const derived = forge.pkcs12.generateKey(password, saltBuffer, purpose, ITERATIONS, length);
  return Buffer.from(derived.getBytes(), 'latin1');
}

function dataContent(content: Uint8Array): Uint8Array {
  return derSequence(derOid(DEV_OID.data), der(0xa0, derOctets(content)));
}

function bmp(text: string): Uint8Array {
  return concatBytes(...Array.from({ length: text.length }, (_, i) => u16be(text.charCodeAt(i))));
}
