import { createHash, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ballotBytes, signedBallot } from '../support/ballots.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import {
  createTestClock,
  eventually,
  openContest,
  spawnService,
  type ServiceProcess,
  type TestInstallation,
} from '../support/service.ts';
import { cast, castOpen, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import type { Vote } from './support/electorate.ts';
import { openTown, type AuthorityTown } from './support/judged-service.ts';
import { logFaults, readLog } from './support/public-log.ts';
import { storedBallots, tagNames } from './support/stored-ballots.ts';

const ROUNDS = 2;
const PEOPLE = 50;
/** Long enough that whoever dies, dies with ballots that wait for an answer. */
const ANSWER_MS = 120;

let town: AuthorityTown;
let redis: TestRedis | undefined;
beforeEach(async () => {
  const now = new Date();
  town = await openTown({ algorithms: ['rsa'], clock: createTestClock(now), contest: openContest(now) });
  redis = undefined;
});
afterEach(async () => {
  await town.stop();
  await redis?.stop();
});

function start(): Promise<ServiceProcess> {
  const gate = redis === undefined ? {} : { DAUYS_REDIS: redis.url };
  const patient = { DAUYS_REVOCATION: 'ocsp-then-crl', DAUYS_OCSP_TIMEOUT_MS: '10000', DAUYS_TSA_MINUTES: '0.01' };
  return spawnService(town.installation, { ...town.settings, ...patient, ...gate });
}

function voteOf(n: number): Vote {
  const citizen = town.servers.citizen(n);
  const number = 1 + (n % 7);
  return { citizen, number, cms: signedBallot(ballotBytes(town.installation.contest, number), citizen) };
}

/** Under its name a list is whole, and the state of each URL names one that is there. */
function expectWholeLists(): void {
  const directory = join(town.installation.directory, 'data', 'lists');
  const names = readdirSync(directory);
  const lists = names.filter((name) => name.endsWith('.crl'));
  for (const name of lists) {
    const digest = createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex');
    expect(`${digest}.crl`).toBe(name);
  }
  for (const name of names.filter((file) => file.endsWith('.json'))) {
    const { sha256 } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as { sha256: string };
    expect(lists).toContain(`${sha256}.crl`);
  }
}

/** Each receipt given, one ballot, with all that it was decided by. */
function expectEvidence({ directory }: TestInstallation, box: BallotBox): void {
  const ballots = storedBallots(join(directory, 'data'));
  expect(ballots.map(({ receipt }) => receipt).toSorted()).toEqual([...box.receipts.values()].toSorted());
  for (const ballot of ballots) {
    expect(tagNames(ballot)).toHaveLength(5);
    expect(['ocspResponse', 'crlRecord']).toContain(tagNames(ballot)[4]);
    const { opening } = JSON.parse(ballot.receipt) as { opening: { evidence: { sha256: string }[] } };
    const digests = ballot.evidence.map(({ value }) => createHash('sha256').update(value).digest('hex'));
    expect(opening.evidence.map(({ sha256 }) => sha256)).toEqual(digests);
  }
}

describe.each([
  ['without Redis', false],
  [hasRedis ? 'with Redis' : 'with Redis (skipped: no redis-server)', true],
])('kill -9 while ballots wait for the responder, %s', (_, withRedis) => {
  const test = withRedis && !hasRedis ? it.skip : it;
  test('durable: every receipt given stands once with its evidence, everybody else can vote, lists are whole', async () => {
    if (withRedis) redis = await startRedis();
    const { contest } = town.installation;
    const box = createBallotBox();
    const checkpoints: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // A new list in every round, which is written while ballots come.
      town.revoke(town.servers.citizen(1000 + round));
      const service = await start();
      checkpoints.push((await service.get(`/log/${contest.id}/checkpoint`)).body);
      town.servers.ocsp.setFault('slow', { ms: ANSWER_MS });
      const asked = town.servers.ocsp.requestCount() + randomInt(8, PEOPLE / 2);
      const votes = Array.from({ length: PEOPLE }, (__, i) => voteOf(1 + round * PEOPLE + i));
      const load = cast(votes, [service], box, { parallel: 16 });
      await eventually(() => (town.servers.ocsp.requestCount() > asked ? true : undefined));
      await service.kill('SIGKILL');
      await load;
      expectWholeLists();
    }
    town.servers.ocsp.setFault('none');
    const survivor = await start();
    await castOpen([survivor], box);
    await cast([...box.votes.values()], [survivor], box);
    const log = await readLog(survivor, contest.id);
    await survivor.kill('SIGKILL');
    expect(box.faults).toEqual([]);
    expect(logFaults(log, box, checkpoints)).toEqual([]);
    expect(box.receipts.size).toBe(ROUNDS * PEOPLE);
    expect(box.unanswered).toBeGreaterThan(ROUNDS * 5);
    expectEvidence(town.installation, box);
    expectWholeLists();
  }, 120_000);
});

describe('a stop', () => {
  it('burn-nothing: waits for no authority that hangs: the ballot is decided by the list, exit code 0', async () => {
    town.servers.tsa.setFault('hang');
    const changes = { ...town.settings, DAUYS_OCSP_TIMEOUT_MS: '1500', DAUYS_TSA_MINUTES: '0.01' };
    const service = await spawnService(town.installation, changes);
    await eventually(() => (town.servers.tsa.requestCount() > 0 ? true : undefined));
    town.servers.ocsp.setFault('hang');
    const answer = service.post(voteOf(1).cms);
    await eventually(() => (town.servers.ocsp.requestCount() > 0 ? true : undefined));
    const startedMs = performance.now();
    expect(await service.kill('SIGTERM')).toBe(0);
    expect((await answer).status).toBe(201);
    // The answer's time limit, and what a busy machine takes; a token is waited for twenty seconds, a farewell five.
    expect(performance.now() - startedMs).toBeLessThan(6000);
  });
});
