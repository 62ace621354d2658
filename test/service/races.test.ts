import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import { createInstallation, spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { installationOfToday, voteOf, type Vote } from './support/electorate.ts';
import { oneVoteFaults, type RaceAnswer } from './support/one-vote.ts';
import { readLog } from './support/public-log.ts';
import { startRacyService } from './support/racy-desks.ts';

const AT_ONCE = 64;
const PEOPLE = 4;

function race(votes: readonly Vote[], services: readonly ServiceProcess[]): Promise<RaceAnswer[]> {
  return Promise.all(votes.map(({ cms }, i) => services[i % services.length]!.post(cms)));
}

function racesOverTwoProcesses(redis: () => Promise<TestRedis | undefined>): void {
  let installation: TestInstallation;
  let server: TestRedis | undefined;
  let services: ServiceProcess[];

  beforeAll(async () => {
    installation = installationOfToday();
    server = await redis();
    const changes = server === undefined ? {} : { DAUYS_REDIS: server.url };
    // On an empty directory and at the same moment: both must start, over one log with one set of keys.
    services = await Promise.all([spawnService(installation, changes), spawnService(installation, changes)]);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill('SIGKILL')));
    await server?.stop();
    installation.remove();
  });

  const leaves = async (): Promise<readonly Uint8Array[]> =>
    (await readLog(services[0]!, installation.contest.id)).leaves;

  it('idempotent: 64 ballots of one person for one candidate at once get one receipt, 64 times', async () => {
    for (let person = 0; person < PEOPLE; person++) {
      const vote = voteOf(100 + person, 5, installation.contest);
      const answers = await race(
        Array.from({ length: AT_ONCE }, () => vote),
        services,
      );
      expect(oneVoteFaults(answers, await leaves(), { sameCandidate: true })).toEqual([]);
      expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    }
  });

  it('one-vote: of 64 ballots of one person for different candidates at once exactly one is accepted', async () => {
    for (let person = 0; person < PEOPLE; person++) {
      const votes = Array.from({ length: AT_ONCE }, (_, i) => voteOf(200 + person, 1 + i, installation.contest));
      const answers = await race(votes, services);
      expect(oneVoteFaults(answers, await leaves(), { sameCandidate: false })).toEqual([]);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(AT_ONCE - 1);
      // Afterwards too, and from either process.
      const again = await race(votes, services);
      const first = answers.find(({ status }) => status === 201)!;
      expect(again.filter(({ status, body }) => status === 200 && body === first.body)).toHaveLength(1);
      expect(again.filter(({ code }) => code === 'already-voted')).toHaveLength(AT_ONCE - 1);
    }
  });

  it('append-only: two processes grew one log, with one opening entry', async () => {
    const log = await leaves();
    expect(log.length).toBe(1 + 2 * PEOPLE);
    expect(log.map((leaf) => leaf[4])).toEqual([16, ...Array.from({ length: 2 * PEOPLE }, () => 1)]);
  });
}

describe('two processes on one directory', () => {
  racesOverTwoProcesses(() => Promise.resolve(undefined));
});

describeWithRedis('two processes on one directory, with Redis', () => {
  racesOverTwoProcesses(() => startRedis());
});

describe('a build that checks first and inserts later', () => {
  const sendAll = async (uniqueIndex: boolean): Promise<{ answers: RaceAnswer[]; leaves: readonly Uint8Array[] }> => {
    const { directory, contest, remove } = createInstallation();
    // One after the other: this double does not claim to start well.
    const services = [];
    for (let i = 0; i < 2; i++) services.push(await startRacyService({ directory, contest, uniqueIndex }));
    const [one, two] = services;
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, i) => (i % 2 === 0 ? one! : two!).vote('000000000001', 5)),
    );
    const leaves = await one!.leaves();
    for (const service of services) await service.stop();
    remove();
    return { answers, leaves };
  };

  it('is caught voting twice by the checks above', async () => {
    const { answers, leaves } = await sendAll(false);
    expect(oneVoteFaults(answers, leaves, { sameCandidate: true })).toEqual([
      '2 ballots of one person were accepted',
      '2 different receipts',
      'a voter stands twice in the log',
    ]);
  });

  it('one-vote: is held to one vote by the unique index alone', async () => {
    const { answers, leaves } = await sendAll(true);
    const faults = oneVoteFaults(answers, leaves, { sameCandidate: true });
    // It answers "busy" to some where a receipt was due, and that is all it can do wrong.
    expect(faults.filter((fault) => fault !== 'an answer 503 busy')).toEqual([]);
    expect(faults.length).toBeGreaterThan(0);
  });
});
