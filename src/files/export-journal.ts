import { closeSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { ManifestFile } from '../audit/export-manifest.ts';
import { DauysError } from '../domain/errors.ts';

/** What an export was begun as: it goes on as the same or not at all. */
export interface ExportKind {
  readonly contest: string;
  readonly part: 'public' | 'all';
  readonly withVerdicts: boolean;
  /** age recipients; none writes everything open. */
  readonly recipients: readonly string[];
}

/** A finished file, with what is needed to go on without reading it again. */
export interface JournalFile extends ManifestFile {
  readonly lists?: readonly string[] | undefined;
}

/** What an unfinished export remembers. */
export interface Journal {
  readonly kind: ExportKind;
  readonly size: number;
  readonly files: readonly JournalFile[];
}

/** Written as the export goes: a line is there only once its file is on disk for good. */
export interface JournalWriter {
  add(file: JournalFile): void;
  close(): void;
}

/** Begins a journal; nobody else may have. */
export function beginJournal(path: string, kind: ExportKind, size: number): JournalWriter {
  const descriptor = openSync(path, 'wx', 0o600);
  writeLine(descriptor, { kind, size });
  return writerOn(descriptor);
}

/** Opens a journal to go on. */
export function continueJournal(path: string): JournalWriter {
  return writerOn(openSync(path, 'a'));
}

function writerOn(descriptor: number): JournalWriter {
  return {
    add(file) {
      writeLine(descriptor, file);
    },
    close() {
      closeSync(descriptor);
    },
  };
}

function writeLine(descriptor: number, value: object): void {
  writeSync(descriptor, `${JSON.stringify(value)}\n`);
}

/**
 * Reads a journal and cuts off a line that was not finished.
 * @throws DauysError `export-failed` when it is no journal
 */
export function readJournal(path: string): Journal {
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) truncateSync(path, Buffer.byteLength(whole));
  try {
    const [head, ...files] = whole.split('\n').filter((line) => line !== '');
    const { kind, size } = JSON.parse(head ?? '') as Pick<Journal, 'kind' | 'size'>;
    return { kind, size, files: files.map((line) => JSON.parse(line) as JournalFile) };
  } catch (cause) {
    throw new DauysError('export-failed', `${path} cannot be read: begin anew in an empty directory`, { cause });
  }
}
