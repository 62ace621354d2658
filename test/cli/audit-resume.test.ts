import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtMain } from '../support/built-dauys.ts';
import { writeBulkExport } from '../support/bulk-export.ts';
import { until } from '../support/poll.ts';
import { dauys, verdictOf } from './run-dauys.ts';

describe('dauys audit --resume', () => {
  let directory: string;
  const path = (name: string): string => join(directory, name);
  const filesOf = (name: string): [string, string][] =>
    readdirSync(path(name))
      .sort()
      .map((file) => [file, readFileSync(join(path(name), file)).toString('base64')]);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-audit-'));
    // Ballots in two units, so that the outcome of the first is kept while the second is at work.
    await writeBulkExport(path('export'), { ballots: 200, records: true, fillers: 65_600 });
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives the same reports byte for byte after kill -9', async () => {
    const whole = await dauys(['audit', path('export'), '--out', path('whole'), '--json']);
    expect(verdictOf(whole)).toEqual([0, 'good']);

    const args = ['audit', path('export'), '--out', path('killed'), '--json'];
    const child = spawn(process.execPath, [builtMain(), ...args], { stdio: 'ignore' });
    await until(() => existsSync(path('killed/state/000000.state')));
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(readdirSync(path('killed'))).toEqual(['state']);

    const resumed = await dauys([...args, '--resume']);
    expect([resumed.status, resumed.json]).toEqual([whole.status, whole.json]);
    expect(filesOf('killed')).toEqual(filesOf('whole'));
    expect(readdirSync(path('whole'))).toEqual(['findings.jsonl', 'report.html', 'report.json', 'tally.csv']);
  });

  it('needs the directory in which the outcomes were kept', async () => {
    expect(verdictOf(await dauys(['audit', path('export'), '--resume', '--json']))).toEqual([2, 'config-invalid']);
  });
});
