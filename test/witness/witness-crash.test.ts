import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { proveConsistency } from '../../src/intake/log-consistency.ts';
import { createCosignatureVerifier } from '../../src/log/cosignature.ts';
import { openNote } from '../../src/log/note.ts';
import { createLogKey, CRYPTO } from '../log/ed25519.ts';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.ts';
import { sha256 } from '../support/ballots.ts';
import { until } from '../support/poll.ts';
import { spawnDauys } from '../support/service.ts';
import { cosignatureOf, offer } from './client.ts';

const ORIGIN = 'vote.example.kz/log/demo';
/** Entries that two forks have in common. */
const SHARED = 10;

interface WitnessProcess {
  readonly url: string;
  readonly vkey: string;
  kill(): Promise<unknown>;
}

async function spawnWitness(directory: string, logKey: string): Promise<WitnessProcess> {
  const [state, key] = [join(directory, 'state.db'), join(directory, 'witness.key')];
  const args = ['witness', '--listen', '127.0.0.1:0', '--log', logKey, '--state', state, '--key', key];
  const child = spawnDauys(args);
  const exited = once(child, 'close');
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  child.stdout!.resume();
  return {
    ...(JSON.parse(line) as { url: string; vkey: string }),
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

interface Cosigned {
  readonly line: string;
  readonly checkpoint: string;
  readonly branch: number;
}

/** Offers a branch until the witness is gone, following what it says it knows. */
async function push(log: MemoryLog, branch: number, url: string, cosigned: Cosigned[]): Promise<void> {
  let oldSize = SHARED;
  for (;;) {
    const { size, checkpoint } = log.head();
    const proof = await proveConsistency(log.rows, 'demo', { oldSize, size }, sha256);
    const reply = await offer(url, { oldSize, proof, checkpoint }).catch(() => undefined);
    if (reply === undefined) return;
    if (reply.status === 200) {
      cosigned.push({ checkpoint, line: cosignatureOf(reply).line, branch });
      oldSize = size;
      log.grow(1);
    } else if (reply.status === 409) {
      oldSize = Number(reply.body);
      if (oldSize >= log.head().size) log.grow(oldSize - log.head().size + 1);
    }
  }
}

describe('a witness that is killed', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-witness-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([1, 2, 3, 5, 8])('after %i cosignatures never cosigns the other of two forks', async (lifetime) => {
    const key = createLogKey(ORIGIN);
    const branches = [0, 1].map((fork) => createMemoryLog(ORIGIN, SHARED, { key, fork, forkAt: SHARED }));
    const cosigned: Cosigned[] = [];
    const first = await spawnWitness(directory, key.vkey);
    const { checkpoint } = branches[0]!.head();
    expect((await offer(first.url, { oldSize: 0, proof: [], checkpoint })).status).toBe(200);
    for (const log of branches) log.grow(1);

    const racing = branches.map((log, branch) => push(log, branch, first.url, cosigned));
    await until(() => cosigned.length >= lifetime);
    await first.kill();
    await Promise.all(racing);

    // The branch that lost has the witness for itself for a while, from the size where both were alike.
    const second = await spawnWitness(directory, key.vkey);
    expect(second.vkey).toBe(first.vkey);
    const loser = 1 - cosigned[0]!.branch;
    const log = createMemoryLog(ORIGIN, SHARED + 1, { key, fork: loser, forkAt: SHARED });
    const proof = await proveConsistency(log.rows, 'demo', { oldSize: SHARED, size: SHARED + 1 }, sha256);
    expect((await offer(second.url, { oldSize: SHARED, proof, checkpoint: log.head().checkpoint })).status).toBe(409);
    const again = branches.map((each, branch) => push(each, branch, second.url, cosigned));
    const before = cosigned.length;
    await until(() => cosigned.length > before);
    await second.kill();
    await Promise.all(again);

    const verifiers = [createCosignatureVerifier(first.vkey, CRYPTO)];
    for (const { checkpoint: note, line } of cosigned)
      expect(openNote(note + line, verifiers).verified).toHaveLength(1);
    expect(new Set(cosigned.map(({ branch }) => branch)).size).toBe(1);
  });
});
