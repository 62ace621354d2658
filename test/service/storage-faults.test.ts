import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Exit, eventually, spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { cast, castOpen, createBallotBox, open, type BallotBox } from './support/ballot-box.ts';
import { canMount, canTrace, fillDisk, injectFault, onSmallDisk } from './support/disk-faults.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { logFaults, readLog } from './support/public-log.ts';

let installation: TestInstallation;
let box: BallotBox;
beforeEach(() => {
  installation = installationOfToday();
  box = createBallotBox();
});
afterEach(() => {
  installation.remove();
});

const LEDGER = 'data/ledger.db-wal';
const HIGH_WATER = 'data.keys/high-water.db-wal';
const SYNCS = 'fsync,fdatasync';
const BEFORE = 12;
const AFTER = 20;

/** Everything accepted so far is counted: from now on only ballots make the process write. */
async function countedAll(service: ServiceProcess): Promise<void> {
  await eventually(async () => {
    const { body } = await service.get(`/api/v1/contests/${installation.contest.id}/tallies`);
    return (JSON.parse(body) as { ballots: number }).ballots === box.receipts.size ? true : undefined;
  });
}

/** The process comes back on the same directories: what was promised is there, and everybody has their one vote. */
async function expectAllWell(): Promise<void> {
  const service = await spawnService(installation);
  await castOpen([service], box);
  await cast([...box.votes.values()], [service], box);
  const log = await readLog(service, installation.contest.id);
  expect(await service.kill('SIGTERM')).toBe(0);
  expect(box.faults).toEqual([]);
  expect(logFaults(log, box)).toEqual([]);
  expect(log.leaves).toHaveLength(1 + box.votes.size);
}

describe(canTrace ? 'faults of the disk' : 'faults of the disk (skipped: no strace)', () => {
  const test = canTrace ? it.each : it.skip.each;

  /** Twelve people vote on a sound disk, twenty more on one that fails in this way. */
  async function voteInto(file: string, calls: string, fault: string): Promise<Exit> {
    const service = await spawnService(installation);
    await cast(votesOf(1, BEFORE, installation.contest), [service], box);
    expect(box.receipts.size).toBe(BEFORE);
    await countedAll(service);
    await injectFault(service.pid, { file: join(installation.directory, file), calls, fault });
    await cast(votesOf(1 + BEFORE, AFTER, installation.contest), [service], box, { parallel: AFTER });
    return service.exited;
  }

  test([
    ['an fsync of the ledger fails', LEDGER, SYNCS, 'error=EIO:when=1', false],
    ['a write of COMMIT finds no space', LEDGER, 'pwrite64', 'error=ENOSPC:when=2', false],
    ['a write of COMMIT fails', LEDGER, 'pwrite64', 'error=EIO:when=5', false],
    ['an fsync of the high-water mark fails', HIGH_WATER, SYNCS, 'error=EIO:when=1', true],
    ['the high-water mark finds no space', HIGH_WATER, 'pwrite64', 'error=ENOSPC:when=1', true],
  ])('append-only: %s: "busy" to who waits, exit 75, and the restart knows', async (_, file, calls, fault, stored) => {
    expect(await voteInto(file, calls, fault)).toBe(75);
    expect(box.busy).toBeGreaterThan(0);
    expect(open(box).length).toBeGreaterThanOrEqual(box.busy);
    await expectAllWell();
    // "Failed but stored" and "failed and not stored" both happen, and "busy" promised neither.
    if (stored) expect(box.storedUnanswered).toBeGreaterThan(0);
    else expect(box.storedUnanswered).toBe(0);
  });

  test([
    ['an fsync of the ledger', LEDGER, SYNCS, 'signal=KILL:when=1'],
    ['a write of COMMIT', LEDGER, 'pwrite64', 'signal=KILL:when=4'],
    ['an fsync of the high-water mark', HIGH_WATER, SYNCS, 'signal=KILL:when=1'],
  ])('durable, burn-nothing: the process dies in %s', async (_, file, calls, fault) => {
    expect(await voteInto(file, calls, fault)).toBe('SIGKILL');
    expect(box.unanswered).toBeGreaterThan(0);
    await expectAllWell();
  });

  test([['every fsync of the ledger fails from now on', LEDGER, SYNCS, 'error=EIO:when=1+']])(
    'append-only: %s: the process ends all the same',
    async (_, file, calls, fault) => {
      expect(await voteInto(file, calls, fault)).toBe(75);
      await expectAllWell();
    },
  );
});

describe(canMount ? 'a full disk' : 'a full disk (skipped: nothing may be mounted)', () => {
  const test = canMount ? it : it.skip;

  test('burn-nothing: is answered "busy", takes no vote, ends no process, and is over when there is room', async () => {
    const data = join(installation.directory, 'data');
    mkdirSync(data);
    const service = await spawnService(installation, {}, onSmallDisk(data, 100));
    await cast(votesOf(1, BEFORE, installation.contest), [service], box);
    const makeRoom = fillDisk(service.pid, data, 60);
    const refused = createBallotBox();
    await cast(votesOf(1 + BEFORE, AFTER, installation.contest), [service], refused);
    expect(refused).toMatchObject({ busy: AFTER, unanswered: 0, faults: [] });
    makeRoom();
    await castOpen([service], refused);
    await cast([...box.votes.values()], [service], box);
    expect(refused).toMatchObject({ busy: AFTER, storedUnanswered: 0, faults: [] });
    expect(box).toMatchObject({ busy: 0, faults: [] });
    const log = await readLog(service, installation.contest.id);
    expect(log.leaves).toHaveLength(1 + BEFORE + AFTER);
    expect(await service.kill('SIGTERM')).toBe(0);
  });
});
