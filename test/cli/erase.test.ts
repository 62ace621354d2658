import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';
import { createFolder, type Folder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

describe('dauys erase', () => {
  let exported: ExportedLedger;
  let folder: Folder;
  let data: string[];
  const erase = (index: string, file: string, ...flags: string[]): Promise<Run> =>
    dauys(['erase', index, '--contest', 'qamqor-demo', '--decision', file, ...data, ...flags, '--json']);
  beforeAll(async () => {
    exported = await exportLedger({ ballots: 5 });
    folder = createFolder();
    data = ['--data', exported.ledger.config.dataDirectory];
  });
  afterAll(() => {
    folder.remove();
    exported.remove();
  });

  it('erases one record, once, and the export after it is clean and shows it', async () => {
    const decision = folder.write('decision.txt', 'Протокол № 7\n');
    const erased = await erase('3', decision);
    expect(erased.json).toEqual({ ok: true, contest: 'qamqor-demo', ballot: 3, index: 8, created: true, purged: true });
    expect((await erase('3', decision)).json).toMatchObject({ ok: true, index: 8, created: false });
    const { stdout } = await dauys([
      'erase',
      '3',
      '--contest',
      'qamqor-demo',
      '--decision',
      decision,
      ...data,
      '--lang',
      'kk',
    ]);
    expect(stdout).toContain('бұрын өшірілген');

    const out = folder.path('export');
    const trust = ['--trust', exported.ledger.trustDirectory];
    const made = await dauys([
      'export',
      '--contest',
      'qamqor-demo',
      '--out',
      out,
      '--plaintext',
      ...data,
      ...trust,
      '--json',
    ]);
    expect(verdictOf(made)).toEqual([0, 'good']);
    const audited = await dauys(['audit', out, '--out', folder.path('report'), '--engine', 'fast', '--json']);
    expect(verdictOf(audited)).toEqual([0, 'good']);
    const again = await dauys([
      'ballot',
      'evidence',
      '3',
      '--contest',
      'qamqor-demo',
      ...data,
      '--out',
      join(out, 'x'),
      '--json',
    ]);
    expect(verdictOf(again)).toEqual([1, 'not-found']);
  });

  it('refuses what is no ballot, no decision and no contest', async () => {
    const decision = folder.write('decision.txt', 'Протокол № 7\n');
    expect(verdictOf(await erase('0', decision))).toEqual([1, 'not-found']);
    expect(verdictOf(await erase('x', decision))).toEqual([2, 'config-invalid']);
    expect(verdictOf(await erase('2', folder.path('nothing')))).toEqual([2, 'config-invalid']);
    expect(verdictOf(await erase('2', folder.write('iin', 'ИИН 900101300123')))).toEqual([2, 'config-invalid']);
    expect(verdictOf(await erase('2', folder.write('long', 'x'.repeat(70_000))))).toEqual([2, 'config-invalid']);
    expect(verdictOf(await erase('2', folder.write('bytes', Uint8Array.of(255))))).toEqual([2, 'config-invalid']);
    const other = ['erase', '2', '--contest', 'another', '--decision', decision, ...data, '--json'];
    expect(verdictOf(await dauys(other))).toEqual([2, 'contest-unknown']);
  });
});
