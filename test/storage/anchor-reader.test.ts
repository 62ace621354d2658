import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TimeAnchorEvent } from '../../src/intake/log-events.ts';
import { planBatch, type PendingItem } from '../../src/intake/plan.ts';
import { createContestStore } from '../../src/storage/contest-store.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createLedger } from '../../src/storage/ledger.ts';
import { sha256 } from '../support/ballots.ts';
import { ACCEPTED_AT_MS, ballotOf, CONTEST, context } from '../intake/memory-ledger.ts';
import { append, CONTEST as OTHER, makePlace, openLedger } from './ledger-fixture.ts';

const ID = CONTEST.definition.id;

let directory: string;
let db: Database;
let ledger: ReturnType<typeof createLedger>;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-anchor-rows-'));
  db = openDatabase(join(directory, 'ledger.db'));
  createContestStore(db).load(CONTEST);
  ledger = createLedger(db);
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true });
});

async function write(...items: readonly PendingItem[]): Promise<void> {
  const tags = items.flatMap((item) => (item.kind === 'ballot' ? [item.voterTag] : []));
  await ledger.append(ID, tags, (state) => planBatch(items, state, context));
}
const opened: PendingItem = {
  kind: 'event',
  event: { type: 'opened', timeMs: 1000, trustFingerprint: context.trustFingerprint, keyCheck: new Uint8Array(32) },
};
/** An anchor over the newest head. */
async function writeAnchor(timeMs: number): Promise<void> {
  const { size, root } = (await ledger.head(ID))!;
  const token = Uint8Array.of(0x30, size);
  const event: TimeAnchorEvent = {
    type: 'time-anchor',
    timeMs,
    size,
    root,
    token: Buffer.from(token).toString('base64'),
    tokenSha256: sha256(token),
  };
  await write({ kind: 'event', event });
}

describe('anchorProgress', () => {
  it('is nothing for an empty log, and counts from entry 0 while there is no anchor', async () => {
    expect(await ledger.anchorProgress(ID)).toBeUndefined();
    await write(opened, ballotOf('a'));
    expect(await ledger.anchorProgress(ID)).toMatchObject({
      head: { size: 2 },
      anchoredSize: 0,
      newest: { index: 0, timeMs: 1000 },
      oldestUnanchored: { index: 0, timeMs: 1000 },
    });
  });

  it('passes by anchors when it looks for what waits', async () => {
    await write(opened, ballotOf('a'));
    await writeAnchor(5000);
    expect(await ledger.anchorProgress(ID)).toMatchObject({
      anchoredSize: 2,
      newest: { index: 2, timeMs: 5000 },
      oldestUnanchored: undefined,
    });
    await writeAnchor(6000);
    expect((await ledger.anchorProgress(ID))?.oldestUnanchored).toBeUndefined();
    await write(ballotOf('b'));
    expect(await ledger.anchorProgress(ID)).toMatchObject({
      head: { size: 5 },
      anchoredSize: 3,
      newest: { index: 3, timeMs: 6000 },
      oldestUnanchored: { index: 4, timeMs: ACCEPTED_AT_MS },
    });
  });

  it('says where the contest ended', async () => {
    const closed: PendingItem = { kind: 'event', event: { type: 'closed', timeMs: 7000 } };
    await write(opened, closed);
    expect(await ledger.anchorProgress(ID)).toMatchObject({
      closedIndex: 1,
      protocolIndex: undefined,
      lastTimeMs: 7000,
    });
  });
});

describe('timeAnchors', () => {
  it('gives each with its token and the checkpoint of its size, in pages', async () => {
    await write(opened);
    for (let n = 0; n < 5; n++) {
      await write(ballotOf(`p${n}`));
      await writeAnchor(n);
    }
    const all = await ledger.timeAnchors(ID, -1, 100);
    expect(all.map(({ index, size }) => [index, size])).toEqual([
      [2, 2],
      [4, 4],
      [6, 6],
      [8, 8],
      [10, 10],
    ]);
    for (const { size, token, checkpoint } of all) {
      expect(token).toBe(Buffer.from([0x30, size]).toString('base64'));
      expect(checkpoint).toBe(await ledger.checkpointAt(ID, size));
    }
    expect((await ledger.timeAnchors(ID, 4, 2)).map(({ index }) => index)).toEqual([6, 8]);
    expect(await ledger.timeAnchors(ID, 10, 2)).toEqual([]);
    expect(await ledger.timeAnchors('other', -1, 2)).toEqual([]);
  });

  it('is ledger-corrupt where the token or the checkpoint is missing', async () => {
    const place = makePlace();
    const other = openLedger(place);
    try {
      await append(place, other.db, ['opened', 'time-anchor']);
      await expect(other.ledger.timeAnchors(OTHER, -1, 10)).toRejectWithCode('ledger-corrupt');
    } finally {
      other.db.close();
      place.remove();
    }
  });
});

describe('anchoredSize', () => {
  it('is that of the newest anchor', async () => {
    await write(opened, ballotOf('a'));
    expect((await ledger.state(ID)).anchoredSize).toBe(0);
    await writeAnchor(1);
    expect((await ledger.state(ID)).anchoredSize).toBe(2);
    await write(ballotOf('b'));
    await writeAnchor(2);
    expect((await ledger.state(ID)).anchoredSize).toBe(4);
  });

  it('takes all eight bytes of the leaf', async () => {
    await write(opened);
    const size = 2 ** 40 + 3;
    db.exec('DROP TRIGGER entry_update');
    db.prepare("UPDATE entry SET leaf = unhex(replace(hex(leaf), '4459533110', '4459533113'))").run();
    db.prepare('UPDATE entry SET leaf = CAST(substr(leaf, 1, 96) || ? AS BLOB)').run(
      Buffer.concat([Buffer.from(size.toString(16).padStart(16, '0'), 'hex'), Buffer.alloc(24)]),
    );
    expect((await ledger.state(ID)).anchoredSize).toBe(size);
  });
});
