import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readPkcs12 } from '../../src/devca/pkcs12.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { verdict } from '../support/path-verdict.ts';
import { leafUnder, rootAuthority } from '../support/x509-builder.ts';

const NCA = '../shared/nca';
const hasNca = existsSync(NCA);
const describeNca = hasNca ? describe : describe.skip;
const label = hasNca ? '' : ' (skipped: no ../shared)';
const file = (name: string): Uint8Array => readFileSync(`${NCA}/${name}`);

interface NcaCase {
  readonly target: string;
  readonly anchors: readonly string[];
  readonly intermediates?: readonly string[];
  readonly crls?: readonly string[];
  readonly at?: string;
  readonly expected: string;
}

const PRODUCTION = {
  anchors: ['ca/root_gost_2022.pem', 'ca/root_rsa_2020.pem'],
  intermediates: ['ca/nca_gost_2022.pem', 'ca/nca_rsa_2022.pem'],
};
const TSA = 'ca/tsa_gost_prod_2025_2028.pem';
const CASES: readonly NcaCase[] = [
  { target: 'ca/nca_gost_2022.pem', ...PRODUCTION, expected: 'good' },
  { target: 'ca/nca_rsa_2022.pem', ...PRODUCTION, expected: 'good' },
  { target: TSA, ...PRODUCTION, expected: 'good' },
  { target: TSA, ...PRODUCTION, at: '2028-10-27T06:23:28Z', expected: 'good' },
  { target: TSA, ...PRODUCTION, at: '2028-10-27T06:23:29Z', expected: 'certificate-expired' },
  { target: TSA, ...PRODUCTION, at: '2025-10-28T06:23:27Z', expected: 'certificate-not-yet-valid' },
  {
    target: TSA,
    anchors: ['ca/root_rsa_2020.pem'],
    intermediates: ['ca/nca_gost_2022.pem'],
    expected: 'certificate-untrusted',
  },
  {
    target: 'ca/nca_gost.pem',
    anchors: ['ca/root_gost.pem'],
    at: '2024-01-01T00:00:00Z',
    expected: 'algorithm-unsupported',
  },
  { target: 'ca/root_gost.pem', anchors: ['ca/root_gost.pem'], expected: 'algorithm-unsupported' },
  { target: 'ca-test/nca_gost2022_test.cer', anchors: ['ca-test/root_test_gost_2022.cer'], expected: 'good' },
  { target: 'ca-test/nca_gost2022_test.cer', ...PRODUCTION, expected: 'certificate-untrusted' },
  { target: 'ca-test/nca_rsa_test.crt', anchors: ['ca-test/nca_rsa_test.crt'], expected: 'certificate-expired' },
  {
    target: 'ca-test/nca_gost2022_test.cer',
    anchors: ['ca-test/root_test_gost_2022.cer'],
    crls: ['crl/nca_gost2022_test.crl'],
    expected: 'revocation-unavailable',
  },
];

describeNca(`НУЦ's certificates${label}`, () => {
  it.each(CASES)(
    '$target under $anchors at $at: $expected',
    ({ target, expected, at = '2026-11-22T00:00:00Z', ...rest }) => {
      const files = (names: readonly string[] = []): Uint8Array[] => names.map(file);
      const { anchors, intermediates, crls } = rest;
      const given = { anchors: files(anchors), intermediates: files(intermediates), crls: files(crls) };
      expect(verdict({ certificate: file(target), ...given, at })).toBe(expected);
    },
  );
});

describeNca(`НУЦ's test keys under its test CA${label}`, () => {
  const BASE = 'crl/nca_gost2022_test.crl';
  const DELTA = 'crl/nca_gost2022_d_test.crl';

  it.each([
    ['individual_valid', [], 'good'],
    ['individual_valid', [BASE], 'good'],
    ['individual_valid', [DELTA], 'revocation-unavailable'],
    ['individual_valid', [DELTA, BASE], 'good'],
    ['individual_revoked', [], 'good'],
    ['individual_revoked', [BASE], 'certificate-revoked'],
    ['individual_revoked', [DELTA, BASE], 'certificate-revoked'],
    ['legal_head', [BASE], 'good'],
  ] as const)('%s with %p: %s', (key, crls, expected) => {
    const certificate = readPkcs12(file(`keys/${key}.p12`), 'Qwerty12').certificateDer;
    const files = { certificate, anchors: [file('ca-test/nca_gost2022_test.cer')], crls: crls.map(file) };
    expect(verdict(files)).toBe(expected);
    const above = { anchors: [file('ca-test/root_test_gost_2022.cer')], intermediates: files.anchors };
    const isRevoked = expected === 'certificate-revoked';
    // The test root's own list is not at hand, so once there is any list the intermediate is uncovered.
    const underRoot = crls.length === 0 ? 'good' : isRevoked ? expected : 'revocation-unavailable';
    expect(verdict({ ...files, ...above })).toBe(underRoot);
  });

  it('outside the list’s time', () => {
    const certificate = readPkcs12(file('keys/individual_revoked.p12'), 'Qwerty12').certificateDer;
    const files = { certificate, anchors: [file('ca-test/nca_gost2022_test.cer')], crls: [file(BASE)] };
    expect(verdict({ ...files, at: '2026-08-11T03:49:18Z' })).toBe('revocation-unavailable');
    expect(verdict({ ...files, at: '2027-02-07T03:49:20Z' })).toBe('revocation-unavailable');
  });
});

describe('verifyCertificateFile', () => {
  const root = rootAuthority('File root');
  const leaf = leafUnder(root);
  const pem = (...certificates: readonly Uint8Array[]): Uint8Array =>
    toUtf8(
      certificates
        .map(
          (der) => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`,
        )
        .join('some text\n'),
    );

  it('reads PEM and DER, and several certificates a file but for the one to verify', () => {
    expect(verdict({ certificate: pem(leaf), anchors: [root.certificate] })).toBe('good');
    expect(verdict({ certificate: leaf, anchors: [pem(leaf, root.certificate)] })).toBe('good');
    expect(verdict({ certificate: pem(leaf, leaf), anchors: [root.certificate] })).toBe('ballot-malformed');
  });

  it('refuses what is no certificate, wherever it stands', () => {
    const junk = toUtf8('junk');
    expect(verdict({ certificate: junk, anchors: [root.certificate] })).toBe('ballot-malformed');
    expect(verdict({ certificate: leaf, anchors: [junk] })).toBe('ballot-malformed');
    expect(verdict({ certificate: leaf, anchors: [root.certificate], intermediates: [junk] })).toBe('ballot-malformed');
  });
});
