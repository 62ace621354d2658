import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { toUtf8 } from '../encoding/bytes.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';
import type { Validators } from './http-exchange.ts';

/** Which list was last taken from a URL. */
export interface ListState extends Validators {
  /** Hex. */
  readonly sha256: string;
}

/** Lists on disk, each under its digest. None is ever deleted: ballots were accepted by them. */
export interface ListStore {
  /** Resolves once the bytes are on disk for good. */
  keep(list: Pick<SharedCrl, 'der' | 'sha256'>): Promise<void>;
  /** @returns undefined when it is not there; whether the bytes are still those of the digest is for the caller. */
  read(sha256: string): Promise<Uint8Array | undefined>;
  keepState(url: string, state: ListState): Promise<void>;
  /** @returns undefined when there is none, or none that can be read. */
  readState(url: string): Promise<ListState | undefined>;
}

const stateSchema = z.strictObject({
  /** For whoever reads the file: its name is made of it. */
  url: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
});
const TEMPORARY = /^\..*\.new$/;
/** Older than any write that may still be going on in another process. */
const LEFT_BEHIND_MS = 3_600_000;

/** Makes the directory, and clears away what a crash left half written. */
export async function openListStore(dir: string, nowMs: number): Promise<ListStore> {
  const first = await mkdir(dir, { recursive: true });
  if (first !== undefined) await syncDirectory(dirname(first));
  for (const name of await readdir(dir)) {
    if (TEMPORARY.test(name)) await removeLeftBehind(join(dir, name), nowMs);
  }
  return {
    keep: ({ der, sha256 }) => writeWhole(dir, `${sha256}.crl`, der),
    read: (sha256) => readIfThere(join(dir, `${sha256}.crl`)),
    keepState: (url, state) => writeWhole(dir, stateName(url), toUtf8(`${JSON.stringify({ url, ...state })}\n`)),
    async readState(url) {
      const bytes = await readIfThere(join(dir, stateName(url)));
      return bytes && parseState(bytes.toString('utf8'));
    },
  };
}

function stateName(url: string): string {
  return `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.json`;
}

function parseState(text: string): ListState | undefined {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Under its name a file is whole or not there, whenever the power goes. */
async function writeWhole(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dir, `.${name}.${randomUUID()}.new`);
  try {
    const file = await open(temporary, 'wx', 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(dir, name));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dir);
}

async function syncDirectory(dir: string): Promise<void> {
  const directory = await open(dir, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function removeLeftBehind(path: string, nowMs: number): Promise<void> {
  const isLeft = await stat(path).then(
    ({ mtimeMs }) => nowMs - mtimeMs > LEFT_BEHIND_MS,
    () => false,
  );
  if (isLeft) await unlink(path).catch(() => undefined);
}
