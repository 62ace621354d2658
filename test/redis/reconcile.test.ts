import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRedisGate } from '../../src/redis/gate.ts';
import { reconcileGate, startReconciling } from '../../src/redis/reconcile.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createVoterTags } from '../../src/storage/voter-tags.ts';
import { appendRows, testVoterTag } from '../support/ledger-rows.ts';
import { until } from '../support/poll.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';

let directory: string;
let db: Database;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-gate-'));
  db = openDatabase(join(directory, 'ledger.db'));
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true });
});

describe('reconciling', () => {
  it('adds every tag of every contest once, over page borders', async () => {
    appendRows(db, 'a', ['event', ...Array<number>(2000).fill(1)]);
    appendRows(db, 'b', ['event', 1, 2]);
    const added: string[] = [];
    const pages: number[] = [];
    const gate = {
      add: async (contestId: string, tags: readonly Uint8Array[]) => {
        pages.push(tags.length);
        added.push(...tags.map((tag) => `${contestId} ${Buffer.from(tag).toString('hex')}`));
      },
    };
    expect(await reconcileGate({ gate, tags: createVoterTags(db), contestIds: () => ['a', 'b'] })).toBe(2002);
    expect(pages).toEqual([1000, 1000, 0, 2]);
    const expected = [
      ...Array.from({ length: 2000 }, (_, i) => `a ${testVoterTag('a', i + 1).toString('hex')}`),
      ...[1, 2].map((i) => `b ${testVoterTag('b', i).toString('hex')}`),
    ];
    expect(new Set(added)).toEqual(new Set(expected));
    expect(added).toHaveLength(expected.length);
  });

  it('tries again soon after a failure, and stops', async () => {
    appendRows(db, 'a', ['event', 1]);
    let attempts = 0;
    const errors: unknown[] = [];
    const added = await new Promise<number>((resolve) => {
      const reconciling = startReconciling({
        gate: { add: () => (++attempts < 3 ? Promise.reject(new Error('away')) : Promise.resolve()) },
        tags: createVoterTags(db),
        contestIds: () => ['a'],
        retryMs: 1,
        onError: (error) => errors.push(error),
        onRound: (n) => void reconciling.stop().then(() => { resolve(n); }), // prettier-ignore
      });
    });
    expect({ added, attempts, errors: errors.length }).toEqual({ added: 1, attempts: 3, errors: 2 });
  });
});

describeWithRedis('reconciling with Redis', () => {
  it('fills an empty Redis, takes nothing out, and starts by itself once Redis is there', async () => {
    appendRows(db, 'a', ['event', 1, 2]);
    const redis = await startRedis();
    const gate = createRedisGate({ url: redis.url });
    await until(async () => (await gate.mark('a', testVoterTag('a', 99))) !== 'unknown');
    const rounds: number[] = [];
    const reconciling = startReconciling({
      gate,
      tags: createVoterTags(db),
      contestIds: () => ['a'],
      everyMs: 5,
      onRound: (n) => rounds.push(n),
      onError: () => undefined,
    });
    await until(() => rounds.length > 0);
    for (const index of [1, 2, 99]) expect(await gate.mark('a', testVoterTag('a', index))).toBe('seen');

    await redis.restart();
    rounds.length = 0;
    await until(() => rounds.length > 0);
    for (const index of [1, 2]) expect(await gate.mark('a', testVoterTag('a', index))).toBe('seen');
    await reconciling.stop();
    gate.close();
    await redis.stop();
  });
});
