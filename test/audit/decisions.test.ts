import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditExport, type AuditOutcome } from '../../src/audit/audit.ts';
import { createLocalThreads } from '../../src/audit/local-threads.ts';
import { NO_OUTCOMES, type ExportReader } from '../../src/audit/ports.ts';
import { openExport } from '../../src/files/export-reader.ts';
import { writeBulkExport } from '../support/bulk-export.ts';

const BALLOTS = 20;

/** Audits what the reader gives, leaving digests of files aside. */
function audit(reader: ExportReader): Promise<AuditOutcome> {
  const ports = {
    threads: createLocalThreads,
    seed: () => 1,
    outcomes: () => NO_OUTCOMES,
    onProgress: () => undefined,
  };
  return auditExport({ level: 'full', engine: 'fast', omitted: ['A01'] }, { reader, ...ports });
}

describe('annulments and erasures', () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-decisions-'));
    const options = { ballots: BALLOTS, records: true };
    await writeBulkExport(join(directory, 'good'), { ...options, annulled: [3, 4], erased: [4, 9] });
    await writeBulkExport(join(directory, 'twice'), { ...options, annulled: [3, 3], erased: [9, 9] });
    await writeBulkExport(join(directory, 'none'), options);
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  /** A good export with one file changed. */
  function changed(path: string, change: (bytes: Buffer) => Buffer, of = 'good'): ExportReader {
    const reader = openExport(join(directory, of));
    const read: ExportReader['read'] = (name) => {
      const bytes = reader.read(name);
      return bytes && name === path ? change(Buffer.from(bytes)) : bytes;
    };
    return {
      ...reader,
      read,
      async *chunks(name) {
        yield read(name)!;
      },
    };
  }

  it('are no findings: the recount leaves them out and the report shows them', async () => {
    const { report, findings } = await audit(openExport(join(directory, 'good')));
    expect(findings).toEqual([]);
    expect(report.log).toMatchObject({ ballots: BALLOTS, annulled: [4, 5], erased: [5, 10] });
    // One of the annulled ballots is erased, too.
    expect(report.result).toMatchObject({ counted: BALLOTS - 3, annulled: 2, erased: 1 });
    expect(report.records).toMatchObject({ rsa: BALLOTS - 2 });
  });

  it('stand once for a ballot', async () => {
    const { findings } = await audit(openExport(join(directory, 'twice')));
    expect(findings).toEqual([
      { check: 'A16', index: 23, detail: 'repeated' },
      { check: 'A17', index: 25, detail: 'repeated' },
    ]);
  });

  const documents = 'public/documents.jsonl';
  it('come with the decision that they commit to', async () => {
    const without = (index: number) => (bytes: Buffer) =>
      Buffer.from(bytes.toString().replace(new RegExp(`\\{"index":${index}.*\\n`), ''));
    expect((await audit(changed(documents, without(22)))).findings).toEqual([
      { check: 'A16', index: 22, detail: 'missing' },
    ]);
    expect((await audit(changed(documents, without(25)))).findings).toEqual([
      { check: 'A17', index: 25, detail: 'missing' },
    ]);
    const altered = (bytes: Buffer) => Buffer.from(bytes.toString().replace('erase 9', 'erase 8'));
    expect((await audit(changed(documents, altered))).findings).toEqual([
      { check: 'A17', index: 25, detail: 'another-decision' },
    ]);
    const salted = (bytes: Buffer) => Buffer.from(bytes.toString().replace(/salt\\":\\"../, 'salt\\":\\"00'));
    expect((await audit(changed(documents, salted))).findings).toEqual([
      { check: 'A16', index: 22, detail: 'another-decision' },
    ]);
  });

  it('leave nothing of an erased record behind', async () => {
    const openings = 'public/log/openings/000.p/26';
    const unit = 'restricted/ballots/000000.bin';
    const whole = openExport(join(directory, 'none'));
    // The openings and records of the same ballots in a log in which nothing is erased are of other salts: what counts
    // here is that they are there.
    const opened = changed(openings, (bytes) => {
      bytes.write('there is something here', 5 * 34, 'latin1');
      return bytes;
    });
    expect((await audit(opened)).findings).toEqual(
      expect.arrayContaining([{ check: 'A17', index: 24, detail: 'opening-present' }]),
    );
    const kept = changed(unit, () => Buffer.from(whole.read(unit)!));
    expect((await audit(kept)).findings).toEqual(
      expect.arrayContaining([
        { check: 'A17', index: 5, detail: 'record-present' },
        { check: 'A17', index: 10, detail: 'record-present' },
      ]),
    );
  });

  it('are the only reason for a ballot without an opening or a record', async () => {
    const cut = changed(
      'restricted/ballots/000000.bin',
      (bytes) => bytes.subarray(bytes.readUInt32BE(74) + 78 + 4 + bytes.readUInt32BE(78 + bytes.readUInt32BE(74))),
      'none',
    );
    expect((await audit(cut)).findings).toEqual([{ check: 'A20', index: 1, detail: 'missing' }]);
    const closed = changed('public/log/openings/000.p/22', (bytes) => bytes.fill(0, 34, 68), 'none');
    expect((await audit(closed)).findings).toEqual([{ check: 'A12', index: 1, detail: 'unopened' }]);
  });
});
