import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditExport } from '../../src/audit/audit.ts';
import { createLocalThreads } from '../../src/audit/local-threads.ts';
import { NO_OUTCOMES } from '../../src/audit/ports.ts';
import { openExport } from '../../src/files/export-reader.ts';
import { writeBulkExport, type BulkOptions } from '../support/bulk-export.ts';

/** With the opening and the closing two entries more than a unit has. */
const BALLOTS = 65_536;

describe('the audit of a clean ledger of 65,536 ballots', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-large-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  async function audit(name: string, options: Pick<BulkOptions, 'mode' | 'records'>) {
    await writeBulkExport(join(directory, name), { ballots: BALLOTS, ...options });
    const reader = openExport(join(directory, name));
    const ports = { seed: () => 1, outcomes: () => NO_OUTCOMES, onProgress: () => undefined };
    const level = options.records ? 'full' : 'public';
    return auditExport({ level, engine: 'fast' }, { reader, threads: createLocalThreads, ...ports });
  }

  // The certificates of so many people take a minute to make where they are not kept from before.
  it('finds nothing in a live one, every record included', async () => {
    const { report, findings } = await audit('live', { mode: 'live', records: true });
    expect(findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'clean', log: { ballots: BALLOTS }, result: { counted: BALLOTS } });
    expect(report.records).toMatchObject({ rsa: BALLOTS, off: BALLOTS, unjudged: 0 });
  }, 600_000);

  it('finds nothing in what the public sees of one under embargo', async () => {
    const { report, findings } = await audit('embargo', { mode: 'afterClose', records: false });
    expect(findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'clean', log: { ballots: BALLOTS }, result: { counted: BALLOTS } });
  }, 120_000);
});
