import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/encoding/bytes.ts';
import type { TimeAnchorEvent } from '../../src/intake/log-events.ts';
import { createLogResources } from '../../src/intake/log-resources.ts';
import { planBatch, type Outcome, type PendingItem } from '../../src/intake/plan.ts';
import type { HeadRow } from '../../src/intake/ports.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { extendTree } from '../../src/log/append.ts';
import { parseLeaf } from '../../src/log/leaf.ts';
import { createNoteVerifier } from '../../src/log/note.ts';
import { parseProof, verifyProof } from '../../src/log/proof.ts';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { createContestStore } from '../../src/storage/contest-store.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { verifyLedgerAtStart } from '../../src/storage/ledger-check.ts';
import { createLedger } from '../../src/storage/ledger.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import { createTallyWorker } from '../../src/tally/count.ts';
import { sha256 } from '../support/ballots.ts';
import { ACCEPTED_AT_MS, ballotOf, CONTEST, context, VKEY } from './memory-ledger.ts';

const ID = CONTEST.definition.id;
const crypto = { sha256, verifyEd25519 };

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-between-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

let files = 0;
function openLedger() {
  const db = openDatabase(join(directory, `${files++}.db`));
  createContestStore(db).load(CONTEST);
  const ledger = createLedger(db);
  const worker = createTallyWorker({
    store: createTallyStore(db),
    contest: () => CONTEST.definition,
    protocolIndex: async (id) => (await ledger.state(id)).protocolIndex,
    clock: { nowMs: () => ACCEPTED_AT_MS },
  });
  const append = async (items: readonly PendingItem[]): Promise<readonly Outcome[]> => {
    const tags = items.flatMap((item) => (item.kind === 'ballot' ? [item.voterTag] : []));
    return (await ledger.append(ID, tags, (state) => planBatch(items, state, context))).outcomes;
  };
  return { db, ledger, worker, append };
}

const opened: PendingItem = {
  kind: 'event',
  event: { type: 'opened', timeMs: 1, trustFingerprint: context.trustFingerprint, keyCheck: new Uint8Array(32) },
};
const closed: PendingItem = { kind: 'event', event: { type: 'closed', timeMs: ACCEPTED_AT_MS } };
const protocol: PendingItem = {
  kind: 'event',
  event: { type: 'protocol', timeMs: ACCEPTED_AT_MS, size: 0, text: '{}', digest: sha256(Buffer.from('{}')) },
};

function anchorOf({ size, root, checkpoint }: HeadRow): PendingItem {
  const token = sha256(Buffer.from(checkpoint));
  const event: TimeAnchorEvent = {
    type: 'time-anchor',
    timeMs: ACCEPTED_AT_MS,
    size,
    root,
    token: Buffer.from(token).toString('base64'),
    tokenSha256: sha256(token),
  };
  return { kind: 'event', event };
}

/** A vote, or an anchor over the n-th newest head there was. */
type Step = { readonly person: number; readonly number: number } | { readonly head: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ person: fc.integer({ min: 0, max: 15 }), number: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ head: fc.integer({ min: 0, max: 3 }) }),
);
const batches = fc.array(fc.array(step, { maxLength: 8 }), { minLength: 1, maxLength: 6 });

type Ledger = ReturnType<typeof openLedger>;

/** Runs the batches, closes, and gives back every head and receipt there was. */
async function run({ ledger, append }: Ledger, steps: readonly (readonly Step[])[]) {
  const heads: HeadRow[] = [];
  const receipts = new Map<number, string>();
  const commit = async (items: readonly PendingItem[]): Promise<readonly Outcome[]> => {
    const outcomes = await append(items);
    const head = (await ledger.head(ID))!;
    if (head.size !== heads.at(-1)?.size) heads.push(head);
    return outcomes;
  };
  const itemOf = (next: Step): PendingItem[] => {
    if ('person' in next) return [ballotOf(`p${next.person}`, next.number)];
    const head = heads.at(-1 - next.head);
    return head === undefined ? [] : [anchorOf(head)];
  };
  await commit([opened]);
  for (const batch of [...steps]) {
    const outcomes = await commit(batch.flatMap(itemOf));
    for (const outcome of outcomes) if (outcome.kind === 'accepted') receipts.set(outcome.index, outcome.receipt);
  }
  await commit([closed, anchorOf(heads.at(-1)!)]);
  await commit([anchorOf(heads.at(-1)!)]);
  await commit([protocol]);
  await commit([anchorOf(heads.at(-1)!)]);
  return { heads, receipts };
}

/** What the votes alone come to. */
function model(steps: readonly (readonly Step[])[]): Map<number, number> {
  const voted = new Map<number, number>();
  for (const next of steps.flat()) if ('person' in next && !voted.has(next.person)) voted.set(next.person, next.number);
  const counts = new Map<number, number>();
  for (const number of voted.values()) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

describe('time anchors between ballots', () => {
  it('change no count, receipt or proof, wherever they stand', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (steps) => {
        const opened = openLedger();
        const { db, ledger, worker } = opened;
        const { heads, receipts } = await run(opened, steps);

        const { closedIndex, size } = await ledger.state(ID);
        const counts = await worker.finalCounts(ID, closedIndex!);
        expect(new Map([...counts.byCandidate].sort())).toEqual(new Map([...model(steps)].sort()));
        expect(counts.ballots).toBe(receipts.size);
        for (const [index, text] of receipts) expect(verifyReceipt(text, VKEY, crypto).index).toBe(index);
        // What the protocol names: a checkpoint whose last entry is the closing one.
        expect(await ledger.checkpointAt(ID, closedIndex! + 1)).toBeDefined();

        const log = createLogResources(ledger, sha256);
        const verifier = createNoteVerifier(VKEY, crypto);
        const { root } = heads.at(-1)!;
        for (let index = 0; index < size; index++) {
          const proof = parseProof((await log.inclusionProof(ID, index))!);
          expect(toHex(verifyProof(proof, [verifier], sha256).root)).toBe(toHex(root));
        }
        await assertAnchors(opened, size, closedIndex!);
        expect(verifyLedgerAtStart(db, ID, crypto)).toBe(size);
        db.close();
      }),
      { numRuns: 25 },
    );
  });
});

/** The rules of PROTOCOL.md §3 for type 19, from the leaves alone. */
async function assertAnchors({ ledger }: Ledger, size: number, closedIndex: number): Promise<void> {
  const leaves = await ledger.leaves(ID, 0, size);
  let covered = 0;
  for (const [index, bytes] of leaves.entries()) {
    const leaf = parseLeaf(bytes);
    if (leaf.type !== 'time-anchor') continue;
    expect(leaf.size).toBeGreaterThan(covered);
    expect(leaf.size).toBeLessThanOrEqual(index);
    if (index > closedIndex) expect(leaf.size).toBeGreaterThan(closedIndex);
    expect(toHex(extendTree({ size: 0, edge: [] }, leaves.slice(0, leaf.size), sha256).root)).toBe(toHex(leaf.root));
    covered = leaf.size;
  }
  expect(covered).toBeGreaterThan(closedIndex);
  expect((await ledger.state(ID)).anchoredSize).toBe(covered);
  const listed = await ledger.timeAnchors(ID, -1, 100);
  expect(listed.map((anchor) => anchor.index)).toEqual(
    leaves.flatMap((bytes, index) => (parseLeaf(bytes).type === 'time-anchor' ? [index] : [])),
  );
}
