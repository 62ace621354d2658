import { join } from 'node:path';
import { Redis } from 'ioredis';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ballotBytes, signedBallot, testCitizen } from '../support/ballots.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import {
  createInstallation,
  eventually,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

const VOTED = 'dauys:{qamqor-demo}:voted';

const citizen = testCitizen(1);
let installation: TestInstallation;
let service: TestService;

async function start(changes = {}): Promise<void> {
  installation = createInstallation();
  service = await startTestService(installation, changes);
}
async function stop(): Promise<void> {
  await service.stop();
  installation.remove();
}
const ledger = (): InstanceType<typeof SqliteDatabase> =>
  new SqliteDatabase(join(installation.directory, 'data', 'ledger.db'));
/** Makes the ledger refuse every row, as a fault of the disk would; or lets it take them again. */
function setFault(on: boolean): void {
  const db = ledger();
  if (on) db.exec("CREATE TRIGGER fault BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'fault'); END");
  else db.exec('DROP TRIGGER fault');
  db.close();
}
const ballots = (): number => {
  const db = ledger();
  try {
    return db.prepare('SELECT count(*) FROM ballot').pluck().get() as number;
  } finally {
    db.close();
  }
};

describe('burn-nothing: a citizen whose attempt failed can vote', () => {
  beforeEach(() => start());
  afterEach(stop);

  it('when the ledger would not take the ballot: nothing of it is kept', async () => {
    setFault(true);
    const answer = await service.vote(citizen, 5);
    expect(answer).toMatchObject({ status: 503, code: 'busy' });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    setFault(false);
    expect(ballots()).toBe(0);
    expect((await service.vote(citizen, 6)).status).toBe(201);
    expect([ballots(), service.isFatal()]).toEqual([1, false]);
  });

  it('when the connection broke while the ballot was on its way', async () => {
    const cms = signedBallot(ballotBytes(installation.contest, 5), citizen);
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(cms.subarray(0, 100));
      },
    });
    const upload = fetch(`${service.url}/api/v1/contests/qamqor-demo/ballots`, {
      method: 'POST',
      headers: { 'content-type': 'application/cms' },
      body,
      signal: abort.signal,
      duplex: 'half',
    } as RequestInit);
    setTimeout(() => {
      abort.abort();
    }, 20);
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' });
    expect((await service.vote(citizen, 6)).status).toBe(201);
  });

  it('when the answer was lost: the same ballot again gives the receipt that was on its way', async () => {
    const cms = signedBallot(ballotBytes(installation.contest, 5), citizen);
    const abort = new AbortController();
    const lost = fetch(`${service.url}/api/v1/contests/qamqor-demo/ballots`, {
      method: 'POST',
      headers: { 'content-type': 'application/cms' },
      body: cms as Uint8Array<ArrayBuffer>,
      signal: abort.signal,
    }).catch(() => undefined);
    await eventually(() => (ballots() === 1 ? true : undefined));
    abort.abort();
    await lost;
    const again = await service.post(cms);
    expect(again.status).toBe(200);
    expect(await service.post(cms)).toMatchObject({ status: 200, body: again.body });
    expect(ballots()).toBe(1);
  });

  it('when the clock was not to be believed', async () => {
    service.clock.step(86_400_000);
    expect((await service.vote(citizen, 5)).code).toBe('busy');
    service.clock.step(-86_400_000);
    expect((await service.vote(citizen, 6)).status).toBe(201);
  });
});

describeWithRedis('burn-nothing with Redis', () => {
  let redis: TestRedis;
  beforeEach(async () => {
    redis = await startRedis();
    await start({ DAUYS_REDIS: redis.url });
  });
  afterEach(async () => {
    await stop();
    await redis.stop();
  });

  it('a mark in the gate without a ballot, as a crash between the two leaves it, keeps nobody out', async () => {
    const client = new Redis(redis.url);
    const marked = (): Promise<number> => client.scard(VOTED);
    await eventually(async () => {
      // The gate is marked, the ledger refuses.
      setFault(true);
      expect((await service.vote(citizen, 5)).code).toBe('busy');
      setFault(false);
      return (await marked()) === 1 ? true : undefined;
    });
    expect(ballots()).toBe(0);
    expect((await service.vote(citizen, 6)).status).toBe(201);
    expect([ballots(), await marked()]).toEqual([1, 1]);
    client.disconnect();
  });

  it('a refused signature leaves no mark', async () => {
    const client = new Redis(redis.url);
    const cms = signedBallot(ballotBytes(installation.contest, 5), citizen);
    cms[cms.length - 1]! ^= 1;
    expect((await service.post(cms)).code).toBe('signature-invalid');
    expect(await client.exists(VOTED)).toBe(0);
    client.disconnect();
  });
});
