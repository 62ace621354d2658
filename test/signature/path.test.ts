import { describe, expect, it } from '@jest/globals';
import { derNull, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { der } from '../../src/encoding/der-writer.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildCertificate,
  caExtensions,
  dn,
  ext,
  generalizedTime,
  KEY_CERT_SIGN,
  leafUnder,
  rootAuthority,
  smallInteger,
  subAuthority,
  testKey,
  text,
  utcTime,
  type TestAuthority,
} from '../support/x509-builder.ts';

const root = rootAuthority('Root');
const ca = subAuthority(root, 'Intermediate');

/** Leaf under `under`, whose certificates up to the root are given. */
const chain = (under: TestAuthority, ...above: readonly TestAuthority[]): string =>
  verdict({
    certificate: leafUnder(under),
    anchors: [root.certificate],
    intermediates: [under, ...above].map(({ certificate }) => certificate),
  });

const withRoot = (certificate: Uint8Array, ...intermediates: readonly Uint8Array[]): string =>
  verdict({ certificate, anchors: [root.certificate], intermediates });

describe('verifyPath', () => {
  it('accepts leaf, intermediate and anchor', () => {
    expect(chain(ca)).toBe('good');
  });

  it('accepts a leaf right under the anchor', () => {
    expect(withRoot(leafUnder(root))).toBe('good');
  });

  it('accepts an anchor that is not self-signed', () => {
    expect(verdict({ certificate: leafUnder(ca), anchors: [ca.certificate] })).toBe('good');
  });

  it('accepts the anchor itself', () => {
    expect(withRoot(root.certificate)).toBe('good');
    expect(verdict({ certificate: ca.certificate, anchors: [ca.certificate] })).toBe('good');
  });

  it('refuses without the intermediate', () => {
    expect(withRoot(leafUnder(ca))).toBe('certificate-untrusted');
  });

  it('refuses a root that is given as an intermediate only', () => {
    const other = rootAuthority('Other root');
    expect(withRoot(leafUnder(other), other.certificate)).toBe('certificate-untrusted');
  });

  it('refuses a forged issuer name: the right name over another key', () => {
    const forged = { ...ca, key: testKey('forger') };
    expect(withRoot(leafUnder(forged), ca.certificate)).toBe('certificate-untrusted');
  });

  it('refuses one changed bit of the signature', () => {
    expect(withRoot(leafUnder(ca, { spoilSignature: true }), ca.certificate)).toBe('certificate-untrusted');
  });

  it('refuses one changed bit of an intermediate’s signature', () => {
    const spoiled = subAuthority(root, 'Intermediate', { spoilSignature: true });
    expect(chain(spoiled)).toBe('certificate-untrusted');
  });

  it('refuses RDNs in another order', () => {
    const [country, commonName] = [text.printable('KZ'), text.utf8('Intermediate')];
    const turned = derSequence(
      der(0x31, derSequence(derOid('2.5.4.3'), commonName)),
      der(0x31, derSequence(derOid('2.5.4.6'), country)),
    );
    expect(withRoot(leafUnder({ ...ca, name: turned }), ca.certificate)).toBe('certificate-untrusted');
  });
});

describe('names in a path', () => {
  it.each([
    ['case', dn('INTERMEDIATE')],
    ['white space', dn('  Intermediate ')],
    ['PrintableString', dn('Intermediate', text.printable)],
    ['BMPString', dn('Intermediate', text.bmp)],
    ['UniversalString', dn('Intermediate', text.universal)],
    ['TeletexString', dn('Intermediate', text.teletex)],
  ])('chain through a difference of %s', (_, name) => {
    expect(withRoot(leafUnder({ ...ca, name }), ca.certificate)).toBe('good');
  });

  it('chain through Kazakh letters of another case', () => {
    const kazakh = subAuthority(root, 'Ұлттық Куәландырушы Орталық Әғқңөұүһі');
    const upper = { ...kazakh, name: dn('ҰЛТТЫҚ  КУӘЛАНДЫРУШЫ ОРТАЛЫҚ ӘҒҚҢӨҰҮҺІ') };
    expect(withRoot(leafUnder(upper), kazakh.certificate)).toBe('good');
  });

  it('that several certificates share are told apart by key', () => {
    const twins = ['a', 'b', 'c'].map((key) => subAuthority(root, 'Twin', { key: testKey(key) }));
    const certificates = twins.map(({ certificate }) => certificate);
    for (const twin of twins) expect(withRoot(leafUnder(twin), ...certificates)).toBe('good');
  });

  it('are tried in spite of a key identifier that points elsewhere', () => {
    const [x, y] = [Uint8Array.of(1), Uint8Array.of(2)];
    const right = subAuthority(root, 'Hint', { extensions: [...caExtensions(), ext.subjectKeyId(x)] });
    const wrong = subAuthority(root, 'Hint', {
      key: testKey('b'),
      extensions: [...caExtensions(), ext.subjectKeyId(y)],
    });
    const leaf = leafUnder(right, { extensions: [ext.authorityKeyId(y)] });
    expect(withRoot(leaf, wrong.certificate, right.certificate)).toBe('good');
  });
});

describe('the role of an issuer', () => {
  const issuer = (extra: Parameters<typeof subAuthority>[2]): string => chain(subAuthority(root, 'Odd', extra));

  it('needs basic constraints', () => {
    expect(issuer({ extensions: [ext.keyUsage(KEY_CERT_SIGN)] })).toBe('certificate-untrusted');
  });

  it('needs cA', () => {
    expect(issuer({ extensions: [ext.basicConstraints(false)] })).toBe('certificate-untrusted');
  });

  it('needs keyCertSign where there is a key usage', () => {
    expect(issuer({ extensions: [ext.basicConstraints(true), ext.keyUsage(6)] })).toBe('certificate-untrusted');
    expect(issuer({ extensions: [ext.basicConstraints(true)] })).toBe('good');
  });

  it('is not for a leaf', () => {
    const leaf = { name: dn('Citizen'), key: testKey('leaf'), certificate: leafUnder(ca) };
    expect(chain(leaf, ca)).toBe('certificate-untrusted');
  });

  it('is not for version 1, unless it is the anchor', () => {
    const old = { version: new Uint8Array(), extensions: [] };
    expect(issuer(old)).toBe('certificate-untrusted');
    const anchor = rootAuthority('Old root', old);
    expect(verdict({ certificate: leafUnder(anchor), anchors: [anchor.certificate] })).toBe('good');
  });

  it('is refused to an anchor that says it is not a CA', () => {
    const anchor = rootAuthority('Not a CA', { extensions: [ext.basicConstraints(false)] });
    expect(verdict({ certificate: leafUnder(anchor), anchors: [anchor.certificate] })).toBe('certificate-untrusted');
  });

  it.each([true, false])('with an unknown extension, critical: %s', (critical) => {
    const expected = critical ? 'certificate-untrusted' : 'good';
    expect(issuer({ extensions: [...caExtensions(), ext.unknown(critical)] })).toBe(expected);
    expect(withRoot(leafUnder(root, { extensions: [ext.unknown(critical)] }))).toBe(expected);
  });
});

describe('path length', () => {
  const zero = subAuthority(root, 'Zero', { extensions: caExtensions(0) });
  const below = subAuthority(zero, 'Below');
  const one = subAuthority(root, 'One', { extensions: caExtensions(1) });

  it('counts the intermediates that follow, not the leaf', () => {
    expect(chain(zero)).toBe('good');
    expect(chain(below, zero)).toBe('certificate-untrusted');
    expect(chain(subAuthority(one, 'Below one'), one)).toBe('good');
  });

  it('lets a CA certificate be the target at its end', () => {
    expect(withRoot(below.certificate, zero.certificate)).toBe('good');
  });

  it('does not grow again further down', () => {
    const wide = subAuthority(zero, 'Wide', { extensions: caExtensions(9) });
    expect(chain(wide, zero)).toBe('certificate-untrusted');
  });

  it('does not count self-issued certificates', () => {
    const renewed = subAuthority(zero, 'Zero', { key: testKey('zero renewed') });
    expect(chain(renewed, zero)).toBe('good');
    const again = subAuthority(renewed, 'Under renewed');
    expect(chain(again, renewed, zero)).toBe('certificate-untrusted');
  });

  it('of the anchor counts too', () => {
    const anchor = rootAuthority('Short root', { extensions: caExtensions(0) });
    const under = subAuthority(anchor, 'Under short');
    const files = { certificate: leafUnder(under), anchors: [anchor.certificate], intermediates: [under.certificate] };
    expect(verdict(files)).toBe('certificate-untrusted');
  });
});

describe('key rollover', () => {
  const old = rootAuthority('Rolling');
  const renewed = { ...old, key: testKey('Rolling, new') };
  const self = (key: 'old' | 'new', signer: 'old' | 'new'): Uint8Array => {
    const keyOf = { old: old.key, new: renewed.key };
    const parties = { key: keyOf[key], signer: keyOf[signer] };
    return buildCertificate({ subject: old.name, issuer: old.name, ...parties, extensions: caExtensions() });
  };

  it('new with old: a leaf of the new key under the old anchor', () => {
    const files = { certificate: leafUnder(renewed), anchors: [old.certificate] };
    expect(verdict(files)).toBe('certificate-untrusted');
    expect(verdict({ ...files, intermediates: [self('new', 'old')] })).toBe('good');
  });

  it('old with new: a leaf of the old key under the new anchor', () => {
    const files = { certificate: leafUnder(old), anchors: [self('new', 'new')] };
    expect(verdict(files)).toBe('certificate-untrusted');
    expect(verdict({ ...files, intermediates: [self('old', 'new')] })).toBe('good');
  });

  it('ends on certificates that sign each other', () => {
    const files = { certificate: leafUnder(renewed), anchors: [root.certificate] };
    const intermediates = [self('new', 'old'), self('old', 'new'), self('new', 'new'), self('old', 'old')];
    expect(verdict({ ...files, intermediates })).toBe('certificate-untrusted');
  });
});

describe('validity', () => {
  const dated = (notBefore: string | Uint8Array, notAfter: string | Uint8Array): string =>
    withRoot(leafUnder(root, { notBefore, notAfter }));

  it('has both ends in it', () => {
    expect(dated('2026-11-22T00:00:00', '2027-01-01T00:00:00')).toBe('good');
    expect(dated('2026-01-01T00:00:00', '2026-11-22T00:00:00')).toBe('good');
  });

  it('is over one second later and not begun one second earlier', () => {
    expect(dated('2026-01-01T00:00:00', '2026-11-21T23:59:59')).toBe('certificate-expired');
    expect(dated('2026-11-22T00:00:01', '2027-01-01T00:00:00')).toBe('certificate-not-yet-valid');
  });

  it('takes dates before 2000 and after 2050 in both forms', () => {
    expect(dated('1950-01-01T00:00:00', '2049-12-31T23:59:59')).toBe('good');
    expect(dated(generalizedTime('2002-01-01T00:00:00'), generalizedTime('9999-12-31T23:59:59'))).toBe('good');
    expect(dated(utcTime('1998-01-01T00:00:00'), utcTime('1999-01-01T00:00:00'))).toBe('certificate-expired');
  });

  it('binds intermediates and anchors too', () => {
    const expired = { notAfter: '2025-01-01T00:00:00' };
    expect(chain(subAuthority(root, 'Expired', expired))).toBe('certificate-expired');
    const anchor = rootAuthority('Expired root', expired);
    expect(verdict({ certificate: leafUnder(anchor), anchors: [anchor.certificate] })).toBe('certificate-expired');
  });

  it('is told only of a path that is good otherwise', () => {
    const forged = leafUnder({ ...ca, key: testKey('forger') }, { notAfter: '2025-01-01T00:00:00' });
    expect(withRoot(forged, ca.certificate)).toBe('certificate-untrusted');
  });

  it('passes over an expired intermediate for its renewal', () => {
    const expired = subAuthority(root, 'Renewed', { notAfter: '2025-01-01T00:00:00' });
    const renewal = subAuthority(root, 'Renewed');
    expect(withRoot(leafUnder(renewal), expired.certificate, renewal.certificate)).toBe('good');
  });
});

describe('algorithms', () => {
  const sha1 = { algorithm: derSequence(derOid('1.2.840.113549.1.1.5'), derNull()), digest: 'sha1' };

  it('takes SHA-384 and SHA-512', () => {
    const with384 = { algorithm: derSequence(derOid('1.2.840.113549.1.1.12'), derNull()), digest: 'sha384' };
    const with512 = { algorithm: derSequence(derOid('1.2.840.113549.1.1.13'), derNull()), digest: 'sha512' };
    expect([withRoot(leafUnder(root, with384)), withRoot(leafUnder(root, with512))]).toEqual(['good', 'good']);
  });

  it('takes absent parameters as NULL and no others', () => {
    const parameters = (...values: Uint8Array[]): string =>
      withRoot(leafUnder(root, { algorithm: derSequence(derOid('1.2.840.113549.1.1.11'), ...values) }));
    expect(parameters()).toBe('good');
    expect(parameters(smallInteger(1))).toBe('algorithm-unsupported');
  });

  it('refuses SHA-1, on the target and above it', () => {
    expect(withRoot(leafUnder(root, sha1))).toBe('algorithm-unsupported');
    expect(chain(subAuthority(root, 'Sha1', sha1))).toBe('algorithm-unsupported');
  });

  it('refuses a digest that is not the one named', () => {
    expect(withRoot(leafUnder(root, { digest: 'sha512' }))).toBe('certificate-untrusted');
  });
});
