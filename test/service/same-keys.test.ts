import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SettingTexts } from '../../src/config.ts';
import { createContestKeys } from '../../src/keys/contest-keys.ts';
import { spawnService, type TestInstallation } from '../support/service.ts';
import { cast, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import { installationOfToday, votesOf } from './support/electorate.ts';
import { keep, picture, refuseToServe, runDauys } from './support/refusals.ts';

let installation: TestInstallation;
let box: BallotBox;
let keys: string;
let others: string;
let putBack: () => void;
beforeAll(async () => {
  installation = installationOfToday();
  box = createBallotBox();
  const { id, origin } = installation.contest;
  keys = join(installation.directory, 'data.keys', id);
  // Sound keys of the same contest, made by somebody else.
  others = join(installation.directory, 'others', id);
  createContestKeys(join(installation.directory, 'others'), { id, origin });
  const service = await spawnService(installation);
  await cast(votesOf(1, 3, installation.contest), [service], box);
  expect(await service.kill('SIGTERM')).toBe(0);
  expect(box.receipts.size).toBe(3);
  putBack = keep(installation.directory);
});
afterEach(() => {
  putBack();
});
afterAll(() => {
  installation.remove();
  rmSync(`${installation.directory}.kept`, { recursive: true });
});

const replace = (name: string): void => {
  rmSync(join(keys, name));
  cpSync(join(others, name), join(keys, name));
};

async function expectRefusal(code: string, changes: SettingTexts = {}): Promise<void> {
  const before = picture(installation.directory);
  const { exitCode, stderr } = await refuseToServe(installation, changes);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`[${code}]`);
  // Says what to do.
  expect(stderr).toMatch(/bring back the keys directory|put the original key directory back/);
  expect(picture(installation.directory)).toEqual(before);
}

describe('same-keys: a start with other keys than the log was begun with is refused and changes nothing', () => {
  it.each<[string, string, () => void]>([
    [
      'no keys at all',
      'key-missing',
      () => {
        rmSync(keys, { recursive: true });
      },
    ],
    [
      'no voter key',
      'key-missing',
      () => {
        rmSync(join(keys, 'voter.key'));
      },
    ],
    [
      'no log key',
      'key-missing',
      () => {
        rmSync(join(keys, 'log.key'));
      },
    ],
    [
      'another voter key',
      'key-mismatch',
      () => {
        replace('voter.key');
      },
    ],
    [
      'another log key',
      'key-mismatch',
      () => {
        replace('log.key');
      },
    ],
  ])('%s', async (_, code, spoil) => {
    spoil();
    await expectRefusal(code);
  });

  it('another voter key, without naming the contest', async () => {
    replace('voter.key');
    await expectRefusal('key-mismatch', { DAUYS_CONTEST: '' });
  });

  it('is refused by "contest load" too, which makes no keys for a log that has some', async () => {
    rmSync(keys, { recursive: true });
    const before = picture(installation.directory);
    const file = installation.settings().DAUYS_CONTEST!;
    const { exitCode, stderr } = await runDauys(['contest', 'load', file], installation.settings());
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[key-missing]');
    expect(picture(installation.directory)).toEqual(before);
  });

  it('goes on with everybody’s receipts once the keys are back', async () => {
    const safe = join(installation.directory, 'safe');
    renameSync(keys, safe);
    expect((await refuseToServe(installation)).exitCode).toBe(2);
    renameSync(safe, keys);
    const service = await spawnService(installation);
    await cast([...box.votes.values()], [service], box);
    await service.kill('SIGKILL');
    expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
  });

  it('does not look for keys elsewhere when --keys names an empty directory', async () => {
    const elsewhere = join(installation.directory, 'elsewhere');
    mkdirSync(elsewhere);
    const { exitCode, stderr } = await refuseToServe(installation, { DAUYS_KEYS: elsewhere });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[key-missing]');
    expect(Object.keys(picture(elsewhere)).filter((name) => name.endsWith('.key'))).toEqual([]);
  });
});
