import { describe, expect, it } from '@jest/globals';
import { equalBytes } from '../../src/encoding/bytes.ts';
import { der, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { OID } from '../../src/encoding/oids.ts';
import { OCSP_REFUSALS } from '../../src/signature/ocsp-refusal.ts';
import { parseOcspResponse } from '../../src/signature/ocsp-response.ts';
import { verifyOcspResponse } from '../../src/signature/ocsp.ts';
import { preparePublicKey } from '../../src/signature/public-key.ts';
import { createMutator, dice } from '../support/cms-mutator.ts';
import { nodeAt, toTree } from '../support/der-tree.ts';
import { questionOf, readOcspVectors, responseOf, type OcspVector } from '../support/ocsp-vector.ts';

const SEED = Number(process.env['DAUYS_FUZZ_SEED'] ?? 20_251_122);
const vectors = readOcspVectors();
const vectorOf = (name: string): OcspVector => vectors.find((found) => found.name === name)!;

/** The BasicOCSPResponse inside an answer. */
const unwrap = (response: Uint8Array): Uint8Array => nodeAt(toTree(response), [1, 0, 1]).content;

function wrap(basic: Uint8Array): Uint8Array {
  const body = derSequence(derOid(OID.ocspBasic), derOctets(basic));
  return derSequence(der(0x0a, Uint8Array.of(0)), der(0xa0, body));
}

/**
 * What nobody signed has several spellings: NULL or absent parameters of the signature's algorithm, and certificates
 * that travel along. All that is signed, and the signature itself, are the same to the last bit.
 */
function isRespelling(original: Uint8Array, mutant: Uint8Array): boolean {
  const [before, after] = [parseOcspResponse(original), parseOcspResponse(mutant)];
  return equalBytes(before.tbs, after.tbs) && equalBytes(before.signature, after.signature);
}

interface Tally {
  readonly accepted: number;
  readonly respelled: number;
  readonly words: ReadonlySet<string>;
  readonly strangers: readonly string[];
}

const WORDS = new Set<string>(Object.values(OCSP_REFUSALS));

/** Every second mutant is one of the inner message in a good wrapper. Whatever is no refusal is a stranger. */
function attack(name: string, seed: number, count: number): Tally {
  const vector = vectorOf(name);
  const original = responseOf(vector);
  const { nonce: _, ...question } = questionOf(vector);
  preparePublicKey(question.issuer.publicKey);
  const outer = createMutator(original, dice(seed));
  const inner = createMutator(unwrap(original), dice(seed + 1));
  const words = new Set<string>();
  const strangers: string[] = [];
  let [accepted, respelled] = [0, 0];
  for (let i = 0; i < count; i++) {
    const mutant = i % 2 === 0 ? outer.next() : wrap(inner.next());
    try {
      verifyOcspResponse(mutant, question);
      if (isRespelling(original, mutant)) respelled++;
      else accepted++;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      words.add(message);
      if (code !== 'revocation-unavailable' || !WORDS.has(message))
        strangers.push(`${String(error)}: ${Buffer.from(mutant).toString('hex')}`);
    }
  }
  return { accepted, respelled, words, strangers };
}

/** Rules that a changed answer on the right certificate breaks. */
const BROKEN = (['malformed', 'otherStatus', 'responseType', 'notOneAnswer', 'otherSerial', 'signature'] as const).map(
  (rule) => OCSP_REFUSALS[rule],
);

describe(`mutants of an OCSP answer (seed ${SEED})`, () => {
  it.each([
    ['good-delegate-rsa', 15_000],
    ['revoked-delegate-rsa', 5_000],
    ['good-delegate-gost', 3_000],
  ])('%s: of %d none says anything', (name, count) => {
    expect(wrap(unwrap(responseOf(vectorOf(name))))).toEqual(responseOf(vectorOf(name)));
    const { accepted, respelled, words, strangers } = attack(name, SEED, count);
    expect(strangers).toEqual([]);
    expect(accepted).toBe(0);
    expect(respelled).toBeLessThan(count / 100);
    expect([...words]).toEqual(expect.arrayContaining(BROKEN));
  });

  const question = questionOf(vectorOf('good-delegate-rsa'));
  const response = responseOf(vectorOf('good-delegate-rsa'));
  /** The words of the refusal, or a stranger's. */
  const wordsOn = (bytes: Uint8Array): string => {
    try {
      return verifyOcspResponse(bytes, question).status.kind;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return code === 'revocation-unavailable' ? message : String(error);
    }
  };

  it('and none of its beginnings', () => {
    const words = new Set(Array.from(response, (_, length) => wordsOn(response.subarray(0, length))));
    expect([...words]).toEqual([OCSP_REFUSALS.malformed]);
  });

  it('and nothing that is hardly DER', () => {
    const roll = dice(SEED);
    const noise = (): Uint8Array =>
      Uint8Array.from({ length: roll(300) }, (_, at) => (at === 0 ? 0x30 : at === 1 ? roll(0x83) : roll(256)));
    const words = new Set(Array.from({ length: 10_000 }, () => wordsOn(noise())));
    expect([...words].filter((found) => !WORDS.has(found))).toEqual([]);
  });
});
