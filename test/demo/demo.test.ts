import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_TEXTS } from '../../src/demo/texts.ts';
import { builtMain } from '../support/built-dauys.ts';
import { dauys } from '../cli/run-dauys.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-demo-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('dauys demo', () => {
  it('votes, counts, closes, verifies and says so in one JSON object', async () => {
    const { status, stdout, stderr, json } = await dauys(['demo', '--once', '--ballots', '20', '--json'], {
      TMPDIR: directory,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const { anchors } = json as { anchors: number };
    expect(anchors).toBeGreaterThan(0);
    expect(json).toEqual({
      ok: true,
      ballots: 20,
      seconds: expect.any(Number),
      // Opened, twenty ballots, closed, protocol.
      size: 23 + anchors,
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
      vkey: expect.stringMatching(/^vote\.example\.kz\/log\/qamqor-demo\+/),
      revoked: 1,
      byList: 1,
      anchors,
      redecided: 20,
    });
    expect(readdirSync(directory).filter((name) => name.startsWith('dauys-demo-'))).toEqual([]);
  });

  it('tells each step in the language asked for, counts with bars, and stays up until Ctrl+C', async () => {
    const child = spawn(process.execPath, [builtMain(), 'demo', '--ballots', '6', '--port', '0', '--lang', 'kk'], {
      env: { PATH: process.env['PATH'], TMPDIR: directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'close');
    let [stdout, stderr] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    try {
      const url = await new Promise<string>((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          stdout += `${line}\n`;
          const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const tallies = (await (await fetch(`${url}/api/v1/contests/qamqor-demo/tallies`)).json()) as object;
      expect(tallies).toMatchObject({ state: 'final', ballots: 6 });
      child.kill('SIGINT');
      expect(await exited).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
    const text = DEMO_TEXTS.kk;
    const [, size] = /Журналда (\d+) жазба/.exec(stdout) ?? [];
    const refusals = [text.sameAgain, text.otherCandidate('already-voted'), text.revoked('certificate-revoked')];
    const begins = [text.preparing, text.outage, text.counts(6), text.leaders, ...refusals, text.closing];
    const anchors = Number(size) - 9;
    const ends = [text.closed(9 + anchors), text.verified(6), text.anchored(anchors), text.redecided(6, 6), text.good];
    const places = [...begins, ...ends].map((step) => stdout.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(stdout).toMatch(/номинант, .* █+/);
    expect(stderr).toContain(`${text.casting}: 6/6`);
    expect(readdirSync(directory).filter((name) => name.startsWith('dauys-demo-'))).toEqual([]);
  });
});
