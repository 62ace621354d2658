import { describe, expect, it } from '@jest/globals';
import { buildTimeStampToken, issueTsa } from '../../src/devca/time-stamp-builder.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { equalBytes, fromHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { newMessageMeter, parseSignedMessage, type SignedMessage } from '../../src/signature/cms.ts';
import { verifyTimeStampToken } from '../../src/signature/time-stamp.ts';
import { random, TEST_NOW, testCa } from '../support/ballots.ts';
import { createMutator, dice } from '../support/cms-mutator.ts';
import type { DerPath } from '../support/der-tree.ts';

const SEED = Number(process.env['DAUYS_FUZZ_SEED'] ?? 20_251_122);
const TIME_LIMIT_MS = 600_000;
const DATA = toUtf8('a signature value');
const NONCE = fromHex('0102030405060708')!;

// As in ballots: three identifiers outside of what is signed have several spellings.
const UNSIGNED_IDENTIFIERS: readonly DerPath[] = [
  [1, 0, 1],
  [1, 0, 4, 0, 2],
  [1, 0, 4, 0, 4],
];
const hasOneSpelling = (path: DerPath): boolean =>
  !UNSIGNED_IDENTIFIERS.some((parent) => parent.every((index, i) => path[i] === index));

/** One of those identifiers said otherwise, or a certificate of nobody's that travels along. */
function isRespelling(original: Uint8Array, mutant: Uint8Array): boolean {
  const [before, after] = [parseSignedMessage(original), parseSignedMessage(mutant)];
  const signed = ({ content, contentType, signer }: SignedMessage): string =>
    JSON.stringify([content, contentType, { ...signer, signatureAlgorithm: undefined }]);
  const [certificate = new Uint8Array()] = before.certificates;
  return signed(before) === signed(after) && after.certificates.some((der) => equalBytes(der, certificate));
}

function attack(key: DevKey, count: number): { accepted: number; respelled: number; codes: Map<string, number> } {
  const ca = testCa(TEST_NOW, key.kind);
  const imprint = { algorithm: key.digestAlgorithm, digest: key.digest(DATA) };
  const fields = { imprint, serialNumber: random(8), genTime: TEST_NOW, nonce: NONCE, accuracy: { millis: 500 } };
  const original = buildTimeStampToken(fields, issueTsa(ca, { key }));
  const question = { data: DATA, nonce: NONCE, tsa: [parseCertificate(ca.intermediateDer)] };
  expect(verifyTimeStampToken(original, question).algorithm).toBe(key.kind);
  const mutator = createMutator(original, dice(SEED), hasOneSpelling);
  const codes = new Map<string, number>();
  let [accepted, respelled] = [0, 0];
  for (let i = 0; i < count; i++) {
    const mutant = mutator.next();
    try {
      verifyTimeStampToken(mutant, question);
      if (isRespelling(original, mutant)) respelled++;
      else accepted++;
    } catch (error) {
      const { name, code = String(error) } = error as { name?: string; code?: string };
      const found = name === 'DauysError' ? code : `stranger: ${String(error)}`;
      codes.set(found, (codes.get(found) ?? 0) + 1);
    }
    if (stepsOf(mutant) > mutant.length / 2 + 1) codes.set('too many steps', i);
  }
  return { accepted, respelled, codes };
}

function stepsOf(mutant: Uint8Array): number {
  const meter = newMessageMeter();
  try {
    parseSignedMessage(mutant, meter);
  } catch {
    // Refusals count their steps as well.
  }
  return meter.steps;
}

describe(`mutants of a token (seed ${SEED})`, () => {
  it.each([
    ['RSA', () => generateRsaKey(), 40_000],
    ['GOST', () => generateGostKey(random), 2_000],
  ])(
    'of an authority with %s: none verifies, nothing but the two codes',
    (_, key, count) => {
      const { accepted, respelled, codes } = attack(key(), count);
      expect([...codes.keys()].sort()).toEqual(['algorithm-unsupported', 'time-stamp-invalid']);
      expect(accepted).toBe(0);
      expect(respelled).toBeLessThan(20);
    },
    TIME_LIMIT_MS,
  );
});
