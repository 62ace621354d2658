import { afterAll, describe, expect, it } from '@jest/globals';
import { auditExport } from '../../src/audit/audit.ts';
import { createLocalThreads } from '../../src/audit/local-threads.ts';
import { openExport } from '../../src/files/export-reader.ts';
import { exportLedger, type ExportedLedger, type ExportOptions } from '../support/exported-ledger.ts';

const made: ExportedLedger[] = [];
afterAll(() => {
  for (const each of made) each.remove();
});

async function audit(options: ExportOptions, level: 'public' | 'full') {
  const exported = await exportLedger(options);
  made.push(exported);
  const ports = {
    reader: openExport(exported.directory),
    threads: createLocalThreads,
    seed: () => 7,
    onProgress: () => undefined,
  };
  return auditExport({ level, logKey: exported.ledger.vkey }, ports);
}

describe('the audit of a clean ledger', () => {
  const cases: ExportOptions[] = [
    { ballots: 0, closed: false },
    { ballots: 0 },
    { ballots: 1, anchors: 1 },
    { ballots: 255, mode: 'afterClose', revocation: 'crl', batch: 64 },
    { ballots: 256, closed: false, batch: 64 },
    { ballots: 257, mode: 'afterClose', closed: false },
    { ballots: 257, anchors: 3, revocation: 'ocsp-then-crl', batch: 100 },
    { ballots: 20, algorithm: 'gost512', anchors: 2 },
  ];
  it.each(cases)('finds nothing in the public part of %j', async (options) => {
    const { report, findings } = await audit({ ...options, part: 'public' }, 'public');
    expect(findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'clean', log: { ballots: options.ballots } });
    expect(report.result?.counted).toBe(options.closed === false ? undefined : options.ballots);
  });
});
