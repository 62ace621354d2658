import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLines } from '../support/export-files.ts';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';
import { buildTlogcheck, HAS_GO, putFile, runTlogcheck } from './tlogcheck.ts';

const suite = HAS_GO ? describe : describe.skip;

suite(`golang.org/x/mod on an export${HAS_GO ? '' : ' (skipped: no Go with golang.org/x/mod)'}`, () => {
  let program: string;
  let exported: ExportedLedger;
  beforeAll(async () => {
    program = buildTlogcheck();
    exported = await exportLedger({ ballots: 700, anchors: 2, part: 'public' });
  });
  afterAll(() => {
    rmSync(dirname(program), { recursive: true, force: true });
    exported.remove();
  });
  const publicFile = (path: string): string => join(exported.directory, 'public', path);
  const check = (...args: string[]) =>
    runTlogcheck(program, ['-dir', publicFile('log'), '-vkey', exported.ledger.vkey, ...args]);

  it('verifies the whole log, every checkpoint before it, and the proof of the protocol', async () => {
    const lines = readLines<{ size: number; checkpoint: string }>(readFileSync(publicFile('checkpoints.jsonl')));
    const olds = lines.map(({ size, checkpoint }) => putFile(exported.ledger.directory, `old-${size}`, checkpoint));
    const { proof } = JSON.parse(readFileSync(publicFile('protocol.json'), 'utf8')) as { proof: string };
    const file = putFile(exported.ledger.directory, 'proof', proof);
    const verdict = await check(
      ...olds.flatMap((old) => ['-old', old]),
      '-proof',
      file,
      '-index',
      '0',
      '-index',
      '704',
    );
    expect(verdict.text).toMatch(
      new RegExp(
        `^ok: ${exported.manifest.size} entries, root .{44}, 2 indexes, ${olds.length} earlier checkpoints, 1 proofs$`,
      ),
    );
    expect(olds.length).toBeGreaterThan(5);
  });

  it('refuses a changed byte of any part of it', async () => {
    for (const path of ['log/tile/entries/001', 'log/tile/0/000', 'log/tile/1/000.p/2', 'log/checkpoint']) {
      const bytes = readFileSync(publicFile(path));
      const changed = Buffer.from(bytes);
      changed[40]! ^= 1;
      writeFileSync(publicFile(path), changed);
      expect({ path, ok: (await check()).ok }).toEqual({ path, ok: false });
      writeFileSync(publicFile(path), bytes);
    }
    expect((await check()).ok).toBe(true);
  });
});
