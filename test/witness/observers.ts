import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWitness } from '../../src/witnessing.ts';

interface Observer {
  readonly url: string;
  readonly vkey: string;
  close(): Promise<void>;
}

/** A witness of this project, in this process. */
export async function startObserver(logKey: string, name: string): Promise<Observer> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-witness-'));
  const { url, vkey, stop } = await startWitness(
    {
      listen: { host: '127.0.0.1', port: 0 },
      logs: [logKey],
      stateFile: join(directory, 'state.db'),
      keyFile: join(directory, 'witness.key'),
      name,
    },
    { clock: { nowMs: () => 1_800_000_000_000, monotonicMs: () => 0 }, logTo: { write: () => undefined } },
  );
  const close = async (): Promise<void> => {
    await stop();
    rmSync(directory, { recursive: true });
  };
  return { url, vkey, close };
}

export type Script = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface ScriptedWitness {
  readonly url: string;
  /** What it was sent. */
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

/** A witness that answers as it is told. */
export async function startScripted(script: Script): Promise<ScriptedWitness> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      script(request, response, bodies.at(-1)!);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, close };
}
