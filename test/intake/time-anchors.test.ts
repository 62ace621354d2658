import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toHex } from '../../src/encoding/bytes.ts';
import type { Leaf } from '../../src/log/leaf.ts';
import { sha256 } from '../support/ballots.ts';
import {
  CONTEST,
  EVERY_MS,
  ID,
  leafTypes,
  makePlace,
  MINUTE,
  readLeaves,
  sizesAsked,
  tokenOf,
  type AnchoredDesk,
  type Place,
} from './anchored-desk.ts';

const SECOND = 1000;

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(async () => {
  await place.remove();
});

const types = leafTypes;
const minutes = (count: number, ...desks: readonly AnchoredDesk[]): Promise<void> => place.minutes(count, ...desks);

function closeVoting(): void {
  place.clock.pass(CONTEST.closesAtMs + 30 * SECOND - place.clock.nowMs());
}

describe('a time anchor', () => {
  it('commits to a token over the signed checkpoint as it is served, and keeps the token', async () => {
    const desk = await place.open();
    await desk.vote('a');
    const head = (await desk.ledger.head(ID))!;
    await minutes(10, desk);
    expect(desk.stamper.asked).toEqual([head.checkpoint]);
    expect(desk.anchored).toEqual([{ index: 2, size: 2 }]);
    const token = tokenOf(Buffer.from(head.checkpoint));
    expect((await readLeaves(desk))[2]).toMatchObject({ type: 'time-anchor', size: 2 });
    const leaf = (await readLeaves(desk))[2] as Extract<Leaf, { type: 'time-anchor' }>;
    expect(toHex(leaf.tokenSha256)).toBe(toHex(sha256(token)));
    expect(toHex(leaf.root)).toBe(toHex(head.root));
    expect(await desk.ledger.document(ID, 2)).toBe(Buffer.from(token).toString('base64'));
    expect(await desk.ledger.timeAnchors(ID, -1, 10)).toEqual([
      { index: 2, size: 2, root: leaf.root, token: Buffer.from(token).toString('base64'), checkpoint: head.checkpoint },
    ]);
  });

  it('comes every interval while there are entries, and about nothing never', async () => {
    const desk = await place.open();
    await minutes(9, desk);
    expect(desk.stamper.asked).toEqual([]);
    await minutes(1, desk);
    expect(await types(desk)).toEqual(['opened', 'time-anchor']);
    await minutes(60, desk);
    expect(desk.stamper.asked).toHaveLength(1);
    await desk.vote('a');
    await minutes(10, desk);
    await desk.vote('b');
    await minutes(30, desk);
    expect(await types(desk)).toEqual(['opened', 'time-anchor', 'ballot', 'time-anchor', 'ballot', 'time-anchor']);
    expect(sizesAsked(desk)).toEqual([1, 3, 5]);
  });

  it('does not tell the second of a lone ballot: it comes on the grid of the newest anchor', async () => {
    const desk = await place.open();
    await minutes(10 + 33, desk);
    await desk.vote('a');
    await minutes(6, desk);
    expect(desk.stamper.asked).toHaveLength(1);
    await minutes(1, desk);
    expect(desk.stamper.asked).toHaveLength(2);
  });

  it('covers what came while the authority was asked only with the next one', async () => {
    const desk = await place.open();
    desk.stamper.mode = 'hanging';
    await minutes(10, desk);
    await desk.vote('a');
    desk.stamper.mode = 'up';
    desk.stamper.release();
    await desk.settle();
    expect(await types(desk)).toEqual(['opened', 'ballot', 'time-anchor']);
    expect((await desk.ledger.state(ID)).anchoredSize).toBe(1);
    await minutes(10, desk);
    expect(sizesAsked(desk)).toEqual([1, 3]);
    expect(await types(desk)).toEqual(['opened', 'ballot', 'time-anchor', 'time-anchor']);
  });

  it('is refused where the checkpoint stamped is not one of this log', async () => {
    const desk = await place.open({
      rows: (rows) => ({
        anchorProgress: (id) => rows.anchorProgress(id),
        checkpointAt: async () => 'another history',
      }),
    });
    await minutes(10, desk);
    expect(desk.failures).toMatchObject([{ code: 'ledger-corrupt' }]);
    expect(await types(desk)).toEqual(['opened']);
  });

  it('leaves no time in the log that a clock running ahead invented', async () => {
    const desk = await place.open();
    await minutes(5, desk);
    place.clock.step(3600 * SECOND);
    await minutes(5, desk);
    expect(desk.anchored).toHaveLength(1);
    expect((await desk.ledger.state(ID)).lastTimeMs).toBe(CONTEST.opensAtMs);
    place.clock.step(-3600 * SECOND);
    await desk.vote('a');
    await minutes(10, desk);
    expect(desk.anchored).toHaveLength(2);
    expect((await desk.ledger.state(ID)).lastTimeMs).toBe(place.clock.nowMs());
  });

  it('is not there where no authority is configured', async () => {
    const desk = await place.open({ withoutAnchors: true });
    await minutes(60, desk);
    closeVoting();
    await desk.look();
    expect(await types(desk)).toEqual(['opened', 'closed', 'protocol']);
  });
});

describe('at the end of a contest', () => {
  it('one anchor covers the closing entry and the protocol at once, whatever the interval, and none follows', async () => {
    const desk = await place.open();
    await minutes(10, desk);
    closeVoting();
    await desk.look();
    expect(await types(desk)).toEqual(['opened', 'time-anchor', 'closed', 'protocol', 'time-anchor']);
    expect(sizesAsked(desk).at(-1)).toBe(4);
    await minutes(60, desk);
    expect(desk.stamper.asked).toHaveLength(2);
  });

  it('each gets its anchor where the protocol comes later, and an anchor between them does not disturb it', async () => {
    let fails = true;
    const desk = await place.open({
      finalProtocol: async (at) => {
        if (fails) throw new Error('not yet');
        return `{"closed":${at}}`;
      },
    });
    closeVoting();
    await expect(desk.look()).rejects.toThrow('not yet');
    await desk.settle();
    fails = false;
    await desk.look();
    expect(await types(desk)).toEqual(['opened', 'closed', 'time-anchor', 'protocol', 'time-anchor']);
    expect(sizesAsked(desk)).toEqual([2, 4]);
    expect(await desk.ledger.checkpointAt(ID, 2)).toBeDefined();
  });

  it('a hanging authority delays neither ballots nor closing nor protocol', async () => {
    const desk = await place.open();
    desk.stamper.mode = 'hanging';
    await minutes(10, desk);
    expect(await desk.vote('a')).toMatchObject({ kind: 'accepted' });
    closeVoting();
    await desk.look();
    expect(await types(desk)).toEqual(['opened', 'ballot', 'closed', 'protocol']);
    // What it brings at last is about a time before the closing: another one is obtained at once.
    desk.stamper.mode = 'up';
    desk.stamper.release();
    await desk.settle();
    expect(await types(desk)).toEqual(['opened', 'ballot', 'closed', 'protocol']);
    await desk.look();
    expect(await types(desk)).toEqual(['opened', 'ballot', 'closed', 'protocol', 'time-anchor']);
    expect(sizesAsked(desk)).toEqual([1, 4]);
  });

  it('is tried at once although earlier tries failed', async () => {
    const desk = await place.open();
    place.clock.pass(CONTEST.closesAtMs - place.clock.nowMs());
    desk.stamper.mode = 'down';
    for (let i = 0; i < 20; i++) {
      place.clock.pass(SECOND);
      await desk.look();
    }
    expect(desk.stamper.asked).toHaveLength(1);
    desk.stamper.mode = 'up';
    place.clock.pass(10 * SECOND);
    await desk.look();
    expect(await types(desk)).toEqual(['opened', 'closed', 'protocol', 'time-anchor']);
  });
});

describe('while the authority is down', () => {
  it('it is tried after 30 seconds, then half as often each time, at least once an interval', async () => {
    const desk = await place.open();
    desk.stamper.mode = 'down';
    const tried: number[] = [];
    for (let second = 1; second <= 3600; second += 1) {
      place.clock.pass(SECOND);
      const before = desk.stamper.asked.length;
      await desk.tick();
      if (desk.stamper.asked.length > before) {
        tried.push(second);
        await desk.settle();
      }
    }
    const gaps = tried.map((second, i) => second - (tried[i - 1] ?? 0));
    expect(gaps).toEqual([600, 30, 60, 120, 240, 480, 600, 600, 600]);
    expect(desk.failures).toHaveLength(tried.length);
  });

  it('raises the alarm after more than three intervals and drops it with the next anchor', async () => {
    const desk = await place.open();
    desk.stamper.mode = 'down';
    await minutes(30, desk);
    expect(desk.health()).toMatchObject({ ageMs: 30 * MINUTE, isLate: false });
    await minutes(1, desk);
    expect(desk.health()).toMatchObject({ ageMs: 31 * MINUTE, isLate: true });
    desk.stamper.mode = 'up';
    await minutes(10, desk);
    expect(desk.anchored).toHaveLength(1);
    await desk.look();
    expect(desk.health()).toMatchObject({ anchoredSize: 1, isLate: false });
    expect(desk.health()!.ageMs).toBeLessThan(EVERY_MS);
  });

  it('raises no alarm where nothing waits, however long ago the newest anchor is', async () => {
    const desk = await place.open();
    await minutes(200, desk);
    expect(desk.health()).toMatchObject({ ageMs: 190 * MINUTE, isLate: false });
  });

  it('nothing is put off by it: ballots and shutdown go on', async () => {
    const desk = await place.open();
    desk.stamper.mode = 'hanging';
    await minutes(10, desk);
    expect(await desk.vote('a')).toMatchObject({ kind: 'accepted', index: 1 });
    await desk.stop();
    desk.stamper.release();
    await desk.settle();
    expect(desk.failures).toEqual([]);
    expect(await types(desk)).toEqual(['opened', 'ballot']);
  });

  it('asks it one thing at a time', async () => {
    const desk = await place.open();
    desk.stamper.mode = 'hanging';
    await minutes(60, desk);
    expect(desk.stamper.asked).toHaveLength(1);
    expect(desk.health()).toMatchObject({ isLate: true });
  });
});
