import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_TEXTS } from '../../src/demo/texts.ts';
import { dauys } from '../cli/run-dauys.ts';
import { builtMain } from '../support/built-dauys.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-demo-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const left = (): string[] => readdirSync(directory).filter((name) => name.startsWith('dauys-demo-'));

describe('a demonstration that does not come to its end', () => {
  it('leaves nothing behind on Ctrl+C, and ends as that says', async () => {
    const args = [builtMain(), 'demo', '--once', '--ballots', '400', '--lang', 'en'];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], TMPDIR: directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'close');
    try {
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      // The service is up once somebody has voted: a line tells of every tenth.
      const voting = new Promise<void>((resolve) => {
        child.stderr.on('data', () => {
          resolve();
        });
      });
      await voting;
      expect(left()).toHaveLength(1);
      child.kill('SIGINT');
      expect(await exited).toEqual([null, 'SIGINT']);
      expect(stdout).not.toContain(DEMO_TEXTS.en.closing);
    } finally {
      child.kill('SIGKILL');
    }
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind where the service cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { status, json } = await dauys(['demo', '--port', String(port), '--json'], { TMPDIR: directory });
    taken.close();
    expect({ status, ok: json['ok'] }).toEqual({ status: 2, ok: false });
    expect(left()).toEqual([]);
  });
});
