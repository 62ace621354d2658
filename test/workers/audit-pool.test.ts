import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeFindings, encodeReport } from '../../src/audit/report.ts';
import { createAuditPool } from '../../src/workers/audit-pool.ts';
import { auditOf } from '../audit/audit-of.ts';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';

describe('the threads of an audit', () => {
  let exported: ExportedLedger;
  beforeAll(async () => {
    exported = await exportLedger({ ballots: 150, anchors: 1, revocation: 'ocsp-then-crl', batch: 50 });
  });
  afterAll(() => {
    exported.remove();
  });

  async function bothWays(): Promise<[string, string]> {
    const here = await auditOf(exported, { engine: 'fast' });
    const there = await auditOf(exported, { engine: 'fast' }, { threads: (g, lists) => createAuditPool(g, lists, 2) });
    const bytesOf = ({ report, findings }: typeof here) =>
      Buffer.concat([encodeReport(report), encodeFindings(findings)]).toString();
    return [bytesOf(there), bytesOf(here)];
  }

  it('find nothing in a clean ledger, with lists of revoked certificates', async () => {
    const [there, here] = await bothWays();
    expect(there).toBe(here);
    expect(there).toContain('"verdict":"clean"');
  });

  it('find what one thread finds, in the same order', async () => {
    const path = join(exported.directory, 'restricted/ballots/000000.bin');
    const unit = readFileSync(path);
    const spoiled = Buffer.from(unit);
    for (let at = 3000; at < unit.length; at += 9000) spoiled.writeUInt8(spoiled.readUInt8(at) ^ 1, at);
    writeFileSync(path, spoiled);
    const [there, here] = await bothWays();
    writeFileSync(path, unit);
    expect(there).toBe(here);
    expect(there).toContain('"code":"ballot-commitment-mismatch"');
  });
});
