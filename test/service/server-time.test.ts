import { connect } from 'node:net';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeLeaf, leafTime, parseLeaf } from '../../src/log/leaf.ts';
import { ballotBytes, signedBallot, TEST_NOW, testCitizen } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import {
  createInstallation,
  eventually,
  openContest,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { readLog } from './support/public-log.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 600_000;
const CONTEST = '/api/v1/contests/qamqor-demo';
/** Opens an hour after the clock's start and closes two hours later. */
const contest = openContest(new Date(TEST_NOW.getTime() + 2 * HOUR_MS));

describe('server-time', () => {
  let installation: TestInstallation;
  let service: TestService;
  let startedMs: number;
  let citizens = 0;
  beforeEach(async () => {
    installation = createInstallation({ contest });
    service = await start();
  });
  afterEach(async () => {
    await service.stop();
    installation.remove();
  });

  const start = (atMs = TEST_NOW.getTime()): Promise<TestService> => {
    startedMs = atMs;
    return startTestService(installation, {}, frozenClock(new Date(atMs)), { tickMs: 10 });
  };
  /** Somebody who has not voted yet. */
  const vote = async (): Promise<string> => {
    const { status, code } = await service.vote(testCitizen(++citizens), 1 + (citizens % 100));
    return status === 201 ? 'accepted' : code;
  };
  /** Sets the clock to so many milliseconds after `instant`, without a step. */
  const passTo = (instant: string, offsetMs = 0): void => {
    service.clock.pass(Date.parse(instant) + offsetMs - service.clock.nowMs());
  };
  const state = async (): Promise<string> => (JSON.parse((await service.get(CONTEST)).body) as { state: string }).state;
  const leafTypes = async (): Promise<string[]> =>
    (await readLog(service, contest.id)).leaves.map((leaf) => parseLeaf(leaf).type);
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${service.metricsPort}/metrics`)).text();
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  };

  /** Two whole looks at the clock, told by a metric that shows a step of a millisecond. */
  async function ticked(): Promise<void> {
    for (const ms of [-1, 1]) {
      service.clock.step(ms);
      const stepMs = service.clock.nowMs() - startedMs - service.clock.monotonicMs();
      await eventually(async () => {
        const shownMs = (await metric('dauys_clock_step_seconds')) * 1000;
        return Math.abs(shownMs - stepMs) < 0.5 ? true : undefined;
      });
    }
  }

  it('takes ballots from opensAt to the last millisecond before closesAt', async () => {
    passTo(contest.opensAt, -1);
    expect([await vote(), await state()]).toEqual(['voting-not-open', 'before']);
    passTo(contest.opensAt);
    expect([await vote(), await state()]).toEqual(['accepted', 'open']);
    passTo(contest.closesAt, -1);
    expect([await vote(), await state()]).toEqual(['accepted', 'open']);
    passTo(contest.closesAt);
    expect([await vote(), await state()]).toEqual(['voting-closed', 'closing']);
  });

  it('judges by the arrival of the last byte: begun in time is not in time, begun too early is not too early', async () => {
    passTo(contest.opensAt, -1);
    expect(
      (
        await slowVote(() => {
          passTo(contest.opensAt);
        })
      ).status,
    ).toBe(201);
    passTo(contest.closesAt, -1);
    expect(
      (
        await slowVote(() => {
          passTo(contest.closesAt);
        })
      ).code,
    ).toBe('voting-closed');
  });

  it('appends the closing entry 30 s after closesAt, and nothing takes a ballot after it', async () => {
    passTo(contest.opensAt);
    expect(await vote()).toBe('accepted');
    passTo(contest.closesAt, 29_999);
    await ticked();
    expect([await state(), await leafTypes()]).toEqual(['closing', ['opened', 'ballot']]);
    passTo(contest.closesAt, 30_000);
    await eventually(async () => ((await leafTypes()).length === 4 ? true : undefined));
    expect([await state(), await leafTypes()]).toEqual(['closed', ['opened', 'ballot', 'closed', 'protocol']]);
    const closedAt = parseLeaf((await readLog(service, contest.id)).leaves[2]!).time;
    expect(closedAt).toBe(leafTime(Date.parse(contest.closesAt) + 30_000));
    expect(await vote()).toBe('voting-closed');
    expect(insertBallot(join(installation.directory, 'data', 'ledger.db'))).toMatch(
      'no ballot after the closing entry',
    );
  });

  it('does not open by a clock stepped ahead, and says so where operators look', async () => {
    passTo(contest.opensAt, -STEP_MS / 2);
    service.clock.step(STEP_MS);
    await ticked();
    expect([await vote(), await state()]).toEqual(['busy', 'before']);
    expect(await metric('dauys_clock_alarm')).toBe(1);
    expect(await readiness()).toEqual([503, false]);
    service.clock.step(-STEP_MS);
    await ticked();
    expect([await vote(), await metric('dauys_clock_alarm')]).toEqual(['voting-not-open', 0]);
    expect(await readiness()).toEqual([200, true]);
    passTo(contest.opensAt);
    expect(await vote()).toBe('accepted');
  });

  it.each([STEP_MS, -STEP_MS])(
    'goes on taking ballots when the clock steps by %d ms inside the window',
    async (step) => {
      passTo(contest.opensAt, HOUR_MS);
      await ticked();
      service.clock.step(step);
      await ticked();
      expect([await vote(), await state()]).toEqual(['accepted', 'open']);
      expect(await readiness()).toEqual([503, false]);
    },
  );

  it('turns nobody away for good and closes nothing by a clock stepped over closesAt', async () => {
    passTo(contest.closesAt, -STEP_MS / 2);
    await ticked();
    const early = testCitizen(++citizens);
    const first = await service.vote(early, 5);
    service.clock.step(STEP_MS);
    await ticked();
    expect([await vote(), await state()]).toEqual(['busy', 'open']);
    expect(await leafTypes()).toEqual(['opened', 'ballot']);
    // Whoever voted before still gets the receipt, or the refusal of a second vote.
    expect(await service.vote(early, 5)).toMatchObject({ status: 200, body: first.body });
    expect((await service.vote(early, 6)).code).toBe('already-voted');
    service.clock.step(-STEP_MS);
    expect(await vote()).toBe('accepted');
    passTo(contest.closesAt, 30_000);
    await eventually(async () => ((await state()) === 'closed' ? true : undefined));
  });

  it('does not reopen by a clock stepped back over closesAt', async () => {
    passTo(contest.closesAt, STEP_MS / 2);
    await eventually(async () => ((await state()) === 'closed' ? true : undefined));
    service.clock.step(-STEP_MS);
    await ticked();
    expect([await vote(), await state()]).toEqual(['voting-closed', 'closed']);
  });

  it('does not believe a clock that stands before the last entry: ballots go on, nothing closes', async () => {
    passTo(contest.closesAt, -1000);
    expect(await vote()).toBe('accepted');
    await service.stop();
    // A restart under a clock ten minutes behind, which no comparison of the two clocks can see.
    service = await start(Date.parse(contest.closesAt) - STEP_MS);
    await ticked();
    expect([await readiness(), await metric('dauys_clock_alarm')]).toEqual([[503, false], 1]);
    expect([await vote(), await state()]).toEqual(['accepted', 'open']);
    service.clock.pass(STEP_MS);
    await ticked();
    expect([await vote(), await readiness()]).toEqual(['voting-closed', [200, true]]);
  });

  async function readiness(): Promise<[number, boolean]> {
    const { status, body } = await service.get('/readyz');
    return [status, (JSON.parse(body) as { checks: { clock: boolean } }).checks.clock];
  }

  /** An upload whose last byte comes after `meanwhile`. */
  async function slowVote(meanwhile: () => void): Promise<Pick<Answer, 'status' | 'code'>> {
    const citizen = testCitizen(++citizens);
    const cms = signedBallot(ballotBytes(contest, 1), citizen);
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(
      `POST ${CONTEST}/ballots HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/cms\r\n` +
        `Expect: 100-continue\r\nContent-Length: ${cms.length}\r\n\r\n`,
    );
    // The route has begun to read: everything but the last byte can only be waiting for it.
    await eventually(() => (text.includes('100 Continue') ? true : undefined));
    socket.write(cms.subarray(0, -1));
    meanwhile();
    socket.write(cms.subarray(-1));
    await new Promise((resolve) => socket.once('close', resolve));
    const status = Number(/HTTP\/1\.1 (?!100)(\d{3})/.exec(text)?.[1]);
    return { status, code: /"code":"([a-z-]+)"/.exec(text)?.[1] ?? '' };
  }
});

/** Writes a ballot past every check of the program. @returns what the database says */
function insertBallot(file: string): string {
  const db = new SqliteDatabase(file);
  try {
    const zero = new Uint8Array(32);
    const leaf = encodeLeaf({
      type: 'ballot',
      contestTag: new Uint8Array(16),
      time: leafTime(Date.parse(contest.opensAt)),
      ballotCommit: zero,
      voterTag: zero,
      choiceCommit: zero,
    });
    db.prepare('INSERT INTO entry SELECT contest, size, ?, last_time_ms FROM head').run(leaf);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  } finally {
    db.close();
  }
}
