import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { der, derBits, derBoolean, derNull, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { OID } from '../../src/encoding/oids.ts';
import { hasKeyUsage, parseCertificate } from '../../src/signature/certificate.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildCertificate,
  dn,
  ext,
  extension,
  leafUnder,
  rootAuthority,
  sha256WithRsa,
  smallInteger,
  testKey,
  utcTime,
  type CertificateSpec,
} from '../support/x509-builder.ts';

const root = rootAuthority('Form root');
const leaf = (extra: Partial<CertificateSpec> = {}): Uint8Array => leafUnder(root, extra);
const raw = (...octets: readonly number[]): Uint8Array => Uint8Array.from(octets);
const time = (value: string, tag = 0x17): Uint8Array => der(tag, Buffer.from(value));
const rsaKey = (algorithm: Uint8Array, ...numbers: readonly Uint8Array[]): Uint8Array =>
  derSequence(algorithm, derBits(derSequence(...numbers)));
const rsaEncryption = derSequence(derOid(OID.rsaEncryption), derNull());
const modulus = (bits: number, last = 1): Uint8Array => {
  const octets = new Uint8Array(bits / 8 + 1);
  octets[1] = 0x80;
  octets[octets.length - 1]! |= last;
  return der(0x02, octets);
};
const exponent = der(0x02, raw(1, 0, 1));
const extensions = (...values: readonly Uint8Array[]): Partial<CertificateSpec> => ({ extensions: values });

describe('parseCertificate', () => {
  it('reads the fields', () => {
    const serial = der(0x02, raw(0x80, 1));
    const certificate = parseCertificate(leaf({ serial }));
    expect(certificate.version).toBe(3);
    expect([...certificate.serialNumber]).toEqual([0x80, 1]);
    expect(certificate.notBefore.toISOString()).toBe('2024-01-01T00:00:00.000Z');
    expect(certificate.publicKey).toMatchObject({ kind: 'rsa', bits: 2048 });
    expect(hasKeyUsage(certificate, 'nonRepudiation')).toBe(true);
    expect(hasKeyUsage(certificate, 'keyCertSign')).toBe(false);
  });

  it('reads unique identifiers of version 2 and 3 and long serials', () => {
    const uniqueIds = [der(0x81, raw(0, 1)), der(0x82, raw(0, 2))];
    expect(parseCertificate(leaf({ uniqueIds })).version).toBe(3);
    expect(parseCertificate(leaf({ uniqueIds, version: der(0xa0, smallInteger(1)), extensions: [] })).version).toBe(2);
    expect(parseCertificate(leaf({ serial: der(0x02, new Uint8Array(60).fill(0x11)) })).serialNumber).toHaveLength(60);
  });

  it.each<[string, Uint8Array]>([
    ['nothing', raw()],
    ['trailing bytes', raw(...leaf(), 0)],
    ['a cut end', leaf().subarray(0, -1)],
    ['an indefinite length', raw(0x30, 0x80, ...leaf().subarray(4), 0, 0)],
    ['a length that is not minimal', raw(0x30, 0x83, 0, ...leaf().subarray(2))],
    ['version 1 written out', leaf({ version: der(0xa0, smallInteger(0)) })],
    ['version 4', leaf({ version: der(0xa0, smallInteger(3)) })],
    ['extensions in version 1', leaf({ version: raw() })],
    ['extensions in version 2', leaf({ version: der(0xa0, smallInteger(1)) })],
    ['unique identifiers in version 1', leaf({ version: raw(), extensions: [], uniqueIds: [der(0x81, raw(0, 1))] })],
    ['a serial that is not minimal', leaf({ serial: der(0x02, raw(0, 1)) })],
    ['an empty serial', leaf({ serial: der(0x02) })],
    ['two signature algorithms', leaf({ innerAlgorithm: derSequence(derOid(OID.sha384WithRsa), derNull()) })],
    ['an empty issuer', leaf({ issuer: derSequence() })],
    ['a time without seconds', leaf({ notBefore: time('2401010000Z') })],
    ['a time with an offset', leaf({ notBefore: time('240101000000+0500') })],
    ['a time with a fraction', leaf({ notBefore: time('20240101000000.5Z', 0x18) })],
    ['the 30th of February', leaf({ notBefore: time('240230000000Z') })],
    ['hour 24', leaf({ notBefore: time('240101240000Z') })],
    ['a third date', leaf({ notAfter: raw(...utcTime('2030-01-01T00:00:00'), ...utcTime('2031-01-01T00:00:00')) })],
    ['no extension in the list', leaf({ rawExtensions: der(0xa3, derSequence()) })],
    ['an extension twice', leaf(extensions(ext.unknown(false), ext.unknown(true)))],
    ['FALSE written out', leaf(extensions(derSequence(derOid('1.2.3'), derBoolean(false), derOctets(derNull()))))],
    ['TRUE as 01', leaf(extensions(derSequence(derOid('1.2.3'), der(0x01, raw(1)), derOctets(derNull()))))],
    ['cA FALSE written out', leaf(extensions(extension(OID.basicConstraints, derSequence(derBoolean(false)))))],
    ['bytes behind basic constraints', leaf(extensions(extension(OID.basicConstraints, raw(0x30, 0, 0))))],
    [
      'a negative path length',
      leaf(extensions(extension(OID.basicConstraints, derSequence(derBoolean(true), der(0x02, raw(0xff)))))),
    ],
    ['a key usage without bits', leaf(extensions(extension(OID.keyUsage, der(0x03, raw(0)))))],
    ['a key usage with padding set', leaf(extensions(extension(OID.keyUsage, der(0x03, raw(7, 0xc0)))))],
    ['a key usage with trailing zeros', leaf(extensions(extension(OID.keyUsage, der(0x03, raw(0, 0x80)))))],
    ['no extended key usage in the list', leaf(extensions(extension(OID.extendedKeyUsage, derSequence())))],
    [
      'an authority serial without its issuer',
      leaf(extensions(extension(OID.authorityKeyIdentifier, derSequence(der(0x82, raw(1)))))),
    ],
    [
      'RSA parameters that are not NULL',
      leaf({ spki: rsaKey(derSequence(derOid(OID.rsaEncryption)), modulus(2048), exponent) }),
    ],
    ['a negative modulus', leaf({ spki: rsaKey(rsaEncryption, der(0x02, raw(0x80, 1)), exponent) })],
    ['a third number in the key', leaf({ spki: rsaKey(rsaEncryption, modulus(2048), exponent, exponent) })],
    [
      'an object identifier that is not minimal',
      leaf(extensions(derSequence(der(0x06, raw(0x55, 0x80, 0x1d)), derOctets(derNull())))),
    ],
  ])('refuses %s', async (_, bytes) => {
    await expect(() => parseCertificate(bytes)).toRejectWithCode('ballot-malformed');
  });

  it.each<[string, Uint8Array]>([
    ['RSA of 1024 bits', rsaKey(rsaEncryption, modulus(1024), exponent)],
    ['an even modulus', rsaKey(rsaEncryption, modulus(2048, 2), exponent)],
    ['exponent 1', rsaKey(rsaEncryption, modulus(2048), der(0x02, raw(1)))],
    ['an even exponent', rsaKey(rsaEncryption, modulus(2048), der(0x02, raw(2)))],
    ['an exponent of 72 bits', rsaKey(rsaEncryption, modulus(2048), der(0x02, raw(1, 0, 0, 0, 0, 0, 0, 0, 1)))],
    [
      'a key on a curve',
      derSequence(derSequence(derOid(OID.ecPublicKey), derOid('1.2.840.10045.3.1.7')), derBits(raw(4))),
    ],
    ['an RSA-PSS key', rsaKey(derSequence(derOid(OID.rsaPss)), modulus(2048), exponent)],
  ])('reads %s but no path takes it', (_, spki) => {
    const certificate = leaf({ spki });
    expect(parseCertificate(certificate).publicKey.kind).toBe('unsupported');
    expect(verdict({ certificate, anchors: [root.certificate] })).toBe('algorithm-unsupported');
  });

  it('leaves the meter of the message running', () => {
    const meter = { steps: 0, maxSteps: 1000 };
    parseCertificate(leaf(), meter);
    expect(meter.steps).toBeGreaterThan(20);
  });
});

describe('a certificate with any bytes changed', () => {
  const good = leaf({ extensions: [ext.keyUsage(0, 1), ext.basicConstraints(false), ext.unknown(false)] });

  it('is refused, and never by anything but a code', () => {
    expect(verdict({ certificate: good, anchors: [root.certificate] })).toBe('good');
    const change = fc.record({ at: fc.nat(good.length - 1), octet: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = good.slice();
        for (const { at, octet } of changes) bytes[at]! ^= octet;
        fc.pre(bytes.some((octet, i) => octet !== good[i]));
        expect(verdict({ certificate: bytes, anchors: [root.certificate] })).not.toBe('good');
      }),
      { numRuns: 1500 },
    );
  });

  it('is refused when cut or grown anywhere', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(8), (at, put, drop) => {
        const bytes = Uint8Array.from([...good.subarray(0, at), ...put, ...good.subarray(at + drop)]);
        fc.pre(Buffer.compare(bytes, good) !== 0);
        try {
          expect(verdict({ certificate: bytes, anchors: [root.certificate] })).not.toBe('good');
        } catch (error) {
          expect(isDauysError(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('costs a bounded number of steps, whatever it is nested like', async () => {
    const nested = Array.from({ length: 40 }).reduce<Uint8Array>((inner) => derSequence(inner), derNull());
    await expect(() => parseCertificate(leaf({ extensions: [nested] }))).toRejectWithCode('ballot-malformed');
    const many = Array.from({ length: 5000 }, () => derNull());
    const spec = { subject: dn('x'), issuer: root.name, key: testKey('leaf'), signer: root.key };
    const wide = buildCertificate({
      ...spec,
      algorithm: sha256WithRsa,
      rawExtensions: der(0xa3, derSequence(...many)),
    });
    await expect(() => parseCertificate(wide)).toRejectWithCode('ballot-malformed');
  });
});
