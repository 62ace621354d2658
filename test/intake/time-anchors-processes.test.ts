import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { leafTypes, makePlace, MINUTE, sizesAsked, type AnchoredDesk, type Place } from './anchored-desk.ts';

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(async () => {
  await place.remove();
});

const minutes = (count: number, ...desks: readonly AnchoredDesk[]): Promise<void> => place.minutes(count, ...desks);

describe('over several processes', () => {
  it('of two that stamp the same checkpoint one logs its token', async () => {
    const desks = [await place.open(), await place.open()];
    for (const { stamper } of desks) stamper.mode = 'hanging';
    await minutes(10, ...desks);
    expect(desks.map(sizesAsked)).toEqual([[1], [1]]);
    for (const { stamper } of desks) {
      stamper.mode = 'up';
      stamper.release();
    }
    for (const desk of desks) await desk.settle();
    expect(desks.flatMap(({ anchored }) => anchored)).toEqual([{ index: 1, size: 1 }]);
    expect(desks.flatMap(({ failures }) => failures)).toEqual([]);
    await minutes(30, ...desks);
    expect(await leafTypes(desks[0]!)).toEqual(['opened', 'time-anchor']);
  });

  it('the anchor of one spares the other the question', async () => {
    const desks = [await place.open(), await place.open()];
    for (let i = 0; i < 4; i++) {
      await desks[0]!.vote(`p${i}`);
      await minutes(10, ...desks);
    }
    expect(desks.map(({ stamper }) => stamper.asked.length)).toEqual([4, 0]);
    expect((await leafTypes(desks[0]!)).filter((type) => type === 'time-anchor')).toHaveLength(4);
  });

  it('a restart keeps the rhythm', async () => {
    const first = await place.open();
    await minutes(10, first);
    await first.vote('a');
    await minutes(4, first);
    await first.end();
    const second = await place.open();
    await second.look();
    await minutes(5, second);
    expect(second.stamper.asked).toEqual([]);
    await minutes(1, second);
    expect(second.stamper.asked).toHaveLength(1);
  });

  it('a start after a long rest does at once what is overdue', async () => {
    const first = await place.open();
    await minutes(10, first);
    await first.vote('a');
    await first.end();
    place.clock.pass(45 * MINUTE);
    const second = await place.open();
    await second.look();
    expect(second.stamper.asked).toHaveLength(1);
    expect(second.health()).toMatchObject({ ageMs: 45 * MINUTE, isLate: true });
  });
});
