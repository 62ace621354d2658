import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { consistencyProof, leafHash, type TreeHead } from '../../src/log/merkle.ts';
import { createNoteVerifier, signNote } from '../../src/log/note.ts';
import { judgeCheckpoint, type WitnessJudgement } from '../../src/log/witness-judgement.ts';
import { formatAddCheckpoint, parseAddCheckpoint } from '../../src/log/witness-request.ts';
import { createLogKey, CRYPTO } from './ed25519.ts';
import { rangeRoots, sha256, someLeaves } from './reference-tree.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const key = createLogKey(ORIGIN);
const other = createLogKey('another');
const verifiers = [createNoteVerifier(key.vkey, CRYPTO), createNoteVerifier(other.vkey, CRYPTO)];

/** A log of 64 entries; forks differ from entry 10 on. */
function logOf(fork: number) {
  const leaves = someLeaves(64).map((leaf, i) => (i < 10 ? leaf : Uint8Array.of(...leaf, fork)));
  const roots = rangeRoots(leaves);
  const hashAt = (level: number, index: number) => roots(index * 2 ** level, (index + 1) * 2 ** level);
  return {
    head: (size: number): TreeHead => ({ size, root: size === 0 ? sha256(new Uint8Array()) : roots(0, size) }),
    proof: (oldSize: number, size: number) =>
      oldSize > 0 && oldSize <= size ? consistencyProof(oldSize, size, hashAt, sha256) : [],
  };
}
const forks = [logOf(0), logOf(1)] as const;

const signed = ({ size, root }: TreeHead, { signer } = key, origin = ORIGIN): string =>
  signNote(checkpointBody(origin, size, root), [signer]);

/** A witness without a server: keeps what it is told to cosign. */
function createWitness() {
  const last = new Map<string, TreeHead>();
  const cosigned: TreeHead[] = [];
  return {
    cosigned,
    ask(oldSize: number, proof: readonly Uint8Array[], checkpoint: string): WitnessJudgement {
      const body = parseAddCheckpoint(Buffer.from(formatAddCheckpoint({ oldSize, proof, checkpoint })));
      const judgement = judgeCheckpoint(body, verifiers, (origin) => last.get(origin), sha256);
      if (judgement.kind === 'cosign') {
        last.set(judgement.origin, judgement.tree);
        cosigned.push(judgement.tree);
      }
      return judgement;
    },
  };
}
type Judged = WitnessJudgement['kind'] | 400 | 403 | 404 | 422;
const kindOf = (judgement: WitnessJudgement): Judged =>
  judgement.kind === 'refused' ? judgement.status : judgement.kind;

describe('a witness', () => {
  const [log, fork] = forks;

  it('cosigns a log as it grows, and the same tree again', () => {
    const witness = createWitness();
    for (const [from, to] of [
      [0, 0],
      [0, 7],
      [7, 7],
      [7, 8],
      [8, 64],
    ] as const) {
      const note = signed(log.head(to));
      const judgement = witness.ask(from, log.proof(from, to), `${note}— passer-by AAAAAAA=\n`);
      const tree = { ...log.head(to), text: checkpointBody(ORIGIN, to, log.head(to).root), note };
      expect(judgement).toMatchObject({ kind: 'cosign', origin: ORIGIN, tree });
    }
  });

  it.each<[string, Judged, number, readonly Uint8Array[], string]>([
    ['an old size that is not the last one', 'conflict', 19, log.proof(19, 30), signed(log.head(30))],
    ['no old size', 'conflict', 0, [], signed(log.head(30))],
    ['a smaller log', 400, 20, [], signed(log.head(19))],
    ['a smaller log that admits it', 'conflict', 15, log.proof(15, 19), signed(log.head(19))],
    ['another tree of the same size', 'conflict', 20, [], signed(fork.head(20))],
    ['another larger tree', 422, 20, fork.proof(20, 30), signed(fork.head(30))],
    ['a proof of other sizes', 422, 20, log.proof(19, 30), signed(log.head(30))],
    ['no proof', 422, 20, [], signed(log.head(30))],
    ['a proof where none is due', 422, 20, [new Uint8Array(32)], signed(log.head(20))],
    ['the signature of another log', 403, 20, log.proof(20, 30), signed(log.head(30), other)],
    ['an unknown log', 404, 20, log.proof(20, 30), signed(log.head(30), key, 'unknown')],
    ['a changed size', 403, 20, log.proof(20, 30), signed(log.head(30)).replace('\n30\n', '\n31\n')],
    ['no note', 400, 20, [], 'checkpoint\n'],
    ['an extension line', 400, 20, [], signNote(`${checkpointBody(ORIGIN, 20, log.head(20).root)}x\n`, [key.signer])],
    ['a signature cut short', 403, 20, [], signed(log.head(20)).replace(/ [^ ]+\n$/, ' AAAAAAAA\n')],
  ])('refuses %s', (_, kind, oldSize, proof, checkpoint) => {
    const witness = createWitness();
    witness.ask(0, [], signed(log.head(20)));
    const judgement = witness.ask(oldSize, proof, checkpoint);
    expect(kindOf(judgement)).toBe(kind);
    if (judgement.kind === 'conflict') expect(judgement.size).toBe(20);
    expect(witness.cosigned).toHaveLength(1);
  });

  it('never cosigns two trees of which one does not begin with the other', () => {
    const size = fc.integer({ min: 0, max: 64 });
    const step = fc.record({ fork: fc.nat(1), size, proofFrom: fc.option(size), old: fc.option(size) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const witness = createWitness();
        for (const { fork: n, size: to, proofFrom, old } of steps) {
          const from = old ?? witness.cosigned.at(-1)?.size ?? 0;
          witness.ask(from, forks[n]!.proof(proofFrom ?? from, to), signed(forks[n]!.head(to)));
        }
        const isOf = (tree: (typeof forks)[number]) =>
          witness.cosigned.every(({ size: n, root }) => Buffer.compare(root, tree.head(n).root) === 0);
        expect(forks.some(isOf)).toBe(true);
        const sizes = witness.cosigned.map((head) => head.size);
        expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });

  it('is not fooled by the empty tree of another root', () => {
    const witness = createWitness();
    expect(kindOf(witness.ask(0, [], signed({ size: 0, root: leafHash(new Uint8Array(), sha256) })))).toBe('conflict');
    expect(kindOf(witness.ask(0, [new Uint8Array(32)], signed(log.head(5))))).toBe(422);
  });
});

const FILE = '../shared/vectors/tlog/witness-add-checkpoint.json';
const suite = existsSync(FILE) ? describe : describe.skip;
suite(`exchanges of another witness${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`, () => {
  it('are judged alike', () => {
    const { logVkey, steps } = JSON.parse(readFileSync(FILE, 'utf8')) as Exchanges;
    let last: TreeHead | undefined;
    const answers = steps.map(({ body }) => {
      const request = parseAddCheckpoint(Buffer.from(body));
      const judgement = judgeCheckpoint(request, [createNoteVerifier(logVkey, CRYPTO)], () => last, sha256);
      if (judgement.kind === 'cosign') last = judgement.tree;
      if (judgement.kind === 'conflict') return { status: 409, response: `${judgement.size}\n` };
      return { status: judgement.kind === 'cosign' ? 200 : judgement.status };
    });
    expect(steps).toHaveLength(8);
    expect(answers).toEqual(steps.map(({ status, response }) => (response ? { status, response } : { status })));
  });
});

interface Exchanges {
  logVkey: string;
  steps: { body: string; status: number; response?: string }[];
}
