import { createHash } from 'node:crypto';
import { DauysError, isDauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { sha256 } from '../signature/digest.ts';
import type { Check, Finding } from './checks.ts';
import { ENCRYPTED_SUFFIX } from './export-manifest.ts';
import type { ExportFiles } from './export-files.ts';
import type { ExportReader } from './ports.ts';

/** The restricted part, whether it lies there open or encrypted. */
export interface RestrictedFiles {
  /** The name under which a file is listed or lies there; undefined where it is neither. */
  find(path: string): string | undefined;
  /**
   * A file in the open, piece by piece; its digests are checked when it has been read to its end. Ends early when it
   * cannot be decrypted because it was changed.
   * @throws DauysError `config-invalid` when the auditor's identity is missing or is not one it was encrypted to
   */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** A revocation list by its SHA-256 in hex; undefined unless it is there, whole. */
  list(name: string): Promise<Uint8Array | undefined>;
  takeFindings(): Finding[];
}

export function openRestrictedFiles(
  files: ExportFiles,
  { decrypt }: Pick<ExportReader, 'decrypt'>,
  omitted: readonly Check[],
): RestrictedFiles {
  let findings: Finding[] = [];
  const find = (path: string): string | undefined =>
    [path, `${path}${ENCRYPTED_SUFFIX}`].find((name) => files.has(name));

  async function* stream(path: string): AsyncIterable<Uint8Array> {
    const name = find(path);
    if (name === undefined) return;
    if (name === path) {
      yield* files.stream(name);
      return;
    }
    if (decrypt === undefined) {
      throw new DauysError('config-invalid', 'the restricted part is encrypted: give --identity');
    }
    const digest = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of decrypt(files.stream(name))) {
        digest.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!isDauysError(error)) throw error;
      await blame(name);
      return;
    }
    const plain = files.listed(name)?.plain;
    if (plain !== undefined && (plain.bytes !== bytes || plain.sha256 !== digest.digest('hex'))) found(name, 'plain');
  }

  function found(file: string, detail: string): void {
    if (!omitted.includes('A01')) findings.push({ check: 'A01', file, detail });
  }

  /** A file that is as the manifest has it and cannot be decrypted is for somebody else. */
  async function blame(name: string): Promise<void> {
    const before = files.takeFindings();
    await files.check(name);
    const now = files.takeFindings();
    findings.push(...before, ...now);
    if (now.length === 0 && files.listed(name) !== undefined) {
      throw new DauysError('config-invalid', 'the restricted part is encrypted to others than this identity');
    }
  }

  return {
    find,
    stream,
    async list(name) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream(`restricted/lists/${name}.crl`)) chunks.push(chunk);
      const der = Buffer.concat(chunks);
      return toHex(sha256(der)) === name ? der : undefined;
    },
    takeFindings() {
      const taken = [...findings, ...files.takeFindings()];
      findings = [];
      return taken;
    },
  };
}
