import forge from 'node-forge';

import { DauysError } from '../domain/errors.ts';
import { parseCertificate } from '../signature/certificate.ts';
import type { Identity } from './dev-ca.ts';
import type { RandomBytes } from './dev-key.ts';
import { gostKey } from './gost-key.ts';
import { readGostScalar } from './private-key.ts';

export interface GostIdentity {
  readonly certificateDer: Uint8Array;
  /** 64 octets, little-endian. */
  readonly privateKeyScalarLe: Uint8Array;
}

/**
 * Opens a .p12 file as НУЦ issues them for GOST keys: BER, key under three-key 3DES, certificate under 40-bit RC2.
 * @throws DauysError `config-invalid` when the file cannot be opened with this password, `key-missing` when it holds no
 * GOST key of 512 bits with its certificate
 */
export function readPkcs12(bytes: Uint8Array, password: string): GostIdentity {
  const file = open(bytes, password);
  const bags = file.safeContents.flatMap(({ safeBags }) => safeBags);
  for (const keyBag of bags.filter(({ type }) => type === forge.pki.oids['pkcs8ShroudedKeyBag'])) {
    const pkcs8 = contentOfBag(keyBag);
    const privateKeyScalarLe = pkcs8 && readGostScalar(pkcs8);
    if (privateKeyScalarLe === undefined) continue;
    const id = localKeyId(keyBag);
    const certificateBag = bags.find((bag) => bag.type === forge.pki.oids['certBag'] && localKeyId(bag) === id);
    const certificateDer = certificateBag && contentOfBag(certificateBag);
    if (certificateDer !== undefined) return { certificateDer, privateKeyScalarLe };
  }
  throw new DauysError('key-missing', 'the PKCS#12 file holds no GOST-512 key with its certificate');
}

function open(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  try {
    const file = forge.asn1.fromDer(Buffer.from(bytes).toString('latin1'));
    return forge.pkcs12.pkcs12FromAsn1(file, password);
  } catch {
    // node-forge's own message is dropped: it may quote what it decrypted.
    throw new DauysError('config-invalid', 'not a PKCS#12 file, or another password');
  }
}

/** node-forge leaves the element of a key or certificate it does not know; those it knows are not GOST. */
function contentOfBag(bag: forge.pkcs12.Bag): Uint8Array | undefined {
  const element = bag.asn1 as forge.asn1.Asn1 | null | undefined;
  if (!element) return undefined;
  return Uint8Array.from(Buffer.from(forge.asn1.toDer(element).getBytes(), 'latin1'));
}

function localKeyId(bag: forge.pkcs12.Bag): unknown {
  const { localKeyId: values } = bag.attributes as { localKeyId?: readonly unknown[] };
  return values?.[0];
}

/**
 * The certificate and key of a .p12 file, ready to sign.
 * @throws DauysError as `readPkcs12`
 */
export function readPkcs12Identity(bytes: Uint8Array, password: string, random: RandomBytes): Identity {
  const { certificateDer, privateKeyScalarLe } = readPkcs12(bytes, password);
  const { subject, issuer, serialNumber } = parseCertificate(certificateDer);
  const key = gostKey(privateKeyScalarLe, random);
  return { certificateDer, name: subject.der, issuerName: issuer.der, serialNumber, key };
}
