import { describe, expect, it } from '@jest/globals';
import { toDer } from '../../src/encoding/ber.ts';
import { equalBytes } from '../../src/encoding/bytes.ts';
import { newMessageMeter, parseSignedMessage, type SignedMessage } from '../../src/signature/cms.ts';
import type { TrustSet } from '../../src/signature/trust.ts';
import { testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { citizen, cms, timeStampAttribute, trustOf, verify } from '../support/cms-builder.ts';
import { createMutator, dice } from '../support/cms-mutator.ts';
import type { DerPath } from '../support/der-tree.ts';

const SEED = Number(process.env['DAUYS_FUZZ_SEED'] ?? 20_251_122);
const RSA_MUTANTS = 95_000;
const GOST_MUTANTS = 5_000;
const TIME_LIMIT_MS = 600_000;

// ContentInfo: [1] [0] SignedData: [1] digestAlgorithms, [4] signerInfos: [0] SignerInfo: [2] digest, [4] signature algorithm.
const DIGEST_ALGORITHMS = [1, 0, 1];
const SIGNER_INFO = [1, 0, 4, 0];
const UNSIGNED_ATTRIBUTES = [...SIGNER_INFO, 6];

const isUnder = (path: DerPath, parent: DerPath): boolean => parent.every((index, i) => path[i] === index);

/**
 * Nobody signed the three algorithm identifiers outside the certificate, and standards give them several spellings
 * (NULL or absent parameters, the key's name for the signature's): whole elements of theirs stay, their octets do not.
 */
const hasOneSpelling = (path: DerPath): boolean =>
  ![DIGEST_ALGORITHMS, [...SIGNER_INFO, 2], [...SIGNER_INFO, 4]].some((parent) => isUnder(path, parent));

/**
 * What is left of those spellings, met once in some ten thousand mutants: `rsaEncryption` for `sha256WithRSAEncryption`
 * by one octet, and a certificate of nobody's that travels along. Everything signed is the same to the last bit.
 */
function isRespelling(original: Uint8Array, mutant: Uint8Array): boolean {
  const [before, after] = [original, mutant].map((bytes) => parseSignedMessage(toDer(bytes)));
  if (before === undefined || after === undefined) return false;
  const signed = ({ content, contentType, signer }: SignedMessage): string =>
    JSON.stringify([content, contentType, { ...signer, signatureAlgorithm: undefined }]);
  const [certificate = new Uint8Array()] = before.certificates;
  return signed(before) === signed(after) && after.certificates.some((der) => equalBytes(der, certificate));
}

interface Tally {
  readonly accepted: number;
  readonly respelled: number;
  readonly codes: ReadonlyMap<string, number>;
  readonly strangers: readonly string[];
}

/** Verifies mutants; an error without a code of the project is a stranger. Reader steps stay below the message's size. */
function attack(original: Uint8Array, seed: number, count: number, trust: TrustSet): Tally {
  const mutator = createMutator(original, dice(seed), hasOneSpelling);
  const codes = new Map<string, number>();
  const strangers: string[] = [];
  let accepted = 0;
  let respelled = 0;
  for (let i = 0; i < count; i++) {
    const mutant = mutator.next();
    try {
      verify(mutant, { trust });
      if (isRespelling(original, mutant)) respelled++;
      else accepted++;
    } catch (error) {
      const { name, code } = error as { name?: string; code?: string };
      if (name !== 'DauysError' || code === undefined)
        strangers.push(`${String(error)}: ${Buffer.from(mutant).toString('hex')}`);
      else codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    const steps = stepsOf(mutant);
    if (steps > mutant.length / 2) strangers.push(`${steps} steps for ${mutant.length} bytes`);
  }
  return { accepted, respelled, codes, strangers };
}

/** Elements read from a message: each has a header of two octets or more, and none is read twice. */
function stepsOf(mutant: Uint8Array): number {
  const meter = newMessageMeter();
  try {
    parseSignedMessage(toDer(mutant), meter);
  } catch {
    // Refusals count their steps as well.
  }
  return meter.steps;
}

describe(`mutants (seed ${SEED})`, () => {
  it(
    `of an RSA ballot: ${RSA_MUTANTS}, none accepted, nothing but refusals`,
    () => {
      const trust = trustOf(testCa());
      const original = cms();
      expect(verify(original, { trust }).algorithm).toBe('rsa');
      const { accepted, respelled, codes, strangers } = attack(original, SEED, RSA_MUTANTS, trust);
      expect(strangers).toEqual([]);
      expect(accepted).toBe(0);
      expect(respelled).toBeLessThan(20);
      // The mutants reach every step of the pipeline that one message can fail.
      expect([...codes.keys()]).toEqual(
        expect.arrayContaining([
          'algorithm-unsupported',
          'ballot-malformed',
          'ballot-wrong-content',
          'certificate-missing',
          'certificate-untrusted',
          'certificate-wrong-usage',
          'digest-mismatch',
          'signature-invalid',
          'signer-count',
          'signer-id-missing',
        ]),
      );
    },
    TIME_LIMIT_MS,
  );

  it(
    `of a GOST ballot: ${GOST_MUTANTS}, none accepted, nothing but refusals`,
    () => {
      const ca = testCa(TEST_NOW, 'gost512');
      const trust = trustOf(ca);
      const original = cms({ signer: testCitizen(1, ca) });
      expect(verify(original, { trust }).algorithm).toBe('gost512');
      const { accepted, respelled, codes, strangers } = attack(original, SEED + 1, GOST_MUTANTS, trust);
      expect(strangers).toEqual([]);
      expect(accepted).toBe(0);
      expect(respelled).toBeLessThan(20);
      expect(codes.get('signature-invalid')).toBeGreaterThan(100);
      expect(codes.get('certificate-untrusted')).toBeGreaterThan(100);
    },
    TIME_LIMIT_MS,
  );

  it('of a ballot with a time-stamp: accepted only where the time-stamp alone is another', () => {
    const trust = trustOf(testCa());
    const original = cms({ signerFields: { unsignedAttributes: [timeStampAttribute('a time-stamp token')] } });
    const signed = JSON.stringify(signedPartsOf(original));
    const mutator = createMutator(original, dice(SEED + 2), (path) => isUnder(path, UNSIGNED_ATTRIBUTES));
    let accepted = 0;
    for (let i = 0; i < 5_000; i++) {
      const mutant = mutator.next();
      try {
        verify(mutant, { trust });
      } catch (error) {
        expect(error).toHaveProperty('name', 'DauysError');
        continue;
      }
      accepted++;
      expect(JSON.stringify(signedPartsOf(mutant))).toBe(signed);
    }
    expect(accepted).toBeGreaterThan(0);
  });

  it(
    'of one bit each, everywhere in an RSA ballot: none accepted',
    () => {
      const original = cms({ signer: citizen() });
      const accepted: number[] = [];
      for (let bit = 0; bit < original.length * 8; bit++) {
        const mutant = new Uint8Array(original);
        mutant[bit >> 3] = (mutant[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        try {
          verify(mutant);
          accepted.push(bit);
        } catch (error) {
          if ((error as Error).name !== 'DauysError') throw error;
        }
      }
      expect(accepted).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});

/** Everything of a message but its time-stamp. */
function signedPartsOf(bytes: Uint8Array): unknown {
  const { content, certificates, signer } = parseSignedMessage(toDer(bytes));
  return [content, certificates, { ...signer, timeStampToken: undefined }];
}
