import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { appendLeaves } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { createNoteVerifier, signNote } from '../../src/log/note.ts';
import { formatProof, parseProof, verifyProof } from '../../src/log/proof.ts';
import { createLogKey, CRYPTO } from './ed25519.ts';
import { sha256, someLeaves } from './reference-tree.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const key = createLogKey(ORIGIN);
const verifiers = [createNoteVerifier(key.vkey, CRYPTO)];
const leaves = someLeaves(13);
const tree = appendLeaves({ size: 0, edge: [] }, leaves, sha256);
const checkpoint = signNote(checkpointBody(ORIGIN, 13, tree.root), [key.signer]);
const proofOf = (index: number) => ({ leaf: leaves[index]!, index, hashes: tree.proofs[index]!, checkpoint });
const TEXT = formatProof(proofOf(4));
const hashLine = TEXT.split('\n')[3]!;

describe('tlog-proofs', () => {
  it('read back and verify', () => {
    for (const [index] of leaves.entries()) {
      const proof = parseProof(formatProof(proofOf(index)));
      expect(proof).toEqual(proofOf(index));
      expect(verifyProof(proof, verifiers, sha256)).toEqual({ origin: ORIGIN, size: 13, root: tree.root });
    }
  });

  it('may have no hash at all: the only entry of a log', () => {
    const { root } = appendLeaves({ size: 0, edge: [] }, leaves.slice(0, 1), sha256);
    const alone = signNote(checkpointBody(ORIGIN, 1, root), [key.signer]);
    const proof = parseProof(formatProof({ leaf: leaves[0]!, index: 0, hashes: [], checkpoint: alone }));
    expect(verifyProof(proof, verifiers, sha256).size).toBe(1);
  });

  it('are refused when the checkpoint is of another log, although a trusted key signed it', async () => {
    const other = signNote(checkpointBody('vote.example.kz/log/other', 13, tree.root), [key.signer]);
    const proof = { ...proofOf(4), checkpoint: other };
    await expect(() => verifyProof(proof, verifiers, sha256)).toRejectWithCode('receipt-invalid');
  });

  it.each([
    ['nothing', ''],
    ['a checkpoint alone', checkpoint],
    ['another version', TEXT.replace('@v1', '@v2')],
    ['no leaf', TEXT.replace(/extra .*\n/, '')],
    ['an empty extra line', TEXT.replace(/extra .*\n/, 'extra\n')],
    ['a leaf that is not base64', TEXT.replace('extra ', 'extra !')],
    ['two leaves', TEXT.replace(/(extra .*\n)/, '$1$1')],
    ['no index', TEXT.replace('index 4\n', '')],
    ['index first', TEXT.replace(/(extra .*\n)(index .*\n)/, '$2$1')],
    ['a negative index', TEXT.replace('index 4', 'index -4')],
    ['a leading zero', TEXT.replace('index 4', 'index 04')],
    ['an index past the safe integers', TEXT.replace('index 4', 'index 9007199254740993')],
    ['a hash of 31 bytes', TEXT.replace(hashLine, `${'A'.repeat(40)}AA==`)],
    ['a hash with white space', TEXT.replace(hashLine, `${hashLine} `)],
    ['64 hashes', TEXT.replace(hashLine, Array.from({ length: 64 }, () => hashLine).join('\n'))],
    ['carriage returns', TEXT.replaceAll('\n', '\r\n')],
    ['no blank line', TEXT.replaceAll('\n\n', '\n')],
  ])('are malformed: %s', async (_, text) => {
    await expect(() => parseProof(text)).toRejectWithCode('receipt-malformed');
  });

  it('survive no change of a character', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length - 1), fc.string({ maxLength: 2, unit: 'grapheme' }), (at, put) => {
        const mutant = TEXT.slice(0, at) + put + TEXT.slice(at + 1);
        fc.pre(mutant !== TEXT);
        try {
          verifyProof(parseProof(mutant), verifiers, sha256);
        } catch (error) {
          return isDauysError(error);
        }
        return false;
      }),
      { numRuns: 2000 },
    );
  });
});
