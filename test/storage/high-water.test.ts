import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toHex } from '../../src/encoding/bytes.ts';
import type { Database } from '../../src/storage/database.ts';
import { checkHighWater, openHighWater } from '../../src/storage/high-water.ts';
import { append, CONTEST, makePlace, openLedger, voterTag, type Place } from './ledger-fixture.ts';

const root = (n: number): Uint8Array => voterTag(`root ${n}`);

let place: Place;
let db: Database;
let file: string;
let mark: ReturnType<typeof openHighWater>;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
  file = join(place.dir, 'keys', 'high-water.db');
  mark = openHighWater(file);
});
afterEach(() => {
  mark.close();
  db.close();
  place.remove();
});

describe('openHighWater', () => {
  it('keeps the highest size with its root, also after opening anew', async () => {
    expect(mark.read('c')).toBeUndefined();
    await mark.raise('c', 5, root(5));
    await mark.raise('c', 3, root(3));
    await mark.raise('other', 1, root(1));
    mark.close();
    mark = openHighWater(file);
    expect(mark.read('c')).toEqual({ size: 5, root: root(5) });
    expect(mark.read('other')!.size).toBe(1);
  });

  it('refuses another root at the same size: the log is forked', async () => {
    await mark.raise('c', 5, root(5));
    await mark.raise('c', 5, root(5));
    await expect(mark.raise('c', 5, root(6))).toRejectWithCode('ledger-corrupt');
    expect(toHex(mark.read('c')!.root)).toBe(toHex(root(5)));
  });

  it('never sinks, whichever of several processes comes last', async () => {
    const module = join(import.meta.dirname, '../../src/storage/high-water.ts');
    const code = (first: number): string => `
      const { openHighWater } = await import(${JSON.stringify(module)});
      const mark = openHighWater(${JSON.stringify(file)});
      let seen = 0;
      for (let i = 0; i < 60; i++) {
        await mark.raise('c', ${first} + 2 * i, new Uint8Array(32).fill(${first} + 2 * i));
        const { size } = mark.read('c');
        if (size < seen || size < ${first} + 2 * i) process.exit(1);
        seen = size;
      }`;
    const run = (first: number): Promise<number | null> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code(first)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        child.on('exit', resolve);
      });
    expect(await Promise.all([run(1), run(2)])).toEqual([0, 0]);
    expect(mark.read('c')).toEqual({ size: 120, root: new Uint8Array(32).fill(120) });
  });
});

describe('checkHighWater: the invariant "no-rollback"', () => {
  it('accepts a new contest and marks it as begun', async () => {
    await checkHighWater(db, mark, CONTEST);
    expect(mark.read(CONTEST)!.size).toBe(0);
    await checkHighWater(db, mark, CONTEST);
  });

  it('accepts a ledger at its mark, and one ahead of it as a crash between COMMIT and the mark leaves it', async () => {
    await checkHighWater(db, mark, CONTEST);
    const { head } = await append(place, db, ['opened']);
    await mark.raise(CONTEST, 1, head!.root);
    await checkHighWater(db, mark, CONTEST);
    await append(place, db, [{ voter: 'a' }]);
    const newest = await append(place, db, [{ voter: 'b' }]);
    await checkHighWater(db, mark, CONTEST);
    expect(mark.read(CONTEST)).toEqual({ size: 3, root: new Uint8Array(newest.head!.root) });
  });

  it('refuses a ledger behind its mark and one that is not there any more', async () => {
    await append(place, db, ['opened']);
    await mark.raise(CONTEST, 2, root(2));
    await expect(checkHighWater(db, mark, CONTEST)).toRejectWithCode('ledger-behind');
    await expect(checkHighWater(db, mark, CONTEST)).rejects.toThrow(
      /holds 1 of 2 .* Bring back the newest data directory/,
    );
    await mark.raise('lost', 1, root(1));
    await expect(checkHighWater(db, mark, 'lost')).toRejectWithCode('ledger-behind');
  });

  it('refuses another history at the mark, also when the ledger has grown beyond it', async () => {
    await append(place, db, ['opened']);
    await mark.raise(CONTEST, 1, root(1));
    await expect(checkHighWater(db, mark, CONTEST)).toRejectWithCode('ledger-behind');
    await append(place, db, [{ voter: 'a' }]);
    await expect(checkHighWater(db, mark, CONTEST)).toRejectWithCode('ledger-behind');
    expect(mark.read(CONTEST)!.size).toBe(1);
  });

  it('refuses a mark at a size that never was a head', async () => {
    await append(place, db, ['opened', { voter: 'a' }, { voter: 'b' }]);
    await mark.raise(CONTEST, 2, root(2));
    await expect(checkHighWater(db, mark, CONTEST)).toRejectWithCode('ledger-behind');
  });

  it('accepts what another process commits and marks while it looks', async () => {
    await checkHighWater(db, mark, CONTEST);
    const busy = {
      read: (id: string) => {
        const before = mark.read(id);
        void append(place, db, ['opened']).then(({ head }) => mark.raise(id, head!.size, head!.root));
        return before;
      },
      raise: (id: string, size: number, hash: Uint8Array) => mark.raise(id, size, hash),
    };
    await checkHighWater(db, busy, CONTEST);
    await checkHighWater(db, mark, CONTEST);
    expect(mark.read(CONTEST)!.size).toBe(1);
  });

  it('refuses a log with entries whose mark was lost', async () => {
    await append(place, db, ['opened']);
    await expect(checkHighWater(db, mark, CONTEST)).toRejectWithCode('ledger-behind');
  });
});
