import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { cast, castOpen, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { logFaults, readLog } from './support/public-log.ts';

let installation: TestInstallation;
let services: ServiceProcess[];
let box: BallotBox;
beforeEach(() => {
  installation = installationOfToday();
  services = [];
  box = createBallotBox();
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.kill('SIGKILL')));
  installation.remove();
});

/** Both at once; neither may be refused. */
async function startTwo(): Promise<void> {
  const started = await Promise.allSettled([spawnService(installation), spawnService(installation)]);
  for (const start of started) {
    if (start.status === 'fulfilled') services.push(start.value);
  }
  expect(started.map((start) => (start.status === 'rejected' ? String(start.reason) : ''))).toEqual(['', '']);
}

async function expectOneLog(people: number): Promise<void> {
  const logs = await Promise.all(services.map((service) => readLog(service, installation.contest.id)));
  expect(box).toMatchObject({ faults: [], unanswered: 0 });
  expect(box.receipts.size).toBe(people);
  expect(new Set(logs.map(({ vkey }) => vkey)).size).toBe(1);
  for (const log of logs)
    expect(
      logFaults(
        log,
        box,
        logs.map(({ checkpoint }) => checkpoint),
      ),
    ).toEqual([]);
  const types = logs[0]!.leaves.map((leaf) => leaf[4]!);
  expect(types).toEqual([16, ...Array.from({ length: people }, () => 1)]);
}

describe('several processes on one directory', () => {
  it('same-keys, append-only: two that begin an empty directory at the same moment share keys and log', async () => {
    await startTwo();
    await cast(votesOf(1, 40, installation.contest), services, box);
    await castOpen(services, box);
    await expectOneLog(40);
  });

  it('no-rollback: two that start while a third takes ballots are not refused', async () => {
    services.push(await spawnService(installation));
    const starts = new AbortController();
    const voting = (async () => {
      for (let n = 1; !starts.signal.aborted; n += 4) {
        await cast(votesOf(n, 4, installation.contest), services.slice(0, 1), box);
      }
    })();
    try {
      for (let round = 0; round < 2; round++) await startTwo();
    } finally {
      starts.abort();
      await voting;
    }
    await castOpen(services, box);
    await expectOneLog(box.votes.size);
    expect(box.receipts.size).toBeGreaterThan(50);
  });
});
