import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DauysError } from '../../src/domain/errors.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import type { AppendPlan, LedgerState } from '../../src/intake/ports.ts';
import { emptyRoot, rootOfEdge } from '../../src/log/merkle.ts';
import { sha256 } from '../../src/signature/digest.ts';
import type { Database } from '../../src/storage/database.ts';
import { createLedgerWriter } from '../../src/storage/ledger-writer.ts';
import type { createLedger } from '../../src/storage/ledger.ts';
import { append, CONTEST, makePlace, openLedger, planOf, voterTag, type Item, type Place } from './ledger-fixture.ts';

let place: Place;
let db: Database;
let ledger: ReturnType<typeof createLedger>;
beforeEach(() => {
  place = makePlace();
  ({ db, ledger } = openLedger(place));
});
afterEach(() => {
  db.close();
  place.remove();
});

const NOTHING: AppendPlan = {
  entries: [],
  ballots: [],
  annulments: [],
  erasures: [],
  nodes: [],
  documents: [],
  head: undefined,
};
const voters = (from: number, count: number): Item[] =>
  Array.from({ length: count }, (_, i) => ({ voter: `v${from + i}` }));
const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

describe('createLedger', () => {
  it('begins empty', async () => {
    const state: LedgerState = await ledger.state(CONTEST);
    expect(state).toEqual({
      size: 0,
      edge: [],
      lastTimeMs: 0,
      closedIndex: undefined,
      protocolIndex: undefined,
      trustFingerprint: undefined,
      anchoredSize: 0,
      annulled: new Map(),
      erased: new Map(),
      ballots: new Map(),
    });
    expect(await ledger.head(CONTEST)).toBeUndefined();
    expect(await ledger.findBallot(CONTEST, voterTag('nobody'))).toBeUndefined();
  });

  it('keeps entries, ballots, nodes and head together and gives them back', async () => {
    await append(place, db, ['opened']);
    const plan = await append(place, db, voters(0, 600));
    const head = await ledger.head(CONTEST);
    expect(head).toEqual({
      ...plan.head,
      edge: plan.head?.edge.map((h) => new Uint8Array(h)),
      root: new Uint8Array(plan.head!.root),
    });
    expect(head!.size).toBe(601);
    expect(toHex(head!.root)).toBe(toHex(rootOfEdge(head!.edge, 601, sha256)));
    const leaves = await ledger.leaves(CONTEST, 1, 601);
    expect(leaves.map(toHex)).toEqual(plan.entries.map((entry) => toHex(entry.leaf)));
    expect((await ledger.nodes(CONTEST, 8, 0, 2)).map(toHex)).toEqual(plan.nodes.map((node) => toHex(node.hash)));
    expect(await ledger.findBallot(CONTEST, voterTag('v7'))).toEqual({
      index: 8,
      candidateNumber: 12,
      receipt: plan.ballots[7]!.receipt,
    });
    const openings = await ledger.openings(CONTEST, 0, 2);
    expect(openings[0]).toBeUndefined();
    expect(openings[1]).toEqual({ candidateNumber: 12, saltChoice: new Uint8Array(plan.ballots[0]!.saltChoice) });
  });

  it('shows the plan who of the voters asked about has voted', async () => {
    await append(place, db, voters(0, 3));
    let seen: LedgerState | undefined;
    await ledger.append(CONTEST, [voterTag('v1'), voterTag('v9')], (state) => {
      seen = state;
      return NOTHING;
    });
    expect([...seen!.ballots.keys()]).toEqual([toHex(voterTag('v1'))]);
    expect(seen!.ballots.get(toHex(voterTag('v1')))!.index).toBe(1);
  });

  it('shows the plan where the contest stands', async () => {
    await append(place, db, ['opened']);
    expect((await ledger.state(CONTEST)).trustFingerprint).toBe(toHex(voterTag('trust opened')));
    await append(place, db, [{ voter: 'a' }, 'trust-changed', { voter: 'b' }], { timeMs: 1_736_000_500_000 });
    const changed = await ledger.state(CONTEST);
    expect(changed.trustFingerprint).toBe(toHex(voterTag('trust trust-changed')));
    expect(changed.closedIndex).toBeUndefined();
    await append(place, db, ['closed', 'protocol'], { timeMs: 1_736_000_400_000 });
    const closed = await ledger.state(CONTEST);
    expect(closed).toMatchObject({ size: 6, closedIndex: 4, protocolIndex: 5, lastTimeMs: 1_736_000_500_002 });
  });

  it('keeps the text an event commits to', async () => {
    await ledger.append(CONTEST, [], (state) => ({
      ...planOf(place, ['opened'])(state),
      documents: [{ index: 0, text: '{"қазақша":"мәтін"}' }],
    }));
    expect(await ledger.document(CONTEST, 0)).toBe('{"қазақша":"мәтін"}');
    expect(await ledger.document(CONTEST, 1)).toBeUndefined();
  });

  it('says that the ledger is damaged when rows of a range are missing', async () => {
    await append(place, db, voters(0, 3));
    await expect(ledger.leaves(CONTEST, 0, 4)).toRejectWithCode('ledger-corrupt');
    await expect(ledger.nodes(CONTEST, 8, 0, 1)).toRejectWithCode('ledger-corrupt');
    await expect(ledger.openings(CONTEST, 2, 5)).toRejectWithCode('ledger-corrupt');
  });

  it('stores evidence values one after the other: tag, length, value', async () => {
    await append(place, db, voters(0, 1));
    const column = db.prepare<[], Buffer>('SELECT evidence FROM ballot_secret').pluck().get()!;
    expect(column.toString('latin1')).toBe('\x01\0\0\0\x0812345678\x03\0\0\0\x05dauys');
  });

  it('writes nothing for a plan without a head and frees the write lock', async () => {
    await ledger.append(CONTEST, [], () => NOTHING);
    expect(db.inTransaction).toBe(false);
    expect(count('entry')).toBe(0);
  });

  it('passes an error of the plan as it is, with nothing stored', async () => {
    const refusal = new DauysError('voting-closed', 'refused by the plan');
    const failing = (): never => {
      throw refusal;
    };
    await expect(ledger.append(CONTEST, [], failing)).rejects.toBe(refusal);
    expect(db.inTransaction).toBe(false);
    await append(place, db, voters(0, 1));
    expect(count('ballot')).toBe(1);
  });

  it('one-vote: the unique index refuses a second ballot of a voter whatever the plan says, with nothing stored', async () => {
    await append(place, db, voters(0, 2));
    await expect(append(place, db, [{ voter: 'new' }, { voter: 'v1', candidate: 13 }])).toRejectWithCode('busy');
    expect(count('ballot')).toBe(2);
    expect(count('entry')).toBe(2);
    expect((await ledger.head(CONTEST))!.size).toBe(2);
  });

  it('one-vote: an erased record still counts as voted', async () => {
    await append(place, db, voters(0, 1));
    db.exec('DROP TRIGGER ballot_secret_delete; DELETE FROM ballot_secret');
    expect(await ledger.findBallot(CONTEST, voterTag('v0'))).toEqual({
      index: 0,
      candidateNumber: 12,
      receipt: undefined,
    });
    expect(await ledger.openings(CONTEST, 0, 1)).toEqual([undefined]);
  });

  it('refuses a plan made for another tree, with nothing stored', async () => {
    await append(place, db, voters(0, 2));
    const standing = await ledger.state(CONTEST);
    const older = (): AppendPlan => planOf(place, voters(5, 1))({ ...standing, size: 0, edge: [] });
    await expect(ledger.append(CONTEST, [], older)).toRejectWithCode('busy');
    // Compare and swap: the right size does not help when the tree is another.
    const forked: LedgerState = { ...standing, edge: [emptyRoot(sha256)] };
    const write = createLedgerWriter(db);
    const writeFork = db.transaction(() => write(CONTEST, planOf(place, voters(5, 1))(forked), forked));
    expect(() => writeFork()).toThrow('not the one the plan was made for');
    expect(count('entry')).toBe(2);
  });

  it('refuses a ballot leaf without its record and rows without a head', async () => {
    const plan = (state: LedgerState): AppendPlan => ({ ...planOf(place, voters(0, 1))(state), ballots: [] });
    await expect(ledger.append(CONTEST, [], plan)).rejects.toThrow('needs its record');
    const headless = (state: LedgerState): AppendPlan => ({ ...planOf(place, voters(0, 1))(state), head: undefined });
    await expect(ledger.append(CONTEST, [], headless)).rejects.toThrow('needs a head');
    expect(count('entry')).toBe(0);
  });

  it('any sequence of batches, failures and stale plans leaves the entries gapless and the head over all of them', async () => {
    const step = fc.record({ size: fc.integer({ min: 1, max: 40 }), fails: fc.boolean() });
    let voter = 0;
    let size = (await ledger.state(CONTEST)).size;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { size: batch, fails } of steps) {
          const items = voters(voter, batch);
          voter += batch;
          // The last item of a failing batch repeats its first: the whole batch must go.
          const done = append(place, db, fails ? [...items, items[0]!] : items);
          if (fails) await expect(done).toRejectWithCode('busy');
          else {
            await done;
            size += batch;
          }
          const row = db.prepare('SELECT count(*) AS n, min(idx) AS lo, max(idx) AS hi FROM entry').get() as Record<
            string,
            number | null
          >;
          expect(row).toEqual({ n: size, lo: size === 0 ? null : 0, hi: size === 0 ? null : size - 1 });
          expect((await ledger.state(CONTEST)).size).toBe(size);
        }
      }),
      { numRuns: 15 },
    );
    expect(count('ballot')).toBe(size);
    expect(count('ballot_secret')).toBe(size);
  });
});
