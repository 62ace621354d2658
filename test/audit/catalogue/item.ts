import type { AuditOptions, AuditOutcome } from '../../../src/audit/audit.ts';
import type { ExportReader } from '../../../src/audit/ports.ts';
import type { Finding } from '../../../src/audit/checks.ts';
import { auditOf } from '../audit-of.ts';
import type { Base, BaseName, Files } from './bases.ts';
import { readBook, type Book } from './book.ts';
import { seal, sealManifest, type SealOptions } from './seal.ts';

/** A ledger with one fault, and what an audit must say of it: that and nothing else. */
export interface Item {
  readonly name: string;
  readonly base: BaseName;
  /** `full` unless told. */
  readonly level?: AuditOptions['level'];
  readonly corrupt: (base: Base) => Files;
  /** Every check that finds it, with its detail, each once. */
  readonly finds: readonly string[];
  /** Every entry that a finding names. */
  readonly at?: readonly number[];
  /** What the auditor has and wants besides: the log's key and the voter key unless told. */
  readonly options?: (base: Base) => Partial<AuditOptions>;
}

/** Somebody without keys changes files and leaves the manifest as it is. */
export function tamper(change: (files: Files) => unknown): Item['corrupt'] {
  return ({ files }) => {
    const copy = new Map(files);
    change(copy);
    return copy;
  };
}

/** Files are changed and the manifest is made anew. */
export function relist(change: (files: Files, base: Base) => unknown): Item['corrupt'] {
  return (base) => {
    const copy = new Map(base.files);
    change(copy, base);
    return sealManifest(copy);
  };
}

/** Somebody with all the keys changes what was and makes everything else fit. */
export function cheat(change: (book: Book) => unknown, options: SealOptions = {}): Item['corrupt'] {
  return (base) => {
    const book = readBook(base);
    change(book);
    return seal(book, options);
  };
}

/** One file changed. */
export function edit(files: Files, path: string, change: (bytes: Buffer) => Uint8Array | string): Files {
  const before = files.get(path);
  if (before === undefined) throw new Error(`no ${path}`);
  const after = change(Buffer.from(before));
  return files.set(path, typeof after === 'string' ? Buffer.from(after) : after);
}

/** The lines of a file changed. */
export function editLines(files: Files, path: string, change: (lines: string[]) => string[]): Files {
  return edit(files, path, (bytes) =>
    change(bytes.toString().split('\n').slice(0, -1))
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Octets replaced in place. */
export function put(bytes: Uint8Array, at: number, ...octets: readonly number[]): Uint8Array {
  bytes.set(octets, at);
  return bytes;
}

/** One bit changed, counted from the end where `at` is negative. */
export function flip(at: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return bytes;
  };
}

/** Audits the corrupted export of an item. */
export function auditItem(
  { level = 'full', options }: Item,
  base: Base,
  files: Files,
  omitted: AuditOptions['omitted'] = [],
): Promise<AuditOutcome> {
  return auditOf(base.exported, { level, engine: 'fast', ...options?.(base), omitted }, { reader: readerOf(files) });
}

function readerOf(files: Files): ExportReader {
  return {
    manifest: () => files.get('manifest.json'),
    paths: () => [...files.keys()].filter((path) => path !== 'manifest.json'),
    read: (path) => files.get(path),
    async *chunks(path) {
      yield files.get(path)!;
    },
    decrypt: undefined,
  };
}

/** Findings as an item tells them. */
export function summary(findings: readonly Finding[]): Required<Pick<Item, 'finds' | 'at'>> {
  const finds = findings.map(({ check, detail }) => (detail === undefined ? check : `${check} ${detail}`));
  const at = findings.flatMap(({ index }) => (index === undefined ? [] : [index]));
  return { finds: [...new Set(finds)].sort(), at: [...new Set(at)].sort((a, b) => a - b) };
}
