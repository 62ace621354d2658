import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ENCRYPTED_SUFFIX,
  encodeManifest,
  MANIFEST_FILE,
  parseManifest,
  type ExportManifest,
  type FileDigest,
  type ManifestFile,
} from '../audit/export-manifest.ts';
import type { ExportFile } from '../audit/export-plan.ts';
import { DauysError, isDauysError } from '../domain/errors.ts';
import {
  beginJournal,
  continueJournal,
  readJournal,
  type ExportKind,
  type Journal,
  type JournalFile,
} from './export-journal.ts';
import { createMeter, isAsListed, syncPath, type Meter } from './file-digest.ts';

const JOURNAL_FILE = 'export.journal';

/** Turns the bytes of a file into those that are written. */
export type EncryptFile = (plain: Iterable<Uint8Array>) => AsyncIterable<Uint8Array>;

export interface ExportContents extends Pick<ExportManifest, 'size' | 'checkpoint'> {
  readonly files: Iterable<ExportFile>;
  /** For the restricted part. */
  readonly encrypt: EncryptFile | undefined;
  /** A finished export to the same recipients: what it has encrypted already is taken over. */
  readonly earlier?: EarlierExport | undefined;
  /** Told of the entries of every file that is done. */
  readonly onProgress: (entries: number) => void;
}

export interface EarlierExport {
  readonly directory: string;
  readonly files: readonly ManifestFile[];
}

export interface ExportDirectory {
  /** Size of the export that was begun here, if any. */
  readonly begunSize: number | undefined;
  /** What is finished and whole already. */
  readonly finished: ExportManifest | undefined;
  /** Writes all that is not there yet; the manifest comes last. */
  write(contents: ExportContents): Promise<ExportManifest>;
}

/**
 * Opens a new or empty directory for an export, or with `resume` one in which the same export was begun.
 * @throws DauysError `export-failed`: nothing is ever overwritten that is not this export's.
 */
export function openExportDirectory(directory: string, kind: ExportKind, resume: boolean): ExportDirectory {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const names = readdirSync(directory);
    if (names.length > 0 && !resume) {
      throw failed(`${directory} is not empty: an export overwrites nothing; an unfinished one goes on with --resume`);
    }
    const finished = resume ? findFinished(directory) : undefined;
    if (finished !== undefined) assertWhole(directory, finished, kind);
    const journal = finished === undefined && names.length > 0 ? findJournal(directory, kind) : undefined;
    return {
      begunSize: journal?.size,
      finished,
      write: (contents) => translate(directory, () => writeAll(directory, kind, journal, contents)),
    };
  } catch (cause) {
    throw toFailure(directory, cause);
  }
}

async function translate<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw toFailure(directory, cause);
  }
}

/** What the system says of a disk becomes one code; what the ledger says passes. */
function toFailure(directory: string, cause: unknown): unknown {
  const { code, syscall } = (typeof cause === 'object' && cause !== null ? cause : {}) as Record<string, unknown>;
  if (isDauysError(cause) || typeof code !== 'string' || typeof syscall !== 'string') return cause;
  const full = code === 'ENOSPC' || code === 'EDQUOT' ? '; make room and go on with --resume' : '';
  return failed(`${directory} cannot be written (${code})${full}`, cause);
}

/** A finished manifest; also one to which the last step, its name, is missing. */
function findFinished(directory: string): ExportManifest | undefined {
  const [journal, manifest] = [join(directory, JOURNAL_FILE), join(directory, MANIFEST_FILE)];
  if (!existsSync(manifest) && existsSync(journal) && isManifest(journal)) finish(directory);
  return existsSync(manifest) ? parseManifest(readFileSync(manifest)) : undefined;
}

function isManifest(path: string): boolean {
  try {
    parseManifest(readFileSync(path));
    return true;
  } catch {
    return false;
  }
}

function assertWhole(directory: string, manifest: ExportManifest, kind: ExportKind): void {
  const isSame = (file: ManifestFile): boolean => isAsListed(join(directory, file.path), file);
  if (manifest.contest === kind.contest && manifest.files.every(isSame)) return;
  throw failed(`${directory} holds a finished export that differs from its manifest or is of another contest`);
}

function findJournal(directory: string, kind: ExportKind): Journal {
  const path = join(directory, JOURNAL_FILE);
  if (!existsSync(path)) throw failed(`${directory} is not empty and holds no unfinished export`);
  const journal = readJournal(path);
  if (JSON.stringify(journal.kind) !== JSON.stringify(kind)) {
    throw failed(`${directory} was begun as another export: give the same contest, parts and recipients`);
  }
  return journal;
}

async function writeAll(
  directory: string,
  kind: ExportKind,
  journal: Journal | undefined,
  { size, checkpoint, files, encrypt, earlier, onProgress }: ExportContents,
): Promise<ExportManifest> {
  const path = join(directory, JOURNAL_FILE);
  const known = new Map(journal?.files.map((file) => [file.path, file]));
  const writer = journal === undefined ? beginJournal(path, kind, size) : continueJournal(path);
  const done: ManifestFile[] = [];
  const made = new Set<string>([directory]);
  try {
    for (const file of files) {
      const isSecret = encrypt !== undefined && file.path.startsWith('restricted/');
      const name = isSecret ? `${file.path}${ENCRYPTED_SUFFIX}` : file.path;
      const kept = keep(directory, known.get(name), file);
      if (kept === undefined) makeDirectory(dirname(join(directory, name)), made);
      const written =
        kept ??
        takeOver(earlier, name, file, directory) ??
        (await writeFile(join(directory, name), file, isSecret ? encrypt : undefined));
      const { lists: _lists, ...listed } = { lists: undefined, ...written, path: name };
      if (kept === undefined) writer.add({ ...listed, lists: file.lists && [...file.lists] });
      done.push(listed);
      onProgress(file.entries);
    }
  } finally {
    writer.close();
  }
  for (const name of [...made].toSorted((a, b) => b.length - a.length)) syncPath(name);
  const manifest = encodeManifest({ contest: kind.contest, size, checkpoint, files: done });
  const next = join(directory, `${MANIFEST_FILE}.new`);
  writeFileSync(next, manifest, { mode: 0o600, flush: true });
  // The manifest takes the journal's place first: at no time do both stand, or neither.
  renameSync(next, path);
  finish(directory);
  return parseManifest(manifest);
}

function finish(directory: string): void {
  renameSync(join(directory, JOURNAL_FILE), join(directory, MANIFEST_FILE));
  syncPath(directory);
}

function keep(directory: string, known: JournalFile | undefined, file: ExportFile): JournalFile | undefined {
  if (known === undefined || !isAsListed(join(directory, known.path), known)) return undefined;
  for (const list of known.lists ?? []) file.lists?.add(list);
  return known;
}

/** A unit is encrypted once: later exports hold the same bytes, so that whoever fetched them need not do it again. */
function takeOver(
  earlier: EarlierExport | undefined,
  name: string,
  file: ExportFile,
  directory: string,
): ManifestFile | undefined {
  const known = earlier?.files.find(({ path }) => path === name);
  if (earlier === undefined || known?.plain === undefined) return undefined;
  const source = join(earlier.directory, name);
  const meter = createMeter();
  for (const chunk of file.chunks()) meter.add(chunk);
  const { bytes, sha256 } = meter.digest();
  if (bytes !== known.plain.bytes || sha256 !== known.plain.sha256 || !isAsListed(source, known)) return undefined;
  const target = join(directory, name);
  rmSync(target, { force: true });
  linkSync(source, target);
  return known;
}

type Written = FileDigest & { readonly plain?: FileDigest };

async function writeFile(path: string, file: ExportFile, encrypt: EncryptFile | undefined): Promise<Written> {
  // Never through a link: what it shares with another export stays as it is.
  rmSync(path, { force: true });
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    const written = createMeter();
    const plain = createMeter();
    const chunks = encrypt === undefined ? file.chunks() : encrypt(metered(file.chunks(), plain));
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
      written.add(chunk);
    }
    fsyncSync(descriptor);
    return encrypt === undefined ? written.digest() : { ...written.digest(), plain: plain.digest() };
  } finally {
    closeSync(descriptor);
  }
}

function* metered(chunks: Iterable<Uint8Array>, meter: Meter): Iterable<Uint8Array> {
  for (const chunk of chunks) {
    meter.add(chunk);
    yield chunk;
  }
}

function makeDirectory(directory: string, made: Set<string>): void {
  if (made.has(directory)) return;
  makeDirectory(dirname(directory), made);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  made.add(directory);
}

function failed(what: string, cause?: unknown): DauysError {
  return new DauysError('export-failed', what, { cause });
}
