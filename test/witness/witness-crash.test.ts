import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
const KILLS = 6;

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

describe('a witness that is killed', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-witness-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('never cosigns both of two forks', async () => {
    const key = createLogKey(ORIGIN);
    const logs = [createMemoryLog(ORIGIN, 10, { key }), createMemoryLog(ORIGIN, 10, { key, fork: 1 })] as const;
    const cosigned: { checkpoint: string; line: string; branch: number }[] = [];
    let witness = await spawnWitness(directory, key.vkey);
    const { vkey } = witness;

    /** Offers one branch again and again, following what the witness says it knows. */
    async function push(log: MemoryLog, branch: number, signal: { killed: boolean }): Promise<void> {
      let oldSize = 0;
      while (!signal.killed) {
        const { size, checkpoint } = log.head();
        const proof =
          oldSize === 0 || oldSize > size ? [] : await proveConsistency(log.rows, 'demo', { oldSize, size }, sha256);
        const reply = await offer(witness.url, { oldSize: Math.min(oldSize, size), proof, checkpoint }).catch(
          () => undefined,
        );
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

    for (let i = 0; i < KILLS; i++) {
      const signal = { killed: false };
      const pushing = logs.map((log, branch) => push(log, branch, signal));
      const before = cosigned.length;
      await until(() => cosigned.length > before + i);
      signal.killed = true;
      await witness.kill();
      await Promise.all(pushing);
      witness = await spawnWitness(directory, key.vkey);
      expect(witness.vkey).toBe(vkey);
    }
    await witness.kill();

    const verifiers = [createCosignatureVerifier(vkey, CRYPTO)];
    for (const { checkpoint, line } of cosigned)
      expect(openNote(checkpoint + line, verifiers).verified).toHaveLength(1);
    expect(cosigned.length).toBeGreaterThan(KILLS);
    expect(new Set(cosigned.map(({ branch }) => branch)).size).toBe(1);
  }, 60_000);
});
