import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/encoding/bytes.ts';
import { planBatch, type BatchPlan, type Outcome, type PendingItem } from '../../src/intake/plan.ts';
import type { LedgerState, StoredBallot } from '../../src/intake/ports.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { extendTree } from '../../src/log/append.ts';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { createNoteVerifier, openNote } from '../../src/log/note.ts';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { sha256 } from '../support/ballots.ts';
import { ACCEPTED_AT_MS, ballotOf, context, EMPTY, grown, VKEY } from './memory-ledger.ts';

const crypto = { sha256, verifyEd25519 };
const opened: PendingItem = {
  kind: 'event',
  event: { type: 'opened', timeMs: 1, trustFingerprint: context.trustFingerprint, keyCheck: new Uint8Array(32) },
};
const closed: PendingItem = { kind: 'event', event: { type: 'closed', timeMs: ACCEPTED_AT_MS + 1 } };

function begun(...items: readonly PendingItem[]): LedgerState {
  return grown(EMPTY, planBatch([opened, ...items], EMPTY, context));
}

const kinds = ({ outcomes }: BatchPlan): string[] =>
  outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind));

const receiptAt = ({ outcomes }: BatchPlan, i: number): string => {
  const outcome = outcomes[i];
  return outcome !== undefined && 'receipt' in outcome ? outcome.receipt : '';
};

describe('planBatch', () => {
  it('one-vote, idempotent: the same person twice in one batch has one ballot and one receipt', () => {
    const items = [ballotOf('a', 5), ballotOf('b', 5), ballotOf('a', 5), ballotOf('a', 6)];
    const plan = planBatch(items, begun(), context);
    expect(kinds(plan)).toEqual(['accepted', 'accepted', 'repeated', 'already-voted']);
    expect(receiptAt(plan, 2)).toBe(receiptAt(plan, 0));
    expect(plan.ballots.map(({ voterTag }) => toHex(voterTag))).toEqual([
      toHex(items[0]!.voterTag),
      toHex(items[1]!.voterTag),
    ]);
    expect(plan.entries).toHaveLength(2);
  });

  it('one-vote, idempotent: who stands in the ledger gets the stored receipt or is refused, and nothing is written', () => {
    const first = planBatch([opened, ballotOf('a', 5)], EMPTY, context);
    const plan = planBatch([ballotOf('a', 5), ballotOf('a', 6)], grown(EMPTY, first), context);
    expect(kinds(plan)).toEqual(['repeated', 'already-voted']);
    expect(receiptAt(plan, 0)).toBe(receiptAt(first, 1));
    expect(plan).toMatchObject({ entries: [], ballots: [], nodes: [], documents: [], head: undefined });
  });

  it('one-vote: whose record was erased gets no receipt, and no second vote', () => {
    const first = grown(EMPTY, planBatch([opened, ballotOf('a', 5)], EMPTY, context));
    const [[tag, stored]] = [...first.ballots] as [[string, StoredBallot]];
    const state = { ...first, ballots: new Map([[tag, { ...stored, receipt: undefined }]]) };
    const plan = planBatch([ballotOf('a', 5), ballotOf('a', 6)], state, context);
    expect(kinds(plan)).toEqual(['ballot-erased', 'already-voted']);
    expect(plan.entries).toEqual([]);
  });

  it('append-only: no new ballot after the closing entry, also in the closing batch itself; receipts are given on', () => {
    const state = begun(ballotOf('a', 5));
    const plan = planBatch([ballotOf('b'), closed, ballotOf('c'), ballotOf('a', 5), ballotOf('b')], state, context);
    expect(kinds(plan)).toEqual(['accepted', 'appended', 'voting-closed', 'repeated', 'repeated']);
    expect(plan.entries.map(({ leaf }) => leaf[4])).toEqual([1, 17]);
    const after = planBatch([ballotOf('d'), ballotOf('c'), ballotOf('b')], grown(state, plan), context);
    expect(kinds(after)).toEqual(['voting-closed', 'voting-closed', 'repeated']);
  });

  it('appends an event once, whoever else sends it', () => {
    const protocol: PendingItem = {
      kind: 'event',
      event: { type: 'protocol', timeMs: 5, size: 3, text: '{}', digest: sha256(Buffer.from('{}')) },
    };
    const trustFingerprint = new Uint8Array(32).fill(8);
    const changed: PendingItem = { kind: 'event', event: { type: 'trust-changed', timeMs: 3, trustFingerprint } };
    const items = [protocol, opened, changed, closed, protocol, changed];
    const plan = planBatch(
      items.flatMap((item) => [item, item]),
      EMPTY,
      context,
    );
    const [once, never] = [
      ['appended', 'unneeded'],
      ['unneeded', 'unneeded'],
    ];
    expect(kinds(plan)).toEqual([never, once, once, once, once, never].flat());
    expect(plan.documents).toEqual([{ index: 3, text: '{}' }]);
    const after = planBatch(items, grown(EMPTY, plan), context);
    expect(new Set(kinds(after))).toEqual(new Set(['unneeded']));
  });

  it('gives every receipt the one checkpoint of its batch, and each ballot salts of its own', () => {
    const plan = planBatch([ballotOf('a'), ballotOf('b')], begun(), context);
    const receipts = [receiptAt(plan, 0), receiptAt(plan, 1)].map((text) => verifyReceipt(text, VKEY, crypto));
    expect(receipts.map(({ size }) => size)).toEqual([3, 3]);
    const salts = plan.ballots.flatMap(({ saltBallot, saltChoice }) => [toHex(saltBallot), toHex(saltChoice)]);
    expect(new Set(salts).size).toBe(4);
  });

  it('agrees with the plainest model there is, whatever the order and the batches', () => {
    const item = fc.record({ person: fc.integer({ min: 0, max: 12 }), number: fc.integer({ min: 1, max: 3 }) });
    const batches = fc.array(fc.array(item, { maxLength: 12 }), { maxLength: 6 });
    fc.assert(
      fc.property(batches, (votes) => {
        const voted = new Map<number, { number: number; receipt: string }>();
        let state = begun();
        for (const batch of votes) {
          const plan = planBatch(
            batch.map((v) => ballotOf(`p${v.person}`, v.number)),
            state,
            context,
          );
          for (const [i, { person, number }] of batch.entries()) {
            const outcome = plan.outcomes[i]!;
            const first = voted.get(person);
            expect(outcome).toMatchObject(expected(first, number));
            if (first === undefined) voted.set(person, { number, receipt: receiptAt(plan, i) });
          }
          assertTree(state, plan);
          state = grown(state, plan);
        }
        expect(state.size).toBe(1 + voted.size);
        for (const { receipt, number } of voted.values()) {
          expect(verifyReceipt(receipt, VKEY, crypto).number).toBe(number);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function expected(first: { number: number; receipt: string } | undefined, number: number): Partial<Outcome> {
  if (first === undefined) return { kind: 'accepted' };
  return first.number === number
    ? { kind: 'repeated', receipt: first.receipt }
    : { kind: 'refused', code: 'already-voted' };
}

function assertTree(state: LedgerState, { entries, head }: BatchPlan): void {
  if (head === undefined) {
    expect(entries).toEqual([]);
    return;
  }
  const tree = extendTree(
    state,
    entries.map(({ leaf }) => leaf),
    sha256,
  );
  const signed = parseCheckpoint(openNote(head.checkpoint, [createNoteVerifier(VKEY, crypto)]).text);
  expect(signed).toMatchObject({ size: tree.size, root: tree.root });
  expect(entries.map(({ index }) => index)).toEqual(entries.map((_, i) => state.size + i));
}
