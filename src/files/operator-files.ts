import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseContestDefinition, type ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';

const CERTIFICATE_FILE = /\.(pem|cer|crt)$/i;

/** File contents of a trust directory, PEM or DER, in order of their names. */
export interface TrustFiles {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly tsa: readonly Uint8Array[];
}

/**
 * Reads `anchors/`, `intermediates/` and, where it exists, `tsa/`. Read at start only.
 * @throws DauysError `config-invalid` when there is no anchor or a directory cannot be read.
 */
export function readTrustDirectory(directory: string): TrustFiles {
  const anchors = certificatesIn(join(directory, 'anchors'));
  if (anchors.length === 0)
    throw new DauysError('config-invalid', 'the trust directory has no certificate in anchors/');
  return {
    anchors,
    intermediates: certificatesIn(join(directory, 'intermediates')),
    tsa: certificatesIn(join(directory, 'tsa'), true),
  };
}

function certificatesIn(directory: string, optional = false): Uint8Array[] {
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => CERTIFICATE_FILE.test(name));
  } catch (cause) {
    if (optional && (cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new DauysError('config-invalid', `cannot read the trust directory ${directory}`, { cause });
  }
  return names.sort().map((name) => readOperatorFile(join(directory, name)));
}

/** @throws DauysError `config-invalid` naming the path. */
export function readOperatorFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new DauysError('config-invalid', `cannot read ${path}`, { cause });
  }
}

/**
 * At most one byte more than `most`: enough to see that a file is too large, without reading it whole.
 * @throws DauysError `config-invalid` naming the path.
 */
export function readBoundedFile(path: string, most: number): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      return readUpTo(file, most + 1);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new DauysError('config-invalid', `cannot read ${path}`, { cause });
  }
}

const CHUNK_BYTES = 1024 * 1024;

function readUpTo(file: number, most: number): Uint8Array {
  const chunks: Buffer[] = [];
  for (let length = 0; length < most;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, most - length));
    const read = readSync(file, chunk);
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return Buffer.concat(chunks);
}

/** @throws DauysError `config-invalid` when unreadable, `contest-invalid` when it is no definition. */
export function readContestFile(path: string): ContestDefinition {
  const text = Buffer.from(readOperatorFile(path)).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DauysError('contest-invalid', `${path} is not JSON`);
  }
  return parseContestDefinition(json);
}
