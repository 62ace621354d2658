import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe } from '@jest/globals';

export const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

/** A `describe` for tests with a real Redis; says so when there is none. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (hasRedis) describe(name, tests);
  else describe.skip(`${name} (skipped: no redis-server)`, tests);
}

export interface TestRedis {
  /** What `--redis` takes: a socket path, or `redis://` when started with `tcp`. */
  readonly url: string;
  /** Ends it the hard way, as a crash would. Everything in it is lost. */
  kill(): Promise<void>;
  /** Starts it again at the same address, empty. */
  restart(): Promise<void>;
  /** Stops and continues the process: connections stay, answers do not come. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Starts a Redis of its own that dies with the test process, whatever ends that. */
export async function startRedis({ tcp = false }: { tcp?: boolean } = {}): Promise<TestRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-redis-'));
  const socket = join(directory, 's');
  const port = tcp ? await freePort() : 0;
  const address = ['--bind', '127.0.0.1', '--port', String(port), '--unixsocket', socket];
  const limits = ['--save', '', '--appendonly', 'no', '--dir', directory];
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn('setpriv', ['--pdeathsig', 'KILL', 'redis-server', ...address, ...limits], { stdio: 'ignore' });
    while (!(await answers(socket))) {
      if (child.exitCode !== null) throw new Error('redis-server does not start');
      await delay(5);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  await start();
  return {
    url: tcp ? `redis://127.0.0.1:${port}` : socket,
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGKILL');
      rmSync(socket, { force: true });
      await start();
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    async stop() {
      await end('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('error', () => {
      resolve(false);
    });
    connection.once('data', (data) => {
      connection.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    connection.write('PING\r\n');
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
