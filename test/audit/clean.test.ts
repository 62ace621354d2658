import { afterAll, describe, expect, it } from '@jest/globals';
import type { AuditOptions } from '../../src/audit/audit.ts';
import { exportLedger, type ExportedLedger, type ExportOptions } from '../support/exported-ledger.ts';
import { auditOf } from './audit-of.ts';

const made: ExportedLedger[] = [];
afterAll(() => {
  for (const each of made) each.remove();
});

describe('the audit of a clean ledger', () => {
  const cases: (ExportOptions & Pick<AuditOptions, 'engine'>)[] = [
    { ballots: 0, closed: false },
    { ballots: 0 },
    { ballots: 1, anchors: 1, revocation: 'ocsp' },
    { ballots: 20, algorithm: 'gost512', anchors: 2, revocation: 'ocsp-then-crl' },
    { ballots: 12, stamped: true, revocation: 'ocsp-then-crl' },
    { ballots: 12, engine: 'second' },
    { ballots: 255, mode: 'afterClose', revocation: 'crl', batch: 64, engine: 'fast' },
    { ballots: 256, closed: false, batch: 64, engine: 'fast' },
    { ballots: 257, mode: 'afterClose', closed: false, engine: 'fast' },
    { ballots: 257, anchors: 3, revocation: 'ocsp-then-crl', batch: 100, engine: 'fast' },
  ];
  it.each(cases)('finds nothing in %j', async ({ engine, ...options }) => {
    const exported = await exportLedger(options);
    made.push(exported);
    const counted = options.closed === false ? undefined : options.ballots;
    const open = await auditOf(exported, { level: 'public' });
    expect(open.findings).toEqual([]);
    expect(open.report).toMatchObject({ verdict: 'clean', records: null, log: { ballots: options.ballots } });
    expect(open.report.result?.counted).toBe(counted);

    const full = await auditOf(exported, { level: 'full', engine });
    expect(full.findings).toEqual([]);
    const [rsa, gost] = options.algorithm === 'gost512' ? [0, options.ballots] : [options.ballots, 0];
    expect(full.report).toMatchObject({ verdict: 'clean', records: { rsa, gost, unjudged: 0 } });
    const all = rsa > 0 && engine !== 'fast' ? rsa : 0;
    expect(full.report.records).toMatchObject({ second: all, secondUnable: gost });
  });
});
