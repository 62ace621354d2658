import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** False where processes may not be traced; such tests then say that they were skipped. */
export const canTrace = spawnSync('strace', ['-f', '-qq', '-e', 'trace=fsync', 'true']).status === 0;

export interface Fault {
  readonly file: string;
  readonly calls: string;
  readonly fault: string;
}

/** Makes system calls of a running process on one file fail until it exits, or kills it there. */
export async function injectFault(pid: number, { file, calls, fault }: Fault): Promise<void> {
  const what = ['-P', file, '-e', `trace=${calls}`, '-e', `inject=${calls}:${fault}`];
  const options = ['-f', '-o', '/dev/null', '-p', String(pid), ...what];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'strace', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const attached = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('attached')) resolve();
    });
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('strace does not attach');
  });
  ended.catch(() => undefined);
  await Promise.race([attached, ended]);
}

/** As {@link injectFault}, for the one process that follows and from its start. */
export function underFault({ file, calls, fault }: Fault): string[] {
  return [
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-P',
    file,
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${calls}:${fault}`,
  ];
}

/** Puts a file system of its own, of this size, under a directory for the one process that follows. */
export function onSmallDisk(directory: string, megabytes: number): string[] {
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && exec "$@"`;
  return ['unshare', '--mount', 'sh', '-c', script, directory];
}

/** False where file systems may not be mounted. */
export const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** Takes room away on the disk that a process sees under `directory`. @returns gives it back */
export function fillDisk(pid: number, directory: string, megabytes: number): () => void {
  const file = join(`/proc/${pid}/root`, directory, 'other-peoples-files');
  writeFileSync(file, new Uint8Array(megabytes * 1024 * 1024));
  return () => {
    rmSync(file);
  };
}
