import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeLeaf, parseLeaf } from '../../src/log/leaf.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createExportReader } from '../../src/storage/export-reader.ts';
import { createLedgerReader } from '../../src/storage/ledger-reader.ts';
import { sha256 } from '../support/ballots.ts';
import { filesIn, readLines, readUnit } from '../support/export-files.ts';
import { exportAgain } from '../support/exported-ledger.ts';
import { makeLedger, type MadeLedger } from '../support/made-ledger.ts';

const ID = 'qamqor-demo';
let ledger: MadeLedger;
const file = (): string => join(ledger.directory, 'data', 'ledger.db');

beforeAll(async () => {
  ledger = await makeLedger({ ballots: 20, batch: 3, anchors: 2 });
});
afterAll(() => {
  ledger.remove();
});

describe('the reader of an export', () => {
  it('gives the head of every size that was ever signed', () => {
    const db = openDatabase(file(), { readonly: true });
    try {
      const now = createLedgerReader(db).head(ID)!;
      const sizes = createExportReader(db, ID, { size: undefined, sha256 })
        .checkpoints(0, 100)
        .map(({ size }) => size);
      expect(sizes.length).toBeGreaterThan(8);
      for (const size of sizes) {
        const reader = createExportReader(db, ID, { size, sha256 });
        const { edge, root, checkpoint } = reader.head();
        expect(checkpoint.split('\n').slice(1, 3)).toEqual([String(size), Buffer.from(root).toString('base64')]);
        if (size === now.size)
          expect(edge.map((hash) => Buffer.from(hash))).toEqual(now.edge.map((hash) => Buffer.from(hash)));
        expect(reader.checkpoints(0, 100).map((one) => one.size)).toEqual(sizes.filter((one) => one <= size));
        expect(reader.timeAnchors(-1, 100).every(({ index }) => index < size)).toBe(true);
        expect(reader.state.protocolIndex === undefined || reader.state.protocolIndex < size).toBe(true);
      }
    } finally {
      db.close();
    }
  });

  it('reads pages that follow each other', () => {
    const db = openDatabase(file(), { readonly: true });
    try {
      const reader = createExportReader(db, ID, { size: undefined, sha256 });
      const seen: number[] = [];
      for (let from = 0; ;) {
        const page = reader.ballots(from, 1000, 3);
        seen.push(...page.map(({ index }) => index));
        if (page.length < 3) break;
        from = page[2]!.index + 1;
      }
      expect(seen).toEqual(reader.ballots(0, 1000, 1000).map(({ index }) => index));
      expect(seen).toHaveLength(20);
      expect(reader.ballots(seen[3]!, seen[5]!, 100).map(({ index }) => index)).toEqual([seen[3], seen[4]]);
      expect(reader.documents(-1, 10).map(({ type }) => type)).toEqual([18]);
    } finally {
      db.close();
    }
  });

  it('leaves nothing in the way of a service that writes', () => {
    const db = openDatabase(file(), { readonly: true });
    const writer = openDatabase(file());
    try {
      const reader = createExportReader(db, ID, { size: undefined, sha256 });
      reader.leaves(0, 3);
      reader.ballots(0, 10, 2);
      // A reader inside a transaction would make this busy (the first column).
      expect(writer.pragma('wal_checkpoint(TRUNCATE)')).toEqual([expect.objectContaining({ busy: 0 })]);
    } finally {
      writer.close();
      db.close();
    }
  });

  it('knows of an erasure since, which an export of an earlier size does not survive', async () => {
    const before = join(ledger.directory, 'before');
    const { manifest } = await exportAgain(ledger, { directory: before });
    const records = readUnit(filesIn(before).get('restricted/ballots/000000.bin')!);
    eraseRecord(records[4]!.index);
    const since = exportAgain(ledger, { directory: join(ledger.directory, 'since'), size: manifest.size });
    await expect(since).toRejectWithCode('export-failed');

    const after = join(ledger.directory, 'after');
    await exportAgain(ledger, { directory: after });
    const files = filesIn(after);
    const left = readUnit(files.get('restricted/ballots/000000.bin')!).map(({ index }) => index);
    expect(left).toEqual(records.map(({ index }) => index).filter((index) => index !== records[4]!.index));
    expect(readLines(files.get('public/documents.jsonl')!).at(-1)).toEqual({
      index: manifest.size,
      type: 22,
      text: 'decision',
    });
    const openings = files.get(`public/log/openings/000.p/${manifest.size + 1}`)!;
    const opening = openings.subarray(records[4]!.index * 34, (records[4]!.index + 1) * 34);
    expect(opening.equals(Buffer.alloc(34))).toBe(true);
  });
});

/** An erasure as the ledger would hold it, but for the tree, which is not looked at here. */
function eraseRecord(index: number): void {
  const db = new SqliteDatabase(file());
  const first = parseLeaf(db.prepare<[], Buffer>('SELECT leaf FROM entry ORDER BY idx LIMIT 1').pluck().get()!);
  const { size, checkpoint } = db.prepare('SELECT size, checkpoint FROM head').get() as {
    size: number;
    checkpoint: string;
  };
  const head = { contestTag: first.contestTag, time: first.time };
  const leaf = encodeLeaf({ ...head, type: 'erasure', index, decisionSha256: sha256(Buffer.from('decision')) });
  db.transaction(() => {
    db.exec('DROP TRIGGER ballot_secret_delete; DROP TRIGGER entry_erasure');
    db.prepare('DELETE FROM ballot_secret WHERE idx = ?').run(index);
    db.prepare('INSERT INTO entry (contest, idx, leaf, time_ms) VALUES (?, ?, ?, 0)').run(ID, size, leaf);
    db.prepare('INSERT INTO document (contest, idx, text) VALUES (?, ?, ?)').run(ID, size, 'decision');
    const note = checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`);
    db.prepare('UPDATE head SET size = ?, checkpoint = ?').run(size + 1, note);
  })();
  db.close();
}
