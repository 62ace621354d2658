import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { der, derNull, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { OID } from '../../src/encoding/oids.ts';
import { scratchDirectory } from '../support/openssl.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  attribute,
  buildCertificate,
  buildList,
  caExtensions,
  dn,
  ext,
  extension,
  KEY_CERT_SIGN,
  rdn,
  rootAuthority,
  smallInteger,
  testKey,
  text,
  type CertificateSpec,
} from '../support/x509-builder.ts';

const LEVELS = ['CA one', 'CA two', 'Leaf'] as const;
const root = rootAuthority('Differential root');

/** Something odd about the certificate of one level. */
type Twist = (spec: CertificateSpec, level: number) => Partial<CertificateSpec>;

const plus =
  (...extensions: readonly Uint8Array[]): Twist =>
  (spec) => ({ extensions: [...(spec.extensions ?? []), ...extensions] });
const only =
  (...extensions: readonly Uint8Array[]): Twist =>
  () => ({ extensions });
const rename = (encode: (name: string) => Uint8Array): Twist => {
  return (_, level) => ({ issuer: encode(level === 0 ? 'Differential root' : LEVELS[level - 1]!) });
};
const policy = (oid: string): Uint8Array => extension(OID.certificatePolicies, derSequence(derSequence(derOid(oid))));
const country = derSequence(rdn(attribute('country', text.printable('KZ'))));
const subtrees = (tag: number, name: Uint8Array): Uint8Array =>
  extension(OID.nameConstraints, derSequence(der(tag, derSequence(der(0xa4, name)))), true);

const TWISTS: Record<string, Twist> = {
  'issuer in another case': rename((name) => dn(name.toUpperCase())),
  'issuer with spaces': rename((name) => dn(`  ${name.replace(' ', '   ')} `)),
  'issuer as PrintableString': rename((name) => dn(name, text.printable)),
  'another issuer': rename((name) => dn(`${name}x`)),
  'signed by another key': () => ({ signer: testKey('stranger') }),
  'spoiled signature': () => ({ spoilSignature: true }),
  expired: () => ({ notAfter: '2026-01-01T00:00:00' }),
  'not yet valid': () => ({ notBefore: '2027-01-01T00:00:00' }),
  'before 2000': () => ({ notBefore: '1960-01-01T00:00:00' }),
  'no extension': only(),
  'cA false': only(ext.basicConstraints(false)),
  'cA alone': only(ext.basicConstraints(true)),
  'no basic constraints': only(ext.keyUsage(KEY_CERT_SIGN)),
  'no keyCertSign': only(ext.basicConstraints(true), ext.keyUsage(0)),
  'path length 0': only(...caExtensions(0)),
  'path length 1': only(...caExtensions(1)),
  'unknown critical': plus(ext.unknown(true)),
  'unknown, not critical': plus(ext.unknown(false)),
  'critical extended key usage': plus(extension(OID.extendedKeyUsage, derSequence(derOid(OID.emailProtection)), true)),
  'version 1': () => ({ version: new Uint8Array(), extensions: [] }),
  'negative serial': () => ({ serial: der(0x02, Uint8Array.of(0x85, 3)) }),
  'long serial': () => ({ serial: der(0x02, new Uint8Array(30).fill(0x21)) }),
  'explicit policy required': plus(extension(OID.policyConstraints, derSequence(der(0x80, Uint8Array.of(0))), true)),
  'policy A': plus(policy('1.2.3.1')),
  'policy B': plus(policy('1.2.3.2')),
  'names inside': plus(subtrees(0xa0, country)),
  'names outside': plus(subtrees(0xa1, country)),
  'SHA-1': () => ({ algorithm: derSequence(derOid(OID.sha1WithRsa), derNull()), digest: 'sha1' }),
  'SHA-512': () => ({ algorithm: derSequence(derOid(OID.sha512WithRsa), derNull()), digest: 'sha512' }),
};

/** Where we refuse and OpenSSL does not, with the reason. */
const STRICTER: Record<string, string> = {
  'SHA-1': 'not on the allow-list',
  'version 1': 'RFC 5280 §4.1.2.9: no extensions before version 3',
  'names inside': 'RFC 5280 §4.2.1.10: only in a CA certificate',
  'names outside': 'RFC 5280 §4.2.1.10: only in a CA certificate',
  'no basic constraints': 'RFC 5280 §4.2.1.9: no keyCertSign without cA',
};

type Placed = readonly [twist: string, level: number];

function buildPath(placed: readonly Placed[]): Uint8Array[] {
  const keys = LEVELS.map((name) => testKey(name));
  return LEVELS.map((name, level) => {
    const base: CertificateSpec = {
      subject: dn(name),
      issuer: level === 0 ? root.name : dn(LEVELS[level - 1]!),
      key: keys[level]!,
      signer: level === 0 ? root.key : keys[level - 1]!,
      serial: smallInteger(100 + level),
      extensions: level === 2 ? [ext.keyUsage(0, 1)] : caExtensions(),
    };
    const twists = placed.filter(([, at]) => at === level).map(([twist]) => TWISTS[twist]!);
    return buildCertificate(twists.reduce((spec, twist) => ({ ...spec, ...twist(spec, level) }), base));
  });
}

describe('paths against openssl verify', () => {
  let scratch: ReturnType<typeof scratchDirectory>;
  beforeAll(() => {
    scratch = scratchDirectory();
  });
  afterAll(() => {
    scratch.remove();
  });

  const pem = (label: string, ...values: readonly Uint8Array[]): string =>
    values
      .map((der) => `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`)
      .join('');

  function opensslAccepts([one, two, leaf]: readonly Uint8Array[], crls: readonly Uint8Array[] = []): boolean {
    const put = (name: string, content: string): string => scratch.put(name, Buffer.from(content));
    const lists = crls.length === 0 ? [] : ['-crl_check_all', '-CRLfile', put('crls', pem('X509 CRL', ...crls))];
    const anchor = put('anchor', pem('CERTIFICATE', root.certificate));
    const pool = put('pool', pem('CERTIFICATE', one!, two!));
    const target = put('target', pem('CERTIFICATE', leaf!));
    const options = ['-attime', String(Date.parse('2026-11-22T00:00:00Z') / 1000), '-policy_check', ...lists];
    try {
      execFileSync('openssl', ['verify', ...options, '-CAfile', anchor, '-untrusted', pool, target], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  }

  function compare(placed: readonly Placed[]): void {
    const path = buildPath(placed);
    const [one, two, certificate] = path;
    const ours = verdict({ certificate: certificate!, anchors: [root.certificate], intermediates: [one!, two!] });
    const theirs = opensslAccepts(path);
    if (ours === 'good') expect(`${String(placed)}: ${theirs}`).toBe(`${String(placed)}: true`);
    else if (theirs) expect(placed.filter(([twist]) => twist in STRICTER)).not.toEqual([]);
  }

  it('agrees on a good path', () => {
    expect(opensslAccepts(buildPath([]))).toBe(true);
    compare([]);
  });

  it.each(Object.keys(TWISTS))('agrees on %s at every level', (twist) => {
    for (const level of [0, 1, 2]) compare([[twist, level]]);
  });

  it('agrees on twists together', () => {
    const placed = fc.tuple(fc.constantFrom(...Object.keys(TWISTS)), fc.nat(2));
    const sets = fc.uniqueArray(placed, { minLength: 2, maxLength: 3, selector: String });
    fc.assert(fc.property(sets, compare), { numRuns: 60 });
  });

  it('agrees on revocation of each level', () => {
    const path = buildPath([]);
    const [one, two, certificate] = path;
    const issuers = [
      root,
      { name: dn('CA one'), key: testKey('CA one') },
      { name: dn('CA two'), key: testKey('CA two') },
    ];
    const lists = (revoked: number, missing: number): Uint8Array[] =>
      issuers.flatMap(({ name, key }, level) => {
        const entries = level === revoked ? [{ serial: smallInteger(100 + level) }] : [];
        return level === missing ? [] : [buildList({ issuer: name, signer: key, revoked: entries })];
      });
    for (const [revoked, missing] of [
      [-1, -1],
      [0, -1],
      [1, -1],
      [2, -1],
      [-1, 0],
      [-1, 1],
      [-1, 2],
    ] as const) {
      const crls = lists(revoked, missing);
      const files = { certificate: certificate!, anchors: [root.certificate], intermediates: [one!, two!], crls };
      const expected = revoked >= 0 ? 'certificate-revoked' : missing >= 0 ? 'revocation-unavailable' : 'good';
      expect(verdict(files)).toBe(expected);
      expect(opensslAccepts(path, crls)).toBe(expected === 'good');
    }
  });
});
