import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { der } from '../../src/encoding/der-writer.ts';
import { OID } from '../../src/encoding/oids.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildCertificate,
  caExtensions,
  dn,
  ext,
  extension,
  KEY_CERT_SIGN,
  leafUnder,
  rootAuthority,
  subAuthority,
  testKey,
  text,
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

describe('the target', () => {
  it('names somebody: in the subject, or in critical alternative names', () => {
    const nameless = (critical: boolean): string => {
      const names = extension(OID.subjectAltName, derSequence(der(0x82, toUtf8('vote.kz'))), critical);
      return withRoot(leafUnder(root, { subject: derSequence(), extensions: [names] }));
    };
    expect([nameless(true), nameless(false)]).toEqual(['good', 'certificate-untrusted']);
    expect(withRoot(leafUnder(root, { subject: derSequence() }))).toBe('certificate-untrusted');
  });

  it('signs no certificates without being a CA', () => {
    expect(withRoot(leafUnder(root, { extensions: [ext.keyUsage(KEY_CERT_SIGN)] }))).toBe('certificate-untrusted');
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

describe('the search', () => {
  it('gives up on a thicket of CAs of one name that all sign each other', () => {
    const name = dn('Thicket');
    const keys = ['a', 'b', 'c', 'Root', 'leaf', 'forger', 'Intermediate'].map(testKey);
    const pairs = keys.flatMap((key) => keys.filter((signer) => signer !== key).map((signer) => ({ key, signer })));
    const thicket = pairs.map((pair) =>
      buildCertificate({ subject: name, issuer: name, ...pair, extensions: caExtensions() }),
    );
    const target = leafUnder({ name, key: keys[0]!, certificate: thicket[0]! });
    const started = performance.now();
    expect(withRoot(target, ...thicket)).toBe('certificate-untrusted');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
