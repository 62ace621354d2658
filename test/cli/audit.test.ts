import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';
import { dauys, verdictOf } from './run-dauys.ts';

describe('dauys audit', () => {
  let exported: ExportedLedger;
  beforeAll(async () => {
    exported = await exportLedger({ ballots: 20, anchors: 1, part: 'public' });
  });
  afterAll(() => {
    exported.remove();
  });

  it('finds nothing in a clean export, writes its reports and exits 0', async () => {
    const out = join(exported.ledger.directory, 'report');
    const run = await dauys(['audit', exported.directory, '--public', '--out', out, '--json']);
    expect(verdictOf(run)).toEqual([0, 'good']);
    expect(run.json).toMatchObject({ verdict: 'clean', level: 'public', ballots: 20, findings: 0, checks: {} });
    expect(readFileSync(join(out, 'findings.jsonl'), 'utf8')).toBe('');
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { result: { counted: number } };
    expect(report.result.counted).toBe(20);
    const rows = readFileSync(join(out, 'tally.csv'), 'utf8').trim().split('\r\n').slice(1);
    expect(rows.map((row) => Number(row.split(';')[3])).reduce((a, b) => a + b)).toBe(20);
  });

  it('says which key it believed unless it was told one, in three languages', async () => {
    const { vkey } = exported.ledger;
    const told = await dauys(['audit', exported.directory, '--public', '--log-key', vkey, '--lang', 'en']);
    expect(told.stdout).not.toContain(vkey);
    for (const [lang, words] of [
      ['kk', 'кемшілік таппады'],
      ['ru', 'не нашёл'],
      ['en', 'found nothing wrong'],
    ] as const) {
      const run = await dauys(['audit', exported.directory, '--public', '--lang', lang]);
      expect(run.stdout).toContain(vkey);
      expect(run.stdout).toContain(words);
    }
  });

  it('exits 1 on findings and names their checks', async () => {
    const path = join(exported.directory, 'public/tally.csv');
    const table = readFileSync(path);
    writeFileSync(path, table.toString().replace(/;(\d+)\r\n$/, ';77777\r\n'));
    const run = await dauys(['audit', exported.directory, '--public', '--json']);
    writeFileSync(path, table);
    expect(verdictOf(run)).toEqual([1, 'audit-findings']);
    expect(run.json).toMatchObject({ verdict: 'findings', findings: 2, checks: { A01: 1, A14: 1 } });
  });

  it('exits 2 on an export without its manifest', async () => {
    const path = join(exported.directory, 'manifest.json');
    renameSync(path, `${path}.away`);
    const run = await dauys(['audit', exported.directory, '--public', '--json']);
    renameSync(`${path}.away`, path);
    expect(verdictOf(run)).toEqual([2, 'export-invalid']);
  });
});
