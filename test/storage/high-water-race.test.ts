import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HighWaterMark } from '../../src/intake/ports.ts';
import type { Database } from '../../src/storage/database.ts';
import { checkHighWater, openHighWater } from '../../src/storage/high-water.ts';
import { append, CONTEST, makePlace, openLedger, type Item, type Place } from './ledger-fixture.ts';

let place: Place;
let db: Database;
let other: Database;
let mark: ReturnType<typeof openHighWater>;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
  other = openLedger(place).db;
  mark = openHighWater(join(place.dir, 'keys', 'high-water.db'));
});
afterEach(() => {
  mark.close();
  other.close();
  db.close();
  place.remove();
});

/** Another process at work on the same ledger: commits, then raises the mark, all of it done when this returns. */
function otherProcess(...items: readonly Item[]): void {
  if (mark.read(CONTEST) === undefined) void mark.raise(CONTEST, 0, new Uint8Array(32));
  void append(place, other, items);
  const { size, root } = other.prepare<[], { size: number; root: Buffer }>('SELECT size, root FROM head').get()!;
  void mark.raise(CONTEST, size, root);
}

type Moment = `${'before' | 'after'} look ${1 | 2}`;

/** The mark as a check sees it while other things happen around its looks at it. */
function interrupted(meanwhile: Partial<Record<Moment, () => void>>): HighWaterMark {
  let looks = 0;
  return {
    read(contestId) {
      looks++;
      meanwhile[`before look ${looks}` as Moment]?.();
      const found = mark.read(contestId);
      meanwhile[`after look ${looks}` as Moment]?.();
      return found;
    },
    raise: (...args) => mark.raise(...args),
  };
}

const begins = (): void => {
  otherProcess('opened', { voter: 'a' });
};
const goesOn = (): void => {
  otherProcess({ voter: 'b' }, { voter: 'c' });
};

describe('no-rollback: a start beside a process at work', () => {
  it.each(['before look 1', 'after look 1'] as const)(
    'is not refused when entries come %s at the mark',
    async (moment) => {
      begins();
      await checkHighWater(db, interrupted({ [moment]: goesOn }), CONTEST);
      expect(mark.read(CONTEST)!.size).toBe(4);
    },
  );

  it.each([
    ['before the first look', { 'before look 1': begins }],
    ['after the first look', { 'after look 1': begins }],
    ['after the first look, and goes on before the second', { 'after look 1': begins, 'before look 2': goesOn }],
    ['after the first look, and goes on after the second', { 'after look 1': begins, 'after look 2': goesOn }],
  ])('is not refused when the log is begun %s', async (_, meanwhile) => {
    await checkHighWater(db, interrupted(meanwhile), CONTEST);
    await checkHighWater(db, mark, CONTEST);
  });
});
