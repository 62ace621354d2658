import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { TALLY_PREFIX, TALLY_QUEUE } from '../../src/queue/tally-queue.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import { eventually, spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { cast, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import { countsOf, publishedCounts } from './support/counts.ts';
import { canTrace, injectFault } from './support/disk-faults.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { spawnWorker, type WorkerProcess } from './support/worker.ts';

const PEOPLE = 40;

let installation: TestInstallation;
let redis: TestRedis;
let service: ServiceProcess;
let workers: WorkerProcess[];
let box: BallotBox;
let queue: Queue | undefined;
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

function vote(round: number): Promise<void> {
  return cast(votesOf(1 + round * PEOPLE, PEOPLE, installation.contest), [service], box);
}

async function expectExactCounts(): Promise<void> {
  expect(await publishedCounts(service, installation.contest, box.receipts.size)).toEqual(countsOf(box));
  expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
}

describeWithRedis('tally workers of their own', () => {
  it('pure-tally: killed again and again under load, they count everything once', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = [await startWorker(), await startWorker()];
      const before = box.receipts.size;
      const voting = vote(round);
      await eventually(() => (box.receipts.size > before + 10 ? true : undefined));
      await one.kill('SIGKILL');
      await eventually(() => (box.receipts.size > before + 25 ? true : undefined));
      await two.kill('SIGKILL');
      await voting;
    }
    await expectExactCounts();
    expect(box.receipts.size).toBe(5 * PEOPLE);
  }, 60_000);

  (canTrace ? it : it.skip).each([
    ['inside a transaction that counts', 'pwrite64'],
    ['between its first and its second transaction', 'fsync,fdatasync'],
  ])(
    `pure-tally: killed %s${canTrace ? '' : ' (skipped: no strace)'}`,
    async (_, calls) => {
      const worker = await startWorker();
      await vote(0);
      await expectExactCounts();
      const file = join(installation.directory, 'data/ledger.db-wal');
      await injectFault(worker.pid, { file, calls, fault: 'signal=KILL:when=2' });
      for (let round = 1; worker.isAlive(); round++) {
        if (round === 20) throw new Error('the worker never counts');
        await vote(round);
        await expectExactCounts();
      }
      await startWorker();
      await vote(20);
      await expectExactCounts();
    },
    60_000,
  );

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
    service = await spawnService(installation, { DAUYS_REDIS: redis.url });
    for (let round = 0; !worker.lines.some((line) => line.includes('"tally-published"')); round++) {
      if (round === 20) throw new Error('the worker never counts');
      await vote(round);
      await expectExactCounts();
    }
  });
});
