import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createListRefresher, type ListRefresher, type ListRefresherOptions } from '../../src/ca/list-refresher.ts';
import { DauysError } from '../../src/domain/errors.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { shareCrl, type SharedCrl } from '../../src/signature/crl-shared.ts';
import { isSignerOf } from '../../src/signature/crl-signer.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { crlWorld } from '../support/crl-world.ts';
import { sha256, TEST_NOW } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { startFaultServer, type Answer, type FaultServer } from './fault-server.ts';

const worlds = [crlWorld(), crlWorld('gost512')] as const;
/** Lists of the authority that everything is about, and of another one that is trusted as well. */
export const [ours, others] = worlds;

/** What the loading thread does. */
export async function loadList(der: Uint8Array): Promise<SharedCrl> {
  try {
    const list = parseCrl(der);
    const signer = worlds.flatMap(({ path }) => path).find((candidate) => isSignerOf(candidate, list));
    if (signer === undefined) throw new DauysError('revocation-unavailable', 'nobody who is trusted signed it');
    return shareCrl(list, signer);
  } catch (cause) {
    throw new DauysError('revocation-unavailable', 'not a list', { cause });
  }
}

export function digestOf(der: Uint8Array): string {
  return toHex(sha256(der));
}

/** Serves a list the way a static file server does. */
export function file(der: Uint8Array, etag = `"${digestOf(der)}"`): Answer {
  return (seen, response) => {
    if (seen.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { etag, 'content-type': 'application/pkix-crl' }).end(der);
  };
}

export interface ListWorld {
  readonly server: FaultServer;
  readonly dir: string;
  readonly clock: ReturnType<typeof frozenClock>;
  /** Digests of the lists announced, one entry an announcement. */
  readonly announced: string[][];
  /** What became of every look. */
  readonly outcomes: string[];
  refresher(changes?: Partial<ListRefresherOptions>): ListRefresher;
  stop(): Promise<void>;
}

/** A server, a directory and a frozen clock; refreshers made here ask again every few milliseconds. */
export async function startListWorld(): Promise<ListWorld> {
  const server = await startFaultServer();
  const dir = mkdtempSync(join(tmpdir(), 'dauys-lists-'));
  const clock = frozenClock(TEST_NOW);
  const announced: string[][] = [];
  const outcomes: string[] = [];
  const made: ListRefresher[] = [];
  return {
    server,
    dir,
    clock,
    announced,
    outcomes,
    refresher(changes = {}) {
      const refresher = createListRefresher({
        urls: [server.url],
        dir: join(dir, 'lists'),
        userAgent: 'Dauys/test',
        timeoutMs: 5000,
        load: loadList,
        refreshSeconds: 0.005,
        retryMs: 5,
        clock,
        onChange: (lists) => announced.push(lists.map((list) => list.sha256)),
        onOutcome: (_, outcome) => outcomes.push(outcome.kind),
        ...changes,
      });
      made.push(refresher);
      return refresher;
    },
    async stop() {
      await Promise.all(made.map((refresher) => refresher.stop()));
      await server.stop();
      rmSync(dir, { recursive: true });
    },
  };
}
