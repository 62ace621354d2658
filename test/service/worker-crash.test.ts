import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import { Queue } from 'bullmq';
import { TALLY_PREFIX, TALLY_QUEUE } from '../../src/queue/tally-queue.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import { eventually, spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { cast, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import { countsOf, publishedCounts } from './support/counts.ts';
import { canTrace, underFault } from './support/disk-faults.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { spawnWorker, type WorkerProcess } from './support/worker.ts';

const PEOPLE = 24;

let installation: TestInstallation;
let redis: TestRedis;
let service: ServiceProcess;
let workers: WorkerProcess[];
let box: BallotBox;
let queue: Queue | undefined;

/** `dauys worker` beside the service; resolves once it counts. */
async function startWorker(): Promise<WorkerProcess> {
  const worker = await spawnWorker(installation, { DAUYS_REDIS: redis.url });
  workers.push(worker);
  return worker;
}

function tallyQueue(): Queue {
  if (queue !== undefined) return queue;
  queue = new Queue(TALLY_QUEUE, { connection: { path: redis.url, maxRetriesPerRequest: null }, prefix: TALLY_PREFIX });
  queue.on('error', () => undefined);
  return queue;
}

function vote(round: number, to: ServiceProcess = service): Promise<void> {
  return cast(votesOf(1 + round * PEOPLE, PEOPLE, installation.contest), [to], box);
}

async function expectExactCounts(): Promise<void> {
  expect(await publishedCounts(service, installation.contest, box.receipts.size)).toEqual(countsOf(box));
  expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
}

describeWithRedis('tally workers of their own', () => {
  beforeEach(async () => {
    installation = installationOfToday();
    redis = await startRedis();
    service = await spawnService(installation, { DAUYS_REDIS: redis.url });
    workers = [];
    box = createBallotBox();
  });
  afterEach(async () => {
    await queue?.close();
    queue = undefined;
    await Promise.all([service.kill('SIGKILL'), ...workers.map((worker) => worker.kill('SIGKILL'))]);
    await redis.stop();
    installation.remove();
  });

  it('pure-tally: killed again and again under load, they count everything once', async () => {
    for (let round = 0; round < 3; round++) {
      const [one, two] = [await startWorker(), await startWorker()];
      const before = box.receipts.size;
      const voting = vote(round);
      await eventually(() => (box.receipts.size > before + 6 ? true : undefined));
      await one.kill('SIGKILL');
      await eventually(() => (box.receipts.size > before + 15 ? true : undefined));
      await two.kill('SIGKILL');
      await voting;
    }
    await expectExactCounts();
    expect(box.receipts.size).toBe(3 * PEOPLE);
  }, 60_000);

  it('pure-tally: jobs doubled, late, of no contest and of no sense change nothing', async () => {
    const worker = await startWorker();
    const { id } = installation.contest;
    await vote(0);
    const add = (data: unknown): Promise<unknown> => tallyQueue().add('count', data);
    for (const upToIndex of [0, 0, 3, PEOPLE, PEOPLE, 1_000_000]) await add({ contest: id, upToIndex });
    for (const data of [{ contest: 'no-such-contest', upToIndex: 1 }, { contest: id }, null, 'count', [id, 3]])
      await add(data);
    await vote(1);
    for (let i = 0; i < 10; i++) await add({ contest: id, upToIndex: 2 * PEOPLE });
    await eventually(async () => ((await tallyQueue().count()) === 0 ? true : undefined));
    await expectExactCounts();
    // It outlived all of them, and ends in order.
    expect(await worker.kill('SIGTERM')).toBe(0);
    await vote(2);
    await expectExactCounts();
  });

  it('pure-tally: a worker that was there before its contest counts it', async () => {
    await service.kill('SIGKILL');
    installation.remove();
    installation = installationOfToday();
    const worker = await startWorker();
    const published = (): boolean => worker.lines.some((line) => line.includes('"tally-published"'));
    for (let round = 0; !published(); round++) {
      service = await spawnService(installation, { DAUYS_REDIS: redis.url });
      await vote(round);
      // What it has not counted by now is left to the worker.
      await service.kill('SIGKILL');
      await eventually(() => (published() ? true : undefined), 60).catch(() => undefined);
    }
    service = await spawnService(installation, { DAUYS_REDIS: redis.url });
    await expectExactCounts();
  });
});

describe(canTrace ? 'a worker' : 'a worker (skipped: no strace)', () => {
  (canTrace ? it : it.skip)('pure-tally: killed at any write of its counting counts everything once', async () => {
    installation = installationOfToday();
    box = createBallotBox();
    const service = await spawnService(installation);
    await vote(0, service);
    await service.kill('SIGTERM');
    const file = join(installation.directory, 'data/ledger.db');
    let kills = 0;
    for (let when = 1; when <= 6; when++) {
      forgetCounts(file);
      const fault = { file: `${file}-wal`, calls: 'pwrite64', fault: `signal=KILL:when=${when}` };
      const worker = await spawnWorker(installation, {}, underFault(fault)).catch(() => undefined);
      if (worker === undefined) kills++;
      else {
        await eventually(() => (!worker.isAlive() || isCounted(file) ? true : undefined));
        kills += worker.isAlive() ? 0 : 1;
        await worker.kill('SIGKILL');
      }
      const again = await spawnWorker(installation);
      await eventually(() => (isCounted(file) ? true : undefined));
      expect(countsIn(file)).toEqual(countsOf(box));
      await again.kill('SIGTERM');
    }
    expect(kills).toBeGreaterThan(2);
    installation.remove();
  });
});

/** Counts are derived: without them the next worker counts from the beginning. */
function forgetCounts(file: string): void {
  const db = new SqliteDatabase(file);
  db.exec('DELETE FROM tally_count; DELETE FROM tally_cursor');
  db.close();
}

function read<T>(file: string, sql: string): T[] {
  const db = new SqliteDatabase(file, { readonly: true });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

function isCounted(file: string): boolean {
  const [cursor] = read<{ size: number }>(file, 'SELECT size FROM tally_cursor');
  const [head] = read<{ size: number }>(file, 'SELECT size FROM head');
  return cursor?.size === head?.size;
}

function countsIn(file: string): Record<number, number> {
  const rows = read<{ candidate: number; ballots: number }>(file, 'SELECT candidate, ballots FROM tally_count');
  return Object.fromEntries(rows.map(({ candidate, ballots }) => [candidate, ballots]));
}
