import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { der, derBits, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { TAG } from '../../src/encoding/der.ts';

/** The names of the same curve and hash under Russia's arc, which gost-engine knows. */
const ALGORITHM = derSequence(
  derOid('1.2.643.7.1.1.1.2'),
  derSequence(derOid('1.2.643.7.1.2.1.2.1'), derOid('1.2.643.7.1.1.2.3')),
);

/** OpenSSL with gost-engine (Debian: libengine-gost-openssl), an independent implementation to compare with. */
export const hasGostEngine = isEngineThere();

function isEngineThere(): boolean {
  const { status, stdout } = spawnSync('openssl', ['engine', 'gost'], { encoding: 'utf8' });
  return status === 0 && stdout.includes('(gost)');
}

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'dauys-gost-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openssl(...args: string[]): Buffer {
  const [command = '', ...rest] = args;
  return execFileSync('openssl', [command, '-engine', 'gost', ...rest], { stdio: ['ignore', 'pipe', 'ignore'] });
}

function reversed(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes).reverse();
}

/** Streebog-512 of every message, hex. */
export function engineDigests(messages: readonly Uint8Array[]): string[] {
  return inTemporaryFolder((folder) => {
    const files = messages.map((message, i) => {
      const file = join(folder, String(i));
      writeFileSync(file, message);
      return file;
    });
    const lines = openssl('dgst', '-md_gost12_512', ...files)
      .toString('utf8')
      .trim()
      .split('\n');
    return lines.map((line) => line.slice(line.lastIndexOf('=') + 1).trim());
  });
}

export interface EngineKey {
  readonly scalarLe: Uint8Array;
  /** X then Y, little-endian. */
  readonly publicKey: Uint8Array;
}

/** A new key on tc26-gost-3410-12-512-paramSetA made by gost-engine. */
export function engineKey(): EngineKey {
  return inTemporaryFolder((folder) => {
    const file = join(folder, 'key.der');
    openssl('genpkey', '-algorithm', 'gost2012_512', '-pkeyopt', 'paramset:A', '-outform', 'DER', '-out', file);
    const spki = openssl('pkey', '-in', file, '-inform', 'DER', '-pubout', '-outform', 'DER');
    return {
      scalarLe: Uint8Array.from(readFileSync(file).subarray(-64)),
      publicKey: Uint8Array.from(spki.subarray(-128)),
    };
  });
}

/** gost-engine's signature over the message, re-ordered from its big-endian s ‖ r to Kazakhstan's little-endian r ‖ s. */
export function engineSign(key: EngineKey, message: Uint8Array): Uint8Array {
  const pkcs8 = derSequence(der(TAG.integer, Uint8Array.of(0)), ALGORITHM, derOctets(key.scalarLe));
  return inTemporaryFolder((folder) => {
    writeFileSync(join(folder, 'key'), pkcs8);
    writeFileSync(join(folder, 'message'), message);
    const arguments_ = ['-md_gost12_512', '-keyform', 'DER', '-sign', join(folder, 'key'), join(folder, 'message')];
    return reversed(openssl('dgst', ...arguments_));
  });
}

/** Whether gost-engine accepts a signature in Kazakhstan's byte order. */
export function engineVerifies(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const spki = derSequence(ALGORITHM, derBits(derOctets(publicKey)));
  return inTemporaryFolder((folder) => {
    writeFileSync(join(folder, 'key'), spki);
    writeFileSync(join(folder, 'message'), message);
    writeFileSync(join(folder, 'signature'), reversed(signature));
    const pem = join(folder, 'key.pem');
    openssl('pkey', '-pubin', '-inform', 'DER', '-in', join(folder, 'key'), '-out', pem);
    const { status } = spawnSync(
      'openssl',
      // prettier-ignore
      ['dgst', '-engine', 'gost', '-md_gost12_512', '-verify', pem, '-signature', join(folder, 'signature'), join(folder, 'message')],
      { stdio: 'ignore' },
    );
    return status === 0;
  });
}
