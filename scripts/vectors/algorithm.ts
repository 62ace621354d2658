import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier, type DevKey } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, withHash } from '../../src/devca/rsa-key.ts';
import { derBits, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { leaf, random, signWith, type Side, type VectorCase, type World } from './world.ts';

type Case = readonly [name: string, about: string, side: Side, cms: Uint8Array];

/** Algorithms off the allow-list, and pairs that do not fit each other. */
export function algorithmCases({ rsa, gost, ballot }: World): VectorCase[] {
  const identifier = algorithmIdentifier;
  const by = (side: Side, key: DevKey): Uint8Array => signWith({ ...leaf(side, {}, key), key }, ballot);
  const naming = (side: Side, fields: object): Uint8Array => signWith(side.citizen, ballot, { fields });
  const sha1 = withHash(rsa.key, 'sha1');
  const sha1Ca = { ...rsa.ca, intermediate: { ...rsa.ca.intermediate, key: withHash(rsaKeyOf(rsa), 'sha1') } };
  const cases: Case[] = [
    ['sha1', 'the signer uses SHA-1', rsa, signWith({ ...rsa.citizen, key: sha1 }, ballot)],
    [
      'sha1-certificate',
      'the certificate is signed with SHA-1',
      rsa,
      signWith(issueCitizen(sha1Ca, { iin: '000000000012', key: rsa.key }), ballot),
    ],
    ['rsa-1024', 'a key of 1024 bits', rsa, by(rsa, generateRsaKey(1024))],
    [
      'rsa-pss',
      'the signer names RSASSA-PSS',
      rsa,
      naming(rsa, { signatureAlgorithm: derSequence(derOid(DEV_OID.rsaPss)) }),
    ],
    ['md5', 'the signer names MD5', rsa, naming(rsa, { digestAlgorithm: identifier('1.2.840.113549.2.5') })],
    [
      'digest-and-signature-differ',
      'SHA-256 with sha512WithRSAEncryption',
      rsa,
      naming(rsa, { signatureAlgorithm: identifier(DEV_OID.sha512WithRsa) }),
    ],
    [
      'streebog-with-rsa',
      'a GOST digest with an RSA key',
      rsa,
      naming(rsa, { digestAlgorithm: gost.key.digestAlgorithm }),
    ],
    [
      'gost-named-for-rsa-key',
      'GOST algorithms named over an RSA key',
      rsa,
      naming(rsa, {
        digestAlgorithm: gost.key.digestAlgorithm,
        signatureAlgorithm: gost.key.signatureAlgorithm,
      }),
    ],
    [
      'rsa-named-for-gost-key',
      'RSA algorithms named over a GOST key',
      gost,
      naming(gost, {
        digestAlgorithm: rsa.key.digestAlgorithm,
        signatureAlgorithm: rsa.key.signatureAlgorithm,
      }),
    ],
    ['unknown-digest', 'a digest nobody knows', rsa, naming(rsa, { digestAlgorithm: identifier('1.2.3.4') })],
    ['ecdsa', 'an ECDSA key on P-256', rsa, by(rsa, ecdsaKey())],
    ['gost-2004', 'GOST 34.310-2004', gost, by(gost, oldGostKey())],
    ['gost-256', 'GOST R 34.10-2012 of 256 bits', gost, by(gost, shortGostKey())],
    ['gost-other-curve', 'the 512-bit key on another curve', gost, by(gost, otherCurveKey(gost))],
  ];
  return cases.map(([name, about, side, cms]) => ({ name, about, side, cms, expect: 'algorithm-unsupported' }));
}

function rsaKeyOf({ ca }: World['rsa']): World['rsa']['key'] {
  return ca.intermediate.key as World['rsa']['key'];
}

function ecdsaKey(): DevKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    kind: 'rsa',
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    signatureAlgorithm: derSequence(derOid('1.2.840.10045.4.3.2')),
    digestAlgorithm: algorithmIdentifier(DEV_OID.sha256),
    digest: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
    sign: (data) => new Uint8Array(sign('sha256', data, privateKey)),
  };
}

/** A key that only looks like one: the verdict falls before any arithmetic. */
function sham(
  spkiParameters: readonly string[],
  keyOid: string,
  signatureOid: string,
  digestOid: string,
  octets: number,
): DevKey {
  const parameters = derSequence(...spkiParameters.map(derOid));
  return {
    kind: 'gost512',
    spki: derSequence(derSequence(derOid(keyOid), parameters), derBits(derOctets(random(octets)))),
    signatureAlgorithm: algorithmIdentifier(signatureOid),
    digestAlgorithm: algorithmIdentifier(digestOid),
    digest: () => random(octets / 2),
    sign: () => random(octets),
  };
}

function oldGostKey(): DevKey {
  const curve = ['1.2.398.3.10.1.1.1.1.1', '1.2.398.3.10.1.3.1.1.0'];
  return sham(curve, DEV_OID.kzGost2004Key, DEV_OID.kzGost2004Signature, '1.2.398.3.10.1.3.1', 64);
}

function shortGostKey(): DevKey {
  const curve = ['1.2.398.3.10.1.1.2.1.1', '1.2.398.3.10.1.3.2'];
  return sham(curve, '1.2.398.3.10.1.1.2.1', '1.2.398.3.10.1.1.2.3.1', '1.2.398.3.10.1.3.2', 64);
}

function otherCurveKey({ key }: World['gost']): DevKey {
  const parameters = derSequence(derOid('1.2.643.7.1.2.1.2.2'), derOid(DEV_OID.streebog512));
  const spki = derSequence(
    derSequence(derOid(DEV_OID.kzGost512Key), parameters),
    derBits(derOctets(key.spki.slice(-128))),
  );
  return { ...key, spki };
}
