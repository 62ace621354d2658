import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import { createTallyWorker, type TallyWorker } from '../../src/tally/count.ts';
import type { PublicationNotice } from '../../src/tally/ports.ts';
import { appendRows, countEntries, type LedgerEntry } from '../support/ledger-rows.ts';
import { testContest } from './contest.ts';

const ID = 'qamqor-test';

let directory: string;
let db: Database;
let nowMs: number;
let ledger: LedgerEntry[];
let notices: (PublicationNotice & { by: string })[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-tally-'));
  db = openDatabase(join(directory, 'ledger.db'));
  nowMs = 1_000_000;
  ledger = [];
  notices = [];
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true });
});

function append(...entries: LedgerEntry[]): void {
  appendRows(db, ID, entries);
  ledger.push(...entries);
}

function worker(contest: ContestDefinition, database = db, maxEntries?: number): TallyWorker {
  return createTallyWorker({
    store: createTallyStore(database),
    contest: (id) => (id === contest.id ? contest : undefined),
    // As good as a protocol entry: the events of these ledgers say nothing of their own.
    protocolIndex: async () => {
      const index = ledger.indexOf('closed');
      return index === -1 ? undefined : index;
    },
    clock: { nowMs: () => nowMs },
    onPublished: (notice, by) => notices.push({ ...notice, by }),
    ...(maxEntries === undefined ? {} : { maxEntries }),
  });
}

const publication = () => createTallyStore(db).publication(ID);

describe('counting', () => {
  it('reaches the head in bounded chunks', async () => {
    append('event', ...Array.from({ length: 100 }, (_, i) => 57001 + (i % 3)));
    await worker(testContest(), db, 7).countToHead(ID);
    expect(createTallyStore(db).counts(ID)).toEqual({
      size: 101,
      ballots: 100,
      byCandidate: countEntries(ledger),
      annulled: new Map(),
    });
  });

  it('leaves contests it does not know alone', async () => {
    append('event', 57001);
    await worker(testContest()).countToHead('another');
    await worker({ ...testContest(), id: 'another' }).countToHead(ID);
    expect(createTallyStore(db).counts(ID).size).toBe(0);
  });

  it('pure-tally: jobs lost, doubled, reordered, late or at once in two processes change nothing', async () => {
    const rival = openDatabase(join(directory, 'ledger.db'));
    const workers = [worker(testContest(), db, 3), worker(testContest(), rival, 5)];
    let contests = 0;
    const entry = fc.oneof(fc.integer({ min: 57001, max: 57003 }), fc.constant<LedgerEntry>('event'));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), entries: fc.array(entry, { minLength: 1, maxLength: 8 }) }),
      fc.record({ kind: fc.constant('advance' as const), worker: fc.nat({ max: 1 }), entries: fc.integer({ min: 1, max: 6 }) }), // prettier-ignore
      fc.record({ kind: fc.constant('jobs' as const), workers: fc.array(fc.nat({ max: 1 }), { maxLength: 4 }) }),
      fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: -20_000, max: 20_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const id = `contest-${contests++}`;
        const contest = { ...testContest(), id };
        const [first, second] = workers.map((_, i) =>
          createTallyWorker({
            store: createTallyStore(i === 0 ? db : rival),
            contest: () => contest,
            protocolIndex: async () => undefined,
            clock: { nowMs: () => nowMs },
            maxEntries: 3 + i,
          }),
        );
        const pick = (i: number): TallyWorker => (i === 0 ? first! : second!);
        const written: LedgerEntry[] = [];
        const store = createTallyStore(db);
        for (const s of steps) {
          if (s.kind === 'append') {
            appendRows(db, id, s.entries);
            written.push(...s.entries);
          } else if (s.kind === 'advance') createTallyStore(s.worker === 0 ? db : rival).advance(id, s.entries);
          else if (s.kind === 'jobs') await Promise.all(s.workers.map((i) => pick(i).countToHead(id)));
          else nowMs += s.ms;

          const counts = store.counts(id);
          expect(counts.byCandidate).toEqual(countEntries(written.slice(0, counts.size)));
          const published = store.publication(id);
          expect(published?.byCandidate ?? new Map()).toEqual(countEntries(written.slice(0, published?.size ?? 0)));
        }
        await first!.countToHead(id);
        expect(store.counts(id)).toMatchObject({ size: written.length, byCandidate: countEntries(written) });
      }),
      { numRuns: 60 },
    );
    rival.close();
  });
});

describe('publication', () => {
  it('keeps the pace: not before everySeconds and not below minNewBallots', async () => {
    const tally = worker(testContest({ mode: 'live', everySeconds: 10, minNewBallots: 2 }));
    append('event', 57001);
    await tally.countToHead(ID);
    expect(publication()).toBeUndefined();
    append(57001);
    await tally.countToHead(ID);
    expect(publication()).toMatchObject({ size: 3, publishedAtMs: nowMs });
    append(57001, 57001);
    nowMs += 9_999;
    await tally.countToHead(ID);
    expect(publication()?.size).toBe(3);
    nowMs += 1;
    await tally.countToHead(ID);
    expect(publication()?.size).toBe(5);
    append(57001);
    nowMs += 60_000;
    await tally.countToHead(ID);
    expect(publication()?.size).toBe(5);
    expect(notices).toEqual([
      { contest: ID, size: 3, by: 'this-process' },
      { contest: ID, size: 5, by: 'this-process' },
    ]);
  });

  it('is one for all processes: a rival with more ballots waits for the same pace', async () => {
    append('event', 57001);
    await worker(testContest()).countToHead(ID);
    append(57002);
    await worker(testContest()).countToHead(ID);
    expect(publication()?.size).toBe(2);
  });

  it('is noticed by every process, once, also when nobody sent a notice', async () => {
    append('event', 57001);
    const [first, second] = [worker(testContest()), worker(testContest())];
    for (let i = 0; i < 3; i++) for (const each of [first, second]) await each.countToHead(ID);
    expect(notices).toEqual([
      { contest: ID, size: 2, by: 'this-process' },
      { contest: ID, size: 2, by: 'another' },
    ]);
  });

  it('goes on when the clock is set back', async () => {
    append('event', 57001);
    const tally = worker(testContest());
    await tally.countToHead(ID);
    append(57002);
    nowMs -= 3_600_000;
    await tally.countToHead(ID);
    expect(publication()?.size).toBe(3);
  });

  it('embargo: nothing is published before the closing entry, everything after it', async () => {
    const tally = worker(testContest({ mode: 'afterClose' }));
    append('event', 57001, 57002);
    nowMs += 86_400_000;
    await tally.countToHead(ID);
    expect(publication()).toBeUndefined();
    expect(notices).toEqual([]);
    append('closed');
    await tally.countToHead(ID);
    expect(publication()).toMatchObject({ size: 4, final: true, ballots: 2, byCandidate: countEntries(ledger) });
  });

  it('ends with one final publication, whatever the pace', async () => {
    const tally = worker(testContest({ mode: 'live', minNewBallots: 1000 }));
    append('event', 57001);
    await tally.countToHead(ID);
    append('closed');
    await tally.countToHead(ID);
    expect(publication()).toMatchObject({ size: 3, final: true, ballots: 1 });
    append('event');
    nowMs += 86_400_000;
    await tally.countToHead(ID);
    expect(publication()?.size).toBe(3);
  });
});

describe('annulled ballots', () => {
  it('are counted as accepted and do not count, from the entry on that annuls them', async () => {
    append('event', 57001, 57003, 57003, 'closed');
    const store = createTallyStore(db);
    await worker(testContest(), db, 2).countToHead(ID);
    append({ annuls: 2 }, { annuls: 1 });
    await worker(testContest(), db, 2).countToHead(ID);
    expect(store.counts(ID)).toEqual({
      size: 7,
      ballots: 3,
      byCandidate: new Map([[57001, 0], [57003, 1]]),
      annulled: new Map([[57001, 1], [57003, 1]]),
    }); // prettier-ignore
    expect(await worker(testContest(), db, 2).finalCounts(ID, 7)).toEqual(store.counts(ID));
  });

  it('are in the final publication, which waits for the protocol entry', async () => {
    append('event', 57001, 57001, 'closed', { annuls: 1 });
    const before = createTallyWorker({
      store: createTallyStore(db),
      contest: () => testContest({ mode: 'afterClose' }),
      protocolIndex: async () => undefined,
      clock: { nowMs: () => nowMs },
    });
    await before.countToHead(ID);
    expect(publication()).toBeUndefined();
    await worker(testContest({ mode: 'afterClose' })).countToHead(ID);
    expect(publication()).toMatchObject({ final: true, ballots: 2, annulled: 1, byCandidate: new Map([[57001, 1]]) });
  });

  it.each([
    'UPDATE tally_annulled SET ballots = 2',
    'UPDATE tally_annulled SET candidate = 57003',
    'DELETE FROM tally_annulled',
  ])('are compared with the ledger in the end: %s', async (statement) => {
    append('event', 57001, 57001, 57003, 'closed', { annuls: 1 });
    const tally = worker(testContest());
    await tally.countToHead(ID);
    db.exec(statement);
    await expect(tally.finalCounts(ID, 6)).toRejectWithCode('ledger-corrupt');
  });
});

describe('final counts', () => {
  it('are what the ledger says', async () => {
    append('event', 57001, 57003, 57003, 'closed');
    expect(await worker(testContest(), db, 2).finalCounts(ID, 5)).toEqual({
      size: 5,
      ballots: 3,
      byCandidate: countEntries(ledger),
      annulled: new Map(),
    });
  });

  it('are refused when the closing entry is not covered', async () => {
    append('event', 57001);
    await expect(worker(testContest()).finalCounts(ID, 3)).toRejectWithCode('ledger-corrupt');
  });

  it.each([
    'UPDATE tally_count SET ballots = ballots + 1 WHERE candidate = 57001',
    'UPDATE tally_count SET candidate = 57002 WHERE candidate = 57003',
    'UPDATE tally_cursor SET ballots = ballots - 1',
  ])('are refused when somebody changed the counts: %s', async (statement) => {
    append('event', 57001, 57003, 57003, 'closed');
    const tally = worker(testContest());
    await tally.countToHead(ID);
    db.exec(statement);
    await expect(tally.finalCounts(ID, 5)).toRejectWithCode('ledger-corrupt');
  });
});
