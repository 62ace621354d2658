import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalThreads } from '../../src/audit/local-threads.ts';
import type { AuditPorts } from '../../src/audit/ports.ts';
import { encodeReport } from '../../src/audit/report.ts';
import { createOutcomeFiles } from '../../src/files/outcome-files.ts';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';
import { auditOf } from './audit-of.ts';

describe('the outcomes that an audit keeps of its units', () => {
  let exported: ExportedLedger;
  let out: string;
  beforeAll(async () => {
    exported = await exportLedger({ ballots: 30, revocation: 'crl' });
    out = mkdtempSync(join(tmpdir(), 'dauys-outcomes-'));
  });
  afterAll(() => {
    exported.remove();
    rmSync(out, { recursive: true, force: true });
  });

  /** Report, and how many ballots were judged for it. */
  async function run(isResumed: boolean, options = {}): Promise<[string, number]> {
    let judged = 0;
    const threads: AuditPorts['threads'] = (ground, lists) => {
      const local = createLocalThreads(ground, lists);
      const ballots: typeof local.ballots = (task) => {
        judged += task.offsets.length - 1;
        return local.ballots(task);
      };
      return { ...local, ballots };
    };
    const outcomes = createOutcomeFiles(out, isResumed).open;
    const { report } = await auditOf(exported, { engine: 'fast', ...options }, { threads, outcomes });
    return [Buffer.from(encodeReport(report)).toString(), judged];
  }

  it('are taken when it goes on, and nothing is judged again', async () => {
    const [first, judged] = await run(false);
    expect(judged).toBe(30);
    expect(await run(true)).toEqual([first, 0]);
    expect(await run(false)).toEqual([first, 30]);
  });

  it('are not taken by an audit with other options', async () => {
    await run(false);
    expect((await run(true, { engine: 'both' }))[1]).toBe(30);
  });

  it('are not taken once a byte of them changed', async () => {
    const [first] = await run(false);
    const file = join(out, 'state', readdirSync(join(out, 'state'))[0]!);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(200) ^ 1, 200);
    writeFileSync(file, bytes);
    expect(await run(true)).toEqual([first, 30]);
  });

  it('name nobody', async () => {
    await run(false);
    const kept = readFileSync(join(out, 'state', '000000.state')).toString('latin1');
    expect(kept).not.toMatch(/0000000000[0-3][0-9]/);
  });
});
