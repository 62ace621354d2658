import { describe, expect, it } from '@jest/globals';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { createNoteVerifier, signNote } from '../../src/log/note.ts';
import { createWitness, type CosignedTree, type WitnessMemory } from '../../src/log/witness.ts';
import { formatAddCheckpoint } from '../../src/log/witness-request.ts';
import { createLogKey, createWitnessKey, CRYPTO } from './ed25519.ts';
import { naiveRoot, sha256, someLeaves } from './reference-tree.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const log = createLogKey(ORIGIN);
const root = naiveRoot(someLeaves(5));
const request = (hash: Uint8Array, oldSize = 0): Uint8Array => {
  const checkpoint = signNote(checkpointBody(ORIGIN, 5, hash), [log.signer]);
  return new Uint8Array(Buffer.from(formatAddCheckpoint({ oldSize, proof: [], checkpoint })));
};

/** A disk whose next write can be made to fail before or after it happened. */
function createDisk() {
  let kept: CosignedTree | undefined;
  let failure: 'before' | 'after' | 'rival' | undefined;
  const memory: WitnessMemory = {
    last: () => kept,
    advance(_, last, next) {
      const now = failure;
      failure = undefined;
      if (now === 'before') throw new Error('killed');
      if (now === 'rival') kept = { ...next, root: sha256(root) };
      if (kept?.size !== last?.size) return false;
      kept = next;
      if (now === 'after') throw new Error('killed');
      return true;
    },
  };
  return { memory, fail: (how: NonNullable<typeof failure>) => (failure = how) };
}

function startWitness(memory: WitnessMemory) {
  const { signer } = createWitnessKey('witness');
  const signed: string[] = [];
  const witness = createWitness({
    logs: [createNoteVerifier(log.vkey, CRYPTO)],
    signer: {
      ...signer,
      sign(message) {
        signed.push(Buffer.from(message).toString());
        return signer.sign(message);
      },
    },
    memory,
    nowSeconds: () => 7,
    sha256,
    onJudged: () => undefined,
  });
  return { witness, signed };
}

describe('a witness', () => {
  it.each(['before', 'after'] as const)('signs nothing when it dies %s it has remembered', (moment) => {
    const disk = createDisk();
    const first = startWitness(disk.memory);
    disk.fail(moment);
    expect(() => first.witness.addCheckpoint(request(root))).toThrow('killed');
    expect(first.signed).toEqual([]);

    const { witness, signed } = startWitness(disk.memory);
    const fork = witness.addCheckpoint(request(sha256(root)));
    expect(fork.status).toBe(moment === 'before' ? 200 : 409);
    const again = witness.addCheckpoint(request(root, moment === 'before' ? 0 : 5));
    expect(again.status).toBe(moment === 'before' ? 409 : 200);
    expect(signed).toHaveLength(1);
  });

  it('judges anew when another process was first', () => {
    const disk = createDisk();
    const { witness, signed } = startWitness(disk.memory);
    disk.fail('rival');
    expect(witness.addCheckpoint(request(root))).toMatchObject({ status: 409, body: '5\n' });
    expect(signed).toEqual([]);
  });
});
