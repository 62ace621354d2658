import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnService, type TestInstallation } from '../support/service.ts';
import { cast, castOpen, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { logFaults, readLog } from './support/public-log.ts';
import { keep, picture, refuseToServe, runDauys } from './support/refusals.ts';

const YESTERDAY = 20;
const TODAY = 15;

let installation: TestInstallation;
let box: BallotBox;
let data: string;
let keys: string;
let backup: string;
let putBack: () => void;
beforeAll(async () => {
  installation = installationOfToday();
  box = createBallotBox();
  data = join(installation.directory, 'data');
  keys = join(installation.directory, 'data.keys');
  backup = join(installation.directory, 'backup');
  const service = await spawnService(installation);
  await cast(votesOf(1, YESTERDAY, installation.contest), [service], box);
  const made = await runDauys(['backup', backup, '--json'], installation.settings());
  expect(made.exitCode).toBe(0);
  await cast(votesOf(1 + YESTERDAY, TODAY, installation.contest), [service], box);
  expect(await service.kill('SIGTERM')).toBe(0);
  expect(box.receipts.size).toBe(YESTERDAY + TODAY);
  putBack = keep(installation.directory);
});
afterEach(() => {
  putBack();
});
afterAll(() => {
  installation.remove();
  rmSync(`${installation.directory}.kept`, { recursive: true });
});

function restoreYesterday(): void {
  rmSync(data, { recursive: true });
  cpSync(backup, data, { recursive: true });
}

async function expectRefusal(what: RegExp): Promise<void> {
  const before = picture(installation.directory);
  const { exitCode, stderr } = await refuseToServe(installation);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('[ledger-behind]');
  expect(stderr).toMatch(what);
  expect(stderr).toMatch(/Bring back the newest data directory/);
  expect(picture(installation.directory)).toEqual(before);
}

async function expectAllWell(): Promise<void> {
  const service = await spawnService(installation);
  await castOpen([service], box);
  await cast([...box.votes.values()], [service], box);
  const log = await readLog(service, installation.contest.id);
  await service.kill('SIGKILL');
  expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
  expect(logFaults(log, box)).toEqual([]);
  expect(log.leaves).toHaveLength(1 + YESTERDAY + TODAY);
}

describe('no-rollback: serve refuses, with what to do, and changes nothing', () => {
  it('yesterday’s copy of the ledger, until the newest one is back', async () => {
    const newest = join(installation.directory, 'newest');
    cpSync(data, newest, { recursive: true });
    restoreYesterday();
    await expectRefusal(new RegExp(`it holds ${1 + YESTERDAY} of ${1 + YESTERDAY + TODAY} entries`));
    rmSync(data, { recursive: true });
    cpSync(newest, data, { recursive: true });
    await expectAllWell();
  });

  it('yesterday’s copy with its high-water file deleted to get past the refusal', async () => {
    restoreYesterday();
    rmSync(join(keys, 'high-water.db'));
    const { exitCode, stderr } = await refuseToServe(installation);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[ledger-behind]');
    // Refused once is refused the next time too.
    await expectRefusal(new RegExp(`no mark for its ${1 + YESTERDAY} entries`));
  });

  it('the newest ledger when its high-water file was lost', async () => {
    rmSync(join(keys, 'high-water.db'));
    expect(await refuseToServe(installation)).toMatchObject({ exitCode: 2 });
    await expectRefusal(new RegExp(`no mark for its ${1 + YESTERDAY + TODAY} entries`));
  });

  it('an empty data directory beside keys that have signed a log', async () => {
    rmSync(data, { recursive: true });
    expect(await refuseToServe(installation)).toMatchObject({ exitCode: 2 });
    await expectRefusal(new RegExp(`it holds 0 of ${1 + YESTERDAY + TODAY} entries`));
  });
});

describe('backup', () => {
  it('holds the ledger and no key, and overwrites nothing', async () => {
    expect(Object.keys(picture(backup))).toEqual(['/ledger.db']);
    const again = await runDauys(['backup', backup, '--json'], installation.settings());
    expect(again.exitCode).toBe(2);
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: false, code: 'backup-failed' });
  });
});
