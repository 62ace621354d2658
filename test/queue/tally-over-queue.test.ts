import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { VotedGate } from '../../src/intake/ports.ts';
import { createQueueHints } from '../../src/queue/queue-hints.ts';
import { createTallyQueueWorker } from '../../src/queue/tally-queue-worker.ts';
import { createRedisGate } from '../../src/redis/gate.ts';
import { createRedisPublicationFeed } from '../../src/redis/publisher.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import { createTallyWorker } from '../../src/tally/count.ts';
import { appendRows, countEntries, testVoterTag, type LedgerEntry } from '../support/ledger-rows.ts';
import { until } from '../support/poll.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import type { WorkerFault } from '../support/tally-worker-process.ts';
import { testContest } from '../tally/contest.ts';

const ID = 'qamqor-test';
const LEDGER: LedgerEntry[] = ['event', 57001, 57001, 57002, 57003, 'event', 57001, 57003, 57003, 57002];
const ignore = (): void => undefined;

let redis: TestRedis;
let directory: string;
let db: Database;
let children: ChildProcess[];

describeWithRedis('the tally over the queue', () => {
  beforeEach(async () => {
    redis = await startRedis();
    directory = mkdtempSync(join(tmpdir(), 'dauys-tally-'));
    db = openDatabase(join(directory, 'ledger.db'));
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    db.close();
    await redis.stop();
    rmSync(directory, { recursive: true });
  });

  function startWorker(fault: WorkerFault): ChildProcess {
    const script = join(import.meta.dirname, '../support/tally-worker-process.ts');
    const child = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', process.execPath, '--import', 'tsx', script, join(directory, 'ledger.db'), redis.url, ID, fault],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    ); // prettier-ignore
    children.push(child);
    return child;
  }

  it.each<[WorkerFault, number]>([
    ['in-transaction', 0],
    ['between-chunks', 3],
  ])('counts exactly after a worker was killed %s', async (fault, counted) => {
    appendRows(db, ID, LEDGER);
    const hints = createQueueHints(redis.url, { windowMs: 1, onError: ignore });
    hints.hint(ID, LEDGER.length - 1);
    const dying = startWorker(fault);
    await once(dying.stdout!, 'data');
    const exit = once(dying, 'exit');
    dying.kill('SIGKILL');
    await exit;
    const store = createTallyStore(db);
    expect(store.counts(ID)).toMatchObject({ size: counted, byCandidate: countEntries(LEDGER.slice(0, counted)) });

    // No hint and no poll comes: the job itself goes to the next worker.
    startWorker('none');
    await until(() => store.counts(ID).size === LEDGER.length);
    expect(store.counts(ID)).toMatchObject({ ballots: 8, byCandidate: countEntries(LEDGER) });
    await hints.close();
  });

  it('embargo: nothing that ever reaches Redis names a candidate, a count or a choice', async () => {
    const contest = testContest({ mode: 'afterClose' });
    const seen: string[] = [];
    const watcher = new Redis(redis.url);
    const monitor = await watcher.monitor();
    monitor.on('monitor', (_time: string, command: string[]) => seen.push(command.join(' ')));

    const store = createTallyStore(db);
    const gate = createRedisGate({ url: redis.url });
    const feed = createRedisPublicationFeed(redis.url, ignore);
    const tally = createTallyWorker({
      store,
      contest: () => contest,
      protocolIndex: () => Promise.resolve(undefined),
      clock: { nowMs: () => Date.now() },
      onPublished: feed.announce,
    });
    const consumer = createTallyQueueWorker(redis.url, (id) => tally.countToHead(id), { onError: ignore });
    const hints = createQueueHints(redis.url, { windowMs: 1, onError: ignore });
    await until(async () => (await gate.mark('probe', testVoterTag('probe', 0))) !== 'unknown');

    await vote(gate, LEDGER, (index) => {
      hints.hint(ID, index);
    });
    await until(() => store.counts(ID).size === LEDGER.length);
    await Promise.all([hints.close(), consumer.close()]);
    seen.push(...(await everything(watcher)));
    for (const client of [gate, feed]) client.close();
    for (const client of [monitor, watcher]) client.disconnect();

    const all = seen.join('\n');
    expect(all).toContain(`{"contest":"${ID}","upToIndex":`);
    expect(all).toContain(`dauys:{${ID}}:voted`);
    for (const { id, number } of contest.candidates) {
      expect(all).not.toContain(id);
      expect(all).not.toMatch(new RegExp(`(?<![0-9a-f])${number}(?![0-9a-f])`));
    }
    for (const { id } of [...contest.nominations, ...contest.regions]) expect(all).not.toContain(id);
    expect(store.publication(ID)).toBeUndefined();
  });
});

/** Casts entries one by one the way intake does: gate, ledger, hint. */
async function vote(gate: VotedGate, entries: LedgerEntry[], hint: (index: number) => void): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    await gate.mark(ID, testVoterTag(ID, index));
    appendRows(db, ID, [entry]);
    hint(index);
  }
}

/** All keys and values as text. */
async function everything(client: Redis): Promise<string[]> {
  const dump: string[] = [];
  for (const key of await client.keys('*')) {
    dump.push(key, JSON.stringify(await valueOf(client, key)));
  }
  return dump;
}

async function valueOf(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'string':
      return client.get(key);
    case 'hash':
      return client.hgetall(key);
    case 'set':
      return client.smembers(key);
    case 'list':
      return client.lrange(key, 0, -1);
    case 'zset':
      return client.zrange(key, '0', '-1');
    case 'stream':
      return client.xrange(key, '-', '+');
    default:
      throw new Error('a type of key the test does not know');
  }
}
