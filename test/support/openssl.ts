import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What OpenSSL prints; throws when it exits with anything but 0. */
export function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The same for commands that talk to a server of this process, which must not stand still meanwhile. Both outputs. */
export async function opensslBeside(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('openssl', args, { encoding: 'utf8', timeout: 20_000 });
  return stdout + stderr;
}

/** A directory for files that OpenSSL reads; `put` and `putPem` give their paths. */
export function scratchDirectory(): {
  readonly path: (name: string) => string;
  readonly put: (name: string, bytes: Uint8Array) => string;
  readonly putPem: (name: string, ...certificates: readonly Uint8Array[]) => string;
  readonly remove: () => void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'dauys-openssl-'));
  const path = (name: string): string => join(dir, name);
  const write = (name: string, content: Uint8Array | string): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    path,
    put: write,
    putPem: (name, ...certificates) =>
      write(name, certificates.map((der) => new X509Certificate(der).toString()).join('')),
    remove: () => {
      rmSync(dir, { recursive: true });
    },
  };
}
