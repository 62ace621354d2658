import { describe, expect, it } from '@jest/globals';
import { derNull, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  generalizedTime,
  leafUnder,
  rootAuthority,
  smallInteger,
  subAuthority,
  testKey,
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
