import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { equalBytes, toHex } from '../../src/encoding/bytes.ts';
import type { Certificate } from '../../src/signature/certificate.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import { readTimeStampResponse } from '../../src/signature/time-stamp-exchange.ts';
import { verifyTimeStampToken, type VerifiedTimeStamp } from '../../src/signature/time-stamp.ts';
import { createTrustSet, parseCertificateFile, type TrustSet } from '../../src/signature/trust.ts';
import type { VerifiedSignature } from '../../src/signature/verifier.ts';
import { sha256 } from '../support/ballots.ts';
import { verify } from '../support/cms-builder.ts';

const FOLDER = '../shared/nca';
const isThere = existsSync(FOLDER);
const file = (path: string): Uint8Array => Uint8Array.from(readFileSync(`${FOLDER}/${path}`));
const certificates = (...paths: readonly string[]): Certificate[] =>
  paths.flatMap((path) => parseCertificateFile(file(path)));

const SUMMER_2026 = new Date('2026-07-20T12:00:00Z');
const AUTHORITY = 'ca/tsa_gost_prod_2025_2028.pem';
const CA = 'ca/nca_gost_2022.pem';
const OTHERS = ['ca/root_gost_2022.pem', 'ca/nca_rsa_2022.pem', 'ca-test/nca_gost2022_test.cer'];

/** The test authority for the citizen; `tsa` for time-stamps only. */
function trust(...tsa: readonly string[]): TrustSet {
  const anchors = [file('ca-test/root_test_gost_2022.cer')];
  const intermediates = [file('ca-test/nca_gost2022_test.cer')];
  return createTrustSet({ anchors, intermediates, tsa: tsa.map(file) }, sha256);
}

/** Flips one bit; every `stride`-th, beginning at `from`. */
function* flipped(bytes: Uint8Array, stride: number, from = 0, to = bytes.length): Generator<Uint8Array> {
  for (let bit = 8 * from; bit < 8 * to; bit += stride) {
    const copy = Uint8Array.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
    yield copy;
  }
}

/** Codes of the refusals; what is accepted, or fails otherwise, stands under its own name. */
function codesOf(mutants: Iterable<Uint8Array>, judge: (bytes: Uint8Array) => unknown): string[] {
  const codes = new Set<string>();
  for (const mutant of mutants) {
    try {
      judge(mutant);
      codes.add('accepted');
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      codes.add(code ?? `no code: ${String(message)}`);
    }
  }
  return [...codes].sort();
}

(isThere ? describe : describe.skip)(`НУЦ's time-stamps${isThere ? '' : ' (skipped: no ../shared)'}`, () => {
  const document = isThere ? file('cms/gost512_cades_t_document.txt') : new Uint8Array();
  const cadesT = (form: string): Uint8Array => file(`cms/gost512_cades_t_${form}.der`);
  const verifyForm = (form: string, trustSet: TrustSet, cms = cadesT(form)): VerifiedSignature<Uint8Array> => {
    const detached = form === 'detached' ? { detachedContent: document } : {};
    return verify(cms, { trust: trustSet, at: SUMMER_2026, ...detached });
  };

  describe.each(['attached', 'detached'])('in the %s CAdES-T', (form) => {
    it.each([CA, AUTHORITY])('are believed under %s', (tsa) => {
      const { timeStamp, iin } = verifyForm(form, trust(tsa));
      expect(iin).toBe('123456789011');
      expect(timeStamp).toMatchObject({ policy: '1.2.398.3.3.2.6.4', algorithm: 'gost512' });
      expect(timeStamp?.genTime.toISOString()).toMatch(/^2026-07-20T09:0[78]/);
      expect(toHex(timeStamp!.certificate.der)).toBe(toHex(certificates(AUTHORITY)[0]!.der));
      expect(Buffer.from(cadesT(form)).includes(Buffer.from(timeStamp!.token))).toBe(true);
    });

    it('are not read without authorities', () => {
      expect(verifyForm(form, trust()).timeStamp).toBeUndefined();
    });

    it.each(OTHERS)('are refused under %s', async (tsa) => {
      await expect(() => verifyForm(form, trust(tsa))).toRejectWithCode('time-stamp-invalid');
    });

    it('are refused with a bit changed', () => {
      const cms = cadesT(form);
      const token = parseSignedMessage(cms).signer.timeStampToken!;
      const begin = Buffer.from(cms).indexOf(Buffer.from(token));
      const trustSet = trust(CA);
      const judge = (mutant: Uint8Array): unknown => verifyForm(form, trustSet, mutant);
      // Strides prime to 8 meet every bit of an octet.
      const outside = codesOf(flipped(cms, 61, 0, begin), judge);
      expect(outside).not.toContain('accepted');
      expect(outside.filter((code) => code.startsWith('no code'))).toEqual([]);
      // An octet of 80 where a length stands makes BER of the whole message, which does not end there.
      const inside = codesOf(flipped(cms, 13, begin), judge);
      const codes = ['algorithm-unsupported', 'ballot-malformed', 'time-stamp-invalid'];
      expect(inside.filter((code) => !codes.includes(code))).toEqual([]);
    });
  });

  describe('as a token of its own', () => {
    const token = isThere ? file('tsp/gost512_token_2026.der') : new Uint8Array();
    const owner = (): { signature: Uint8Array } | undefined =>
      ['attached', 'detached']
        .map((form) => parseSignedMessage(cadesT(form)).signer)
        .find(({ timeStampToken }) => timeStampToken !== undefined && equalBytes(timeStampToken, token));
    const judge = (bytes: Uint8Array, tsa: readonly Certificate[]): VerifiedTimeStamp =>
      verifyTimeStampToken(bytes, { data: owner()!.signature, tsa });

    it('is believed over the signature value it stamped', () => {
      expect(judge(token, certificates(CA))).toMatchObject({ algorithm: 'gost512', policy: '1.2.398.3.3.2.6.4' });
    });

    it('is refused with any of its bits changed', () => {
      const tsa = certificates(AUTHORITY);
      expect(codesOf(flipped(token, 1), (mutant) => judge(mutant, tsa))).toEqual([
        'algorithm-unsupported',
        'time-stamp-invalid',
      ]);
    });
  });

  it('are refused for SHA-1 and GOST-2004', async () => {
    const token = readTimeStampResponse(file('tsp/tsp_response.der'));
    const question = { data: new Uint8Array(), tsa: certificates('ca/nca_gost.pem') };
    await expect(() => verifyTimeStampToken(token, question)).toRejectWithCode('algorithm-unsupported');
  });
});
