import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { crlNumber } from '../../src/devca/crl-builder.ts';
import { pauseAfter } from '../../src/ca/list-refresher.ts';
import { day } from '../support/crl-world.ts';
import { until } from '../support/poll.ts';
import { endless, hang, ok, reset, status, type Answer } from './fault-server.ts';
import { digestOf, file, loadList, others, ours, startListWorld, type ListWorld } from './list-world.ts';

const first = ours.der({ number: 10 });
const second = ours.der({ number: 11, thisUpdate: day(-0.5), revoked: [ours.entry()] });
const DIGEST = { first: digestOf(first), second: digestOf(second) };

describe('the list refresher', () => {
  let world: ListWorld;

  beforeEach(async () => {
    world = await startListWorld();
    world.server.answer(file(first));
  });
  afterEach(() => world.stop());

  /** Waits for so many more looks at the server to end. */
  async function looks(count: number): Promise<void> {
    const before = world.outcomes.length;
    await until(() => world.outcomes.length >= before + count);
  }

  it('announces a list at start, and a newer one when there is one', async () => {
    const refresher = world.refresher();
    await refresher.start();
    expect(world.announced).toEqual([[DIGEST.first]]);
    world.server.answer(file(second));
    await until(() => world.announced.length === 2);
    expect(world.announced).toEqual([[DIGEST.first], [DIGEST.second]]);
    expect(refresher.health()).toMatchObject([
      {
        url: world.server.url,
        failures: 0,
        list: { kind: 'base', sha256: DIGEST.second, entries: 1, isCurrent: true },
      },
    ]);
  });

  it('asks with the validators of what it holds, and keeps it on 304', async () => {
    await world.refresher().start();
    await looks(3);
    expect(world.server.requests[0]?.headers).not.toHaveProperty('if-none-match');
    expect(world.server.requests.at(-1)?.headers).toMatchObject({ 'if-none-match': `"${DIGEST.first}"` });
    expect(world.outcomes.slice(0, 4)).toEqual(['taken', 'unchanged', 'unchanged', 'unchanged']);
    expect(world.announced).toHaveLength(1);
    expect(world.server.connections()).toBeLessThanOrEqual(2);
  });

  it('goes by time where the server knows no ETag', async () => {
    const lastModified = 'Sat, 21 Nov 2026 07:00:00 GMT';
    world.server.answer((seen, response) =>
      seen.headers['if-modified-since'] === lastModified
        ? response.writeHead(304).end()
        : response.writeHead(200, { 'last-modified': lastModified }).end(first),
    );
    await world.refresher().start();
    await looks(2);
    expect(world.outcomes.slice(0, 3)).toEqual(['taken', 'unchanged', 'unchanged']);
  });

  it('knows the same bytes again where the server knows no validators, without loading them', async () => {
    world.server.answer(ok(first));
    let loads = 0;
    const load: typeof loadList = (der) => {
      loads++;
      return loadList(der);
    };
    await world.refresher({ load }).start();
    await looks(3);
    expect(loads).toBe(1);
    expect(world.announced).toHaveLength(1);
  });

  describe('holds the last good list', () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    const tampered = first.slice();
    tampered[tampered.length - 5]! ^= 1;
    it.each<[string, Answer, string]>([
      ['is down', reset, 'network'],
      ['says 404', status(404), 'status'],
      ['says 500', status(500), 'status'],
      ['redirects', status(303, { location: '/' }), 'redirect'],
      ['sends 0 bytes', ok(''), 'empty'],
      ['sends a page with status 200', ok('<html>not here</html>', { 'content-type': 'text/html' }), 'refused'],
      ['sends a packed bomb', ok(bomb, { 'content-encoding': 'gzip' }), 'encoding'],
      ['never ends', endless, 'too-large'],
      ['sends a list that was tampered with', ok(tampered), 'refused'],
      ['sends a list cut short', ok(first.subarray(0, -1)), 'refused'],
      ['sends a list of another authority', ok(others.der({ number: 99 })), 'another-list'],
      ['sends the delta in place of the list', ok(ours.der({ number: 99, baseNumber: 10 })), 'another-list'],
      ['sends an older list', ok(ours.der({ number: 9 })), 'older'],
      ['sends one that is over', ok(ours.der({ number: 99, nextUpdate: day(-0.1) })), 'not-current'],
      ['sends one that has not begun', ok(ours.der({ number: 99, thisUpdate: day(0.1) })), 'not-current'],
      ['sends one without an end', ok(ours.der({ number: 99, nextUpdate: undefined })), 'not-current'],
    ])('when the server %s', async (_, answer, outcome) => {
      const refresher = world.refresher();
      await refresher.start();
      await looks(1);
      world.server.answer(answer);
      await until(() => world.outcomes.includes(outcome));
      expect(world.announced).toEqual([[DIGEST.first]]);
      expect(refresher.health()).toMatchObject([{ list: { sha256: DIGEST.first }, lastFailure: outcome }]);
      world.server.answer(file(second));
      await until(() => world.announced.length === 2);
      expect(refresher.health()).toMatchObject([{ failures: 0, lastFailure: undefined }]);
    });

    it('when the server hangs', async () => {
      await world.refresher({ timeoutMs: 200 }).start();
      world.server.answer(hang);
      await until(() => world.outcomes.includes('timeout'));
      expect(world.announced).toEqual([[DIGEST.first]]);
    });
  });

  it('takes no list that is over when it holds none either', async () => {
    world.server.answer(ok(ours.der({ number: 99, nextUpdate: day(-0.1) })));
    const refresher = world.refresher();
    await refresher.start();
    expect(world.announced).toEqual([]);
    expect(refresher.health()).toMatchObject([{ list: undefined, lastFailure: 'not-current' }]);
  });

  it('goes by time between lists of one number', async () => {
    const newer = ours.der({ number: 10, thisUpdate: day(-0.5) });
    world.server.answer(file(newer));
    await world.refresher().start();
    world.server.answer(file(first));
    await until(() => world.outcomes.includes('older'));
    expect(world.announced).toEqual([[digestOf(newer)]]);
  });

  it('compares numbers as numbers', async () => {
    const small = ours.der({ number: 255 });
    const large = ours.der({ number: 256, extensions: [crlNumber(256)] });
    world.server.answer(file(small));
    await world.refresher().start();
    world.server.answer(file(large));
    await until(() => world.announced.length === 2);
    world.server.answer(file(small));
    await until(() => world.outcomes.includes('older'));
  });

  it('withdraws a list when it is over, and takes the list of a new key only then', async () => {
    const refresher = world.refresher();
    await refresher.start();
    const another = others.der({ number: 1, nextUpdate: day(9) });
    world.server.answer(file(another));
    await until(() => world.outcomes.includes('another-list'));
    expect(world.announced).toEqual([[DIGEST.first]]);
    world.clock.step(24 * 3_600_000 + 1);
    await until(() => world.announced.at(-1)?.[0] === digestOf(another));
    expect(refresher.health()).toMatchObject([{ list: { sha256: digestOf(another), isCurrent: true } }]);
  });

  it('announces no list that is over while the server has no other', async () => {
    const refresher = world.refresher();
    await refresher.start();
    world.clock.step(24 * 3_600_000);
    await looks(2);
    expect(world.announced).toEqual([[DIGEST.first]]);
    world.clock.step(1);
    await until(() => world.announced.length === 2);
    expect(world.announced).toEqual([[DIGEST.first], []]);
    expect(refresher.health()).toMatchObject([{ list: { sha256: DIGEST.first, isCurrent: false } }]);
  });

  it('looks after a list and its delta by themselves', async () => {
    const delta = ours.der({ number: 12, baseNumber: 10, nextUpdate: day(0.3) });
    const nextDelta = ours.der({ number: 13, baseNumber: 10, nextUpdate: day(0.6) });
    let atDelta: Answer = file(delta);
    let atBase: Answer = file(first);
    world.server.answer((seen, response) => (seen.path === '/delta.crl' ? atDelta : atBase)(seen, response));
    const refresher = world.refresher({ urls: [`${world.server.url}base.crl`, `${world.server.url}delta.crl`] });
    await refresher.start();
    expect(world.announced.at(-1)).toEqual([DIGEST.first, digestOf(delta)]);
    atBase = hang;
    atDelta = file(nextDelta);
    await until(() => world.announced.at(-1)?.[1] === digestOf(nextDelta));
    expect(world.announced.at(-1)).toEqual([DIGEST.first, digestOf(nextDelta)]);
    expect(refresher.health()).toMatchObject([{ list: { kind: 'base' } }, { list: { kind: 'delta' } }]);
  });

  it('asks sooner when the end of the list is near, and later the longer the server fails', () => {
    const nowMs = day(0).getTime();
    const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
    const options = { refreshSeconds: 3600, retryMs: 10_000, clock };
    const pause = (leftMs: number, failures = 0): number =>
      pauseAfter({ failures, nextUpdateMs: nowMs + leftMs }, options);
    expect(pause(24 * 3_600_000)).toBe(3_600_000);
    expect(pause(3_600_000)).toBe(1_800_000);
    expect(pause(60_000)).toBe(30_000);
    expect(pause(1000)).toBe(10_000);
    expect(pause(-1000)).toBe(10_000);
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => pause(24 * 3_600_000, failures))).toEqual([
      10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
    ]);
  });

  it('says nothing once it is stopped, in the middle of a download too', async () => {
    const refresher = world.refresher();
    await refresher.start();
    world.server.answer(hang);
    const before = world.server.requests.length;
    await until(() => world.server.requests.length > before);
    const { length } = world.outcomes;
    await refresher.stop();
    world.server.answer(file(second));
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.outcomes).toHaveLength(length);
    expect(world.announced).toEqual([[DIGEST.first]]);
  });

  it('refuses to start on a directory that cannot be one', async () => {
    const taken = join(world.dir, 'file');
    writeFileSync(taken, '');
    await expect(world.refresher({ dir: taken }).start()).toRejectWithCode('config-invalid');
  });
});
