import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NCALayerClient } from 'ncalayer-js-client';
import { DEMO_TEXTS } from '../../src/demo/texts.ts';
import { builtMain } from '../support/built-dauys.ts';
import { until } from '../support/poll.ts';
import { dauys } from '../cli/run-dauys.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-demo-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
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

  it('tells each step in the language asked for, and stays up with the closed vote until Ctrl+C', async () => {
    const { url, stop } = await start(['--ballots', '6', '--closed']);
    const tallies = (await (await fetch(`${url}/api/v1/contests/qamqor-demo/tallies`)).json()) as object;
    expect(tallies).toMatchObject({ state: 'final', ballots: 6 });
    const { stdout, stderr } = await stop();
    const text = DEMO_TEXTS.kk;
    const [, size] = /Журналда (\d+) жазба/.exec(stdout) ?? [];
    const refusals = [text.sameAgain, text.otherCandidate('already-voted'), text.revoked('certificate-revoked')];
    const begins = [text.preparing, text.outage, text.counts(6), text.leaders, ...refusals, text.closing];
    const anchors = Number(size) - 9;
    const ends = [text.closed(9 + anchors), text.verified(6), text.anchored(anchors), text.redecided(6, 6), text.good];
    const places = [...begins, ...ends, text.browse(`${url}/kk/`)].map((step) => stdout.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(stdout).toMatch(/номинант, .* █+/);
    expect(stderr).toContain(`${text.casting}: 6/6`);
    expect(left()).toEqual([]);
  });

  it('leaves the vote open to whoever comes, and signs for them', async () => {
    const { url, ncalayer, stop } = await start(['--ballots', '6']);
    const contest = `${url}/api/v1/contests/qamqor-demo`;
    const ballots = async (): Promise<number> =>
      ((await (await fetch(`${contest}/tallies`)).json()) as { ballots: number }).ballots;
    expect(await ballots()).toBe(6);
    const page = await fetch(`${url}/kk/contests/qamqor-demo/`);
    const [, address = ''] =
      /connect-src 'self' (ws:\S+)/.exec(page.headers.get('content-security-policy') ?? '') ?? [];
    expect(address.replace('ws:', 'http:')).toBe(ncalayer);

    const client = new NCALayerClient(address, false);
    await client.connect();
    const bytes = Buffer.from(await (await fetch(`${contest}/candidates/n012/ballot`)).arrayBuffer());
    const params = { decode: true, encapsulate: true };
    const signer = { extKeyUsageOids: [], chain: [] };
    const cms = await client.basicsSignCMS(null, bytes.toString('base64'), params, signer, 'kk');
    client.wsConnection?.close();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${contest}/ballots`, { method: 'POST', headers, body: JSON.stringify({ cms }) });
    expect(answer.status).toBe(201);
    await until(async () => (await ballots()) === 7);

    const { stdout } = await stop();
    expect(stdout).toContain(DEMO_TEXTS.kk.vote(`${url}/kk/`));
    expect(stdout).toContain(DEMO_TEXTS.kk.verifiedOpen(6, Number(/түбірі \((\d+) жазба/.exec(stdout)?.[1])));
    expect(stdout).not.toContain(DEMO_TEXTS.kk.closing);
    expect(left()).toEqual([]);
  });
});

const left = (): string[] => readdirSync(directory).filter((name) => name.startsWith('dauys-demo-'));

/** In Kazakh, until it says where its site and its stand-in for NCALayer are. */
async function start(flags: readonly string[]) {
  const child = spawn(process.execPath, [builtMain(), 'demo', '--port', '0', '--lang', 'kk', ...flags], {
    env: { PATH: process.env['PATH'], TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const exited = once(child, 'close');
  let [stdout, stderr] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const addresses = new Promise<string[]>((resolve) => {
    const found: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      stdout += `${line}\n`;
      found.push(...(/http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []));
      if (found.length === 2) resolve(found);
    });
  });
  const [url = '', ncalayer = ''] = await addresses;
  return {
    ...{ url, ncalayer },
    async stop() {
      child.kill('SIGINT');
      expect(await exited).toEqual([0, null]);
      return { stdout, stderr };
    },
  };
}
