import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { cast, castOpen, createBallotBox } from './support/ballot-box.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { logFaults, readLog } from './support/public-log.ts';

/** Two processes a round: each dies at a moment of its own while the other one serves, starts or dies. */
const ROUNDS = 10;
const PEOPLE_A_ROUND = 60;

let installation: TestInstallation;
beforeAll(() => {
  installation = installationOfToday();
});
afterAll(() => {
  installation.remove();
});

const start = (): Promise<ServiceProcess> => spawnService(installation, { DAUYS_LOG_LEVEL: 'info' });

/** Resolves when `sent()` has grown by a random number of ballots: a moment under load, not a time. */
async function atSomeMoment(answered: () => number, dead: () => boolean): Promise<void> {
  const enough = answered() + randomInt(1, PEOPLE_A_ROUND);
  while (answered() < enough && !dead()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('kill -9 under load', () => {
  it('durable: every receipt given is found unchanged, nobody is doubled, everybody else can vote', async () => {
    const box = createBallotBox();
    const checkpoints: string[] = [];
    let kills = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const services = await Promise.all([start(), start()]);
      checkpoints.push((await services[0].get(`/log/${installation.contest.id}/checkpoint`)).body);
      const votes = votesOf(1 + round * PEOPLE_A_ROUND, PEOPLE_A_ROUND, installation.contest);
      // Those of the last round who hold a receipt ask again, in the middle of it all.
      const again = [...box.votes.values()].filter(({ citizen }) => box.receipts.has(citizen.iin)).slice(-20);
      const load = cast([...votes, ...again], services, box, { parallel: 24 });
      let over = false;
      void load.finally(() => (over = true));
      const killed = services.map(async (service) => {
        await atSomeMoment(
          () => box.receipts.size + box.unanswered,
          () => over,
        );
        await service.kill('SIGKILL');
        kills++;
      });
      await Promise.all([load, ...killed]);
    }

    const survivor = await start();
    await castOpen([survivor], box);
    // Everybody sends the same ballot once more: the same receipt, byte for byte.
    await cast([...box.votes.values()], [survivor], box);
    const log = await readLog(survivor, installation.contest.id);
    await survivor.kill('SIGKILL');

    expect(box.faults).toEqual([]);
    expect(logFaults(log, box, checkpoints)).toEqual([]);
    expect(box.receipts.size).toBe(ROUNDS * PEOPLE_A_ROUND);
    expect(log.leaves).toHaveLength(1 + ROUNDS * PEOPLE_A_ROUND);
    expect(kills).toBe(2 * ROUNDS);
    // The kills did hit ballots under way, or this test has shown nothing.
    expect(box.unanswered).toBeGreaterThan(ROUNDS);
    process.stdout.write(`${kills} kills, ${box.unanswered} ballots left without an answer\n`);
  }, 180_000);
});
