import type { ManifestFile } from './export-manifest.ts';
import type { Check, Finding } from './checks.ts';
import { createDigest, digestHex } from './hashing.ts';
import type { ExportReader } from './ports.ts';

/** The files of an export, each held against the manifest as it is read. */
export interface ExportFiles {
  /** True when the manifest lists it or it is there. */
  has(path: string): boolean;
  /** The whole file, its digest checked; undefined when it is missing. */
  read(path: string): Uint8Array | undefined;
  /** The file piece by piece; its digest is checked when it has been read to its end. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** Reads a file for its digest alone. */
  check(path: string): Promise<void>;
  /** True once its digest was checked here. */
  wasRead(path: string): boolean;
  listed(path: string): ManifestFile | undefined;
  /** As it lies there, unchecked: for whoever checks it elsewhere. */
  raw(path: string): Uint8Array | undefined;
  /** Paths that the manifest lists, in its order. */
  readonly paths: readonly string[];
  /** What was found of digests since it was asked last. */
  takeFindings(): Finding[];
}

export function createExportFiles(
  reader: ExportReader,
  listed: readonly ManifestFile[],
  omitted: readonly Check[],
): ExportFiles {
  const byPath = new Map(listed.map((file) => [file.path, file]));
  const there = new Set(reader.paths());
  const judged = new Set<string>();
  let findings: Finding[] = [];
  const found = (file: string, detail: string): void => {
    if (!omitted.includes('A01')) findings.push({ check: 'A01', file, detail });
  };

  function judge(path: string, bytes: number, sha256: string): void {
    judged.add(path);
    const file = byPath.get(path);
    if (file !== undefined && (file.bytes !== bytes || file.sha256 !== sha256)) found(path, 'digest');
  }

  async function* stream(path: string): AsyncIterable<Uint8Array> {
    if (!there.has(path)) {
      if (byPath.has(path)) found(path, 'missing');
      return;
    }
    const digest = createDigest();
    let bytes = 0;
    for await (const chunk of reader.chunks(path)) {
      digest.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    judge(path, bytes, digest.hex());
  }

  return {
    has: (path) => byPath.has(path) || there.has(path),
    read(path) {
      const bytes = there.has(path) ? reader.read(path) : undefined;
      if (bytes === undefined) {
        if (byPath.has(path)) found(path, 'missing');
        return undefined;
      }
      judge(path, bytes.length, digestHex(bytes));
      return bytes;
    },
    stream,
    async check(path) {
      for await (const _chunk of stream(path));
    },
    wasRead: (path) => judged.has(path),
    listed: (path) => byPath.get(path),
    raw: (path) => (there.has(path) ? reader.read(path) : undefined),
    paths: listed.map(({ path }) => path),
    takeFindings() {
      const taken = findings;
      findings = [];
      return taken;
    },
  };
}
