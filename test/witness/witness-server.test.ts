import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { proveConsistency } from '../../src/intake/log-consistency.ts';
import { cosignatureTime, createCosignatureVerifier } from '../../src/log/cosignature.ts';
import { createNoteVerifier, openNote, parseVkey } from '../../src/log/note.ts';
import { startWitness, type RunningWitness, type WitnessConfig } from '../../src/witnessing.ts';
import { createLogKey, CRYPTO } from '../log/ed25519.ts';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.ts';
import { sha256 } from '../support/ballots.ts';
import { cosignatureOf, offer } from './client.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const NOW_SECONDS = 1_800_000_000;

let directory: string;
let witness: RunningWitness | undefined;
const lines: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-witness-'));
  lines.length = 0;
});
afterEach(async () => {
  await witness?.stop();
  witness = undefined;
  rmSync(directory, { recursive: true, force: true });
});

async function start(logs: readonly string[], changes: Partial<WitnessConfig> = {}): Promise<RunningWitness> {
  await witness?.stop();
  const config = {
    listen: { host: '127.0.0.1', port: 0 },
    logs,
    stateFile: join(directory, 'state.db'),
    keyFile: join(directory, 'keys', 'witness.key'),
    ...changes,
  };
  const clock = { nowMs: () => NOW_SECONDS * 1000 + 999, monotonicMs: () => 0 };
  witness = await startWitness(config, { clock, logTo: { write: (line) => void lines.push(line) } });
  return witness;
}

const prove = async (log: MemoryLog, oldSize: number) =>
  oldSize === 0 ? [] : proveConsistency(log.rows, 'demo', { oldSize, size: log.head().size }, sha256);
const offerHead = async (url: string, log: MemoryLog, oldSize: number) =>
  offer(url, { oldSize, proof: await prove(log, oldSize), checkpoint: log.head().checkpoint });

describe('dauys witness', () => {
  it('cosigns a growing log, and shows what it cosigned last', async () => {
    const log = createMemoryLog(ORIGIN, 5);
    const { url, vkey } = await start([log.vkey]);
    const verifiers = [createNoteVerifier(log.vkey, CRYPTO), createCosignatureVerifier(vkey, CRYPTO)];
    for (const [oldSize, more] of [
      [0, 0],
      [5, 0],
      [5, 300],
    ] as const) {
      if (more > 0) log.grow(more);
      const reply = await offerHead(url, log, oldSize);
      expect(reply.status).toBe(200);
      const { line, signature } = cosignatureOf(reply);
      expect(openNote(log.head().checkpoint + line, verifiers).verified).toHaveLength(2);
      expect(cosignatureTime(signature)).toBe(NOW_SECONDS);
      const hash = createHash('sha256').update(ORIGIN).digest('hex');
      const shown = await (await fetch(`${url}/${hash}/checkpoint`)).text();
      expect(shown).toBe(log.head().checkpoint + line);
    }
    const entries = lines.map((entry) => JSON.parse(entry) as Record<string, unknown>);
    expect(entries.map(({ event, size }) => [event, size])).toEqual([
      ['cosigned', 5],
      ['cosigned', 5],
      ['cosigned', 305],
    ]);
  });

  it('keeps its key and remembers over a restart', async () => {
    const key = createLogKey(ORIGIN);
    const log = createMemoryLog(ORIGIN, 7, { key });
    const first = await start([log.vkey], { name: 'observer.example.kz' });
    expect((await offerHead(first.url, log, 0)).status).toBe(200);
    const second = await start([log.vkey], { name: 'observer.example.kz' });
    expect(second.vkey).toBe(first.vkey);
    expect(parseVkey(second.vkey, sha256, 'cosignature').name).toBe('observer.example.kz');
    expect(statSync(join(directory, 'keys', 'witness.key')).mode & 0o777).toBe(0o600);

    const fork = createMemoryLog(ORIGIN, 9, { key, fork: 1 });
    expect(await offerHead(second.url, fork, 0)).toMatchObject({ status: 409, type: 'text/x.tlog.size', body: '7\n' });
    expect(await offerHead(second.url, fork, 7)).toMatchObject({ status: 422 });
    expect(await offerHead(second.url, createMemoryLog(ORIGIN, 7, { key, fork: 1 }), 7)).toMatchObject({ status: 409 });
    expect(await offerHead(second.url, createMemoryLog(ORIGIN, 6, { key }), 6)).toMatchObject({ status: 409 });
    log.grow(1);
    expect((await offerHead(second.url, log, 7)).status).toBe(200);
  });

  it('is named after its key unless told', async () => {
    const { vkey } = await start([createLogKey(ORIGIN).vkey]);
    expect(vkey).toMatch(/^witness-[0-9a-f]{8}\+[0-9a-f]{8}\+B/);
  });

  it('cosigns one of two forks where two processes share a memory', async () => {
    const key = createLogKey(ORIGIN);
    const [log, fork] = [createMemoryLog(ORIGIN, 7, { key }), createMemoryLog(ORIGIN, 7, { key, fork: 1 })];
    const { url } = await start([key.vkey]);
    const other = await startWitness(
      {
        listen: { host: '127.0.0.1', port: 0 },
        logs: [key.vkey],
        stateFile: join(directory, 'state.db'),
        keyFile: join(directory, 'keys', 'witness.key'),
      },
      { clock: { nowMs: () => 0, monotonicMs: () => 0 }, logTo: { write: () => undefined } },
    );
    const replies = await Promise.all([offerHead(url, log, 0), offerHead(other.url, fork, 0)]);
    await other.stop();
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('answers hostile requests and goes on', async () => {
    const log = createMemoryLog(ORIGIN, 3);
    const { url } = await start([log.vkey]);
    expect((await offer(url, '')).status).toBe(400);
    expect((await offer(url, 'old 0\n\nx')).status).toBe(400);
    expect((await offer(url, `old 0\n\n${'x'.repeat(70_000)}`)).status).toBe(413);
    expect(await offerHead(url, createMemoryLog('unknown', 3), 0)).toMatchObject({ status: 404 });
    expect(await offerHead(url, createMemoryLog(ORIGIN, 3), 0)).toMatchObject({ status: 403 });
    for (const path of ['/', '/add-checkpoint', `/${'0'.repeat(64)}/checkpoint`, '/../checkpoint']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    const { port } = new URL(url);
    await new Promise((resolve) => {
      connect(Number(port), '127.0.0.1', function (this: ReturnType<typeof connect>) {
        this.end('POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nold 0');
      })
        .on('error', () => undefined)
        .on('close', resolve)
        .resume();
    });
    expect((await offerHead(url, log, 0)).status).toBe(200);
  });

  it('refuses to start on what is no key and no state', async () => {
    const { vkey } = createLogKey(ORIGIN);
    await expect(start([])).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(start(['x'])).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(start([vkey], { name: 'a b' })).rejects.toMatchObject({ code: 'config-invalid' });
    const notState = join(directory, 'not-state');
    writeFileSync(notState, 'x'.repeat(5000));
    await expect(start([vkey], { stateFile: notState })).rejects.toMatchObject({ code: 'ledger-corrupt' });
    const notKey = join(directory, 'not-key');
    writeFileSync(notKey, 'x', { mode: 0o600 });
    await expect(start([vkey], { keyFile: notKey })).rejects.toMatchObject({ code: 'config-invalid' });
  });
});

const FILE = '../shared/vectors/tlog/witness-add-checkpoint.json';
const suite = existsSync(FILE) ? describe : describe.skip;
suite(`exchanges of another witness${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`, () => {
  it('get the same answers', async () => {
    const { logVkey, steps } = JSON.parse(readFileSync(FILE, 'utf8')) as Exchanges;
    const { url, vkey } = await start([logVkey]);
    for (const { body, status, response } of steps) {
      const reply = await offer(url, body);
      expect(reply.status).toBe(status);
      if (response !== undefined) expect(reply).toMatchObject({ type: 'text/x.tlog.size', body: response });
      if (status === 200) {
        const checkpoint = body.slice(body.indexOf('\n\n') + 2);
        const cosigned = openNote(checkpoint + cosignatureOf(reply).line, [createCosignatureVerifier(vkey, CRYPTO)]);
        expect(cosigned.verified).toHaveLength(1);
      }
    }
  });
});

interface Exchanges {
  logVkey: string;
  steps: { body: string; status: number; response?: string }[];
}
