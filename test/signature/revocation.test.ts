import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import {
  decideRevocation,
  encodeRevocationPolicy,
  parseRevocationPolicy,
  REVOCATION_MODES,
  type CrlFinding,
  type OcspFinding,
  type RevocationMode,
} from '../../src/signature/revocation.ts';
import '../support/matchers.ts';

const verdict = (mode: RevocationMode, ocsp: OcspFinding, crl: CrlFinding): string => {
  try {
    return decideRevocation(mode, { ocsp, crl });
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const [REVOKED, UNAVAILABLE] = ['certificate-revoked', 'revocation-unavailable'];

describe('the policy of revocation', () => {
  it.each([
    // mode, OCSP, list, verdict
    ['ocsp-then-crl', 'good', 'good', 'ocsp'],
    ['ocsp-then-crl', 'good', 'none', 'ocsp'],
    ['ocsp-then-crl', 'good', 'revoked', REVOKED],
    ['ocsp-then-crl', 'revoked', 'good', REVOKED],
    ['ocsp-then-crl', 'revoked', 'none', REVOKED],
    ['ocsp-then-crl', 'revoked', 'revoked', REVOKED],
    ['ocsp-then-crl', 'unknown', 'good', UNAVAILABLE],
    ['ocsp-then-crl', 'unknown', 'none', UNAVAILABLE],
    ['ocsp-then-crl', 'unknown', 'revoked', REVOKED],
    ['ocsp-then-crl', 'none', 'good', 'crl'],
    ['ocsp-then-crl', 'none', 'none', UNAVAILABLE],
    ['ocsp-then-crl', 'none', 'revoked', REVOKED],
    ['ocsp', 'good', 'none', 'ocsp'],
    ['ocsp', 'good', 'revoked', 'ocsp'],
    ['ocsp', 'revoked', 'good', REVOKED],
    ['ocsp', 'unknown', 'good', UNAVAILABLE],
    ['ocsp', 'none', 'good', UNAVAILABLE],
    ['crl', 'none', 'good', 'crl'],
    ['crl', 'none', 'none', UNAVAILABLE],
    ['crl', 'good', 'none', UNAVAILABLE],
    ['crl', 'good', 'revoked', REVOKED],
    ['off', 'revoked', 'revoked', 'off'],
  ] as const)('%s: an answer "%s" and lists saying "%s" make %s', (mode, ocsp, crl, expected) => {
    expect(verdict(mode, ocsp, crl)).toBe(expected);
  });

  it('never lets one source overrule the negative answer of another that was asked', () => {
    const findings = { ocsp: ['good', 'revoked', 'unknown', 'none'], crl: ['good', 'revoked', 'none'] } as const;
    for (const ocsp of findings.ocsp) expect(verdict('ocsp-then-crl', ocsp, 'revoked')).toBe(REVOKED);
    for (const crl of findings.crl) expect(verdict('ocsp-then-crl', 'revoked', crl)).toBe(REVOKED);
  });
});

describe('the policy as evidence', () => {
  const policy = { mode: 'ocsp-then-crl', ocspMaxAgeMs: 300_000, skewMs: 300_000 } as const;

  it('is canonical JSON', () => {
    expect(Buffer.from(encodeRevocationPolicy(policy)).toString()).toBe(
      '{"mode":"ocsp-then-crl","ocspMaxAgeMs":300000,"skewMs":300000}',
    );
  });

  it('is read back', () => {
    const policies = fc.record({
      mode: fc.constantFrom(...REVOCATION_MODES),
      ocspMaxAgeMs: fc.nat(),
      skewMs: fc.nat(),
    });
    fc.assert(
      fc.property(policies, (any) => {
        expect(parseRevocationPolicy(encodeRevocationPolicy(any))).toEqual(any);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'ocsp'],
    ['no object', 'null'],
    ['another mode', '{"mode":"never","ocspMaxAgeMs":0,"skewMs":0}'],
    ['a negative age', '{"mode":"crl","ocspMaxAgeMs":-1,"skewMs":0}'],
    ['a fraction', '{"mode":"crl","ocspMaxAgeMs":0,"skewMs":0.5}'],
    ['another order', '{"ocspMaxAgeMs":0,"mode":"crl","skewMs":0}'],
    ['white space', '{"mode":"crl", "ocspMaxAgeMs":0,"skewMs":0}'],
    ['one member more', '{"mode":"crl","ocspMaxAgeMs":0,"skewMs":0,"x":0}'],
    ['one member less', '{"mode":"crl","ocspMaxAgeMs":0}'],
    ['too many bytes', `{"mode":"crl","ocspMaxAgeMs":0,"skewMs":0${' '.repeat(300)}}`],
  ])('is refused: %s', async (_, text) => {
    await expect(() => parseRevocationPolicy(toUtf8(text))).toRejectWithCode('evidence-invalid');
  });
});
