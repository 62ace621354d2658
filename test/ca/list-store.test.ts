import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openListStore } from '../../src/ca/list-store.ts';
import { TEST_NOW } from '../support/ballots.ts';
import { until } from '../support/poll.ts';
import { hang, reset, status } from './fault-server.ts';
import { digestOf, file, ours, startListWorld, type ListWorld } from './list-world.ts';

const first = ours.der({ number: 10 });
const second = ours.der({ number: 11 });
const HOUR_MS = 3_600_000;

describe('lists on disk', () => {
  let world: ListWorld;
  let lists: string;

  beforeEach(async () => {
    world = await startListWorld();
    world.server.answer(file(first));
    lists = join(world.dir, 'lists');
  });
  afterEach(() => world.stop());

  const pathOf = (der: Uint8Array): string => join(lists, `${digestOf(der)}.crl`);
  const stateFile = (): string => join(lists, readdirSync(lists).find((name) => name.endsWith('.json')) ?? '');

  /** One run of the service: takes what the server has. */
  async function runOnce(): Promise<void> {
    const refresher = world.refresher();
    await refresher.start();
    await until(() => world.outcomes.includes('taken'));
    await refresher.stop();
    world.announced.length = 0;
    world.outcomes.length = 0;
  }

  it('are there, under their digest, before they are announced', async () => {
    const seen: boolean[] = [];
    const refresher = world.refresher({
      onChange: (all) => {
        for (const { der, sha256 } of all) {
          seen.push(existsSync(join(lists, `${sha256}.crl`)) && readFileSync(pathOf(der)).equals(Buffer.from(der)));
        }
      },
    });
    await refresher.start();
    expect(seen).toEqual([true]);
  });

  it('stay when newer ones come: ballots were accepted by them', async () => {
    await runOnce();
    world.server.answer(file(second));
    await runOnce();
    expect(readFileSync(pathOf(first))).toEqual(Buffer.from(first));
    expect(readFileSync(pathOf(second))).toEqual(Buffer.from(second));
  });

  it('serve a restart without network', async () => {
    await runOnce();
    world.server.answer(reset);
    const refresher = world.refresher();
    await refresher.start();
    expect(world.announced).toEqual([[digestOf(first)]]);
    expect(refresher.health()).toMatchObject([{ list: { isCurrent: true }, lastGoodMs: undefined }]);
  });

  it('let a start go on while the server hangs, and are asked about with their validators', async () => {
    await runOnce();
    world.server.answer(hang);
    const before = world.server.requests.length;
    await world.refresher().start();
    expect(world.announced).toEqual([[digestOf(first)]]);
    await until(() => world.server.requests.length > before);
    expect(world.server.requests.at(-1)?.headers).toMatchObject({ 'if-none-match': `"${digestOf(first)}"` });
  });

  it('are not announced once they are over, and stay on disk', async () => {
    await runOnce();
    world.server.answer(reset);
    world.clock.step(24 * HOUR_MS + 1);
    const refresher = world.refresher();
    await refresher.start();
    expect(world.announced).toEqual([]);
    expect(world.outcomes.slice(0, 2)).toEqual(['restored', 'network']);
    expect(refresher.health()).toMatchObject([{ list: { sha256: digestOf(first), isCurrent: false } }]);
    expect(existsSync(pathOf(first))).toBe(true);
  });

  it('guard against an older list after a restart too', async () => {
    await runOnce();
    world.server.answer(file(ours.der({ number: 9 })));
    await world.refresher().start();
    await until(() => world.outcomes.includes('older'));
    expect(world.announced).toEqual([[digestOf(first)]]);
  });

  it.each<[string, () => void]>([
    [
      'the list is missing',
      () => {
        rmSync(pathOf(first));
      },
    ],
    [
      'the list was changed to another good one',
      () => {
        writeFileSync(pathOf(first), second);
      },
    ],
    [
      'the list was cut short',
      () => {
        writeFileSync(pathOf(first), first.subarray(0, 100));
      },
    ],
    [
      'the state cannot be read',
      () => {
        writeFileSync(stateFile(), '{"url"');
      },
    ],
    [
      'the state names a path',
      () => {
        writeFileSync(stateFile(), '{"url":"x","sha256":"../../etc/passwd"}');
      },
    ],
  ])('are fetched again when %s', async (_, damage) => {
    await runOnce();
    damage();
    const before = world.server.requests.length;
    await world.refresher().start();
    expect(world.server.requests[before]?.headers).not.toHaveProperty('if-none-match');
    expect(world.announced).toEqual([[digestOf(first)]]);
    expect(readFileSync(pathOf(first))).toEqual(Buffer.from(first));
  });

  it('belong to their URL alone', async () => {
    await runOnce();
    world.server.answer(status(404));
    await world.refresher({ urls: [`${world.server.url}other.crl`] }).start();
    expect(world.announced).toEqual([]);
  });

  it('are not announced when the disk does not take them, and the list held stays', async () => {
    const refresher = world.refresher();
    await refresher.start();
    rmSync(lists, { recursive: true });
    writeFileSync(lists, '');
    world.server.answer(file(second));
    await until(() => world.outcomes.includes('not-stored'));
    expect(world.announced).toEqual([[digestOf(first)]]);
    expect(refresher.health()).toMatchObject([{ list: { sha256: digestOf(first) }, lastFailure: 'not-stored' }]);
    rmSync(lists);
  });

  it.each([
    ['the list', '.crl', 1],
    ['its state', '.json', 2],
  ])('are the old ones after a kill between writing %s and giving it its name', async (_, fatal, whole) => {
    await runOnce();
    const incoming = join(world.dir, 'incoming');
    writeFileSync(incoming, second);
    const { signal } = spawnSync(
      process.execPath,
      [
        ...['--import', 'tsx', new URL('./killed-while-storing.ts', import.meta.url).pathname],
        ...[lists, incoming, digestOf(second), world.server.url, fatal],
      ],
      { stdio: 'ignore' },
    );
    expect(signal).toBe('SIGKILL');
    expect(readdirSync(lists).filter((name) => name.endsWith('.crl'))).toHaveLength(whole);
    expect(readdirSync(lists).filter((name) => name.endsWith('.new'))).toHaveLength(1);
    world.server.answer(reset);
    await world.refresher().start();
    expect(world.announced).toEqual([[digestOf(first)]]);
  });

  it('are cleared of what was left half written, not of what another process may be writing', async () => {
    await runOnce();
    const [left, fresh] = [join(lists, '.a.crl.1.new'), join(lists, '.b.crl.2.new')];
    writeFileSync(left, 'half');
    writeFileSync(fresh, 'half');
    const nowMs = TEST_NOW.getTime();
    utimesSync(left, 0, (nowMs - HOUR_MS - 1) / 1000);
    utimesSync(fresh, 0, (nowMs - HOUR_MS + 1000) / 1000);
    await openListStore(lists, nowMs);
    expect([existsSync(left), existsSync(fresh), existsSync(pathOf(first))]).toEqual([false, true, true]);
  });

  it('are one file for one list from several places', async () => {
    const urls = [`${world.server.url}a.crl`, `${world.server.url}b.crl`];
    await world.refresher({ urls }).start();
    expect(readdirSync(lists).filter((name) => name.endsWith('.crl'))).toHaveLength(1);
    expect(readdirSync(lists).filter((name) => name.endsWith('.json'))).toHaveLength(2);
  });
});
