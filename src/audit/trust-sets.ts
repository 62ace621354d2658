import { unlessRefused } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { sha256 } from '../signature/digest.ts';
import { createTrustSet, type TrustSet } from '../signature/trust.ts';
import type { Finding } from './checks.ts';
import type { ExportFiles } from './export-files.ts';
import type { TrustFiles } from './ground.ts';

/** The trust sets in hand, by their fingerprints in hex. */
export interface TrustSets {
  /** That of the export; undefined when it cannot be read. */
  readonly current: TrustSet | undefined;
  readonly sets: ReadonlyMap<string, TrustSet>;
  /** The files they were made of, in the same order. */
  readonly files: readonly TrustFiles[];
}

const KINDS = ['anchors', 'intermediates', 'tsa'] as const;
const FOLDER = 'public/trust/';

/**
 * Reads the trust set of an export.
 * @param earlier - sets that the log names before it, as the auditor has them
 * @throws DauysError `config-invalid` when one of `earlier` is none
 */
export function readTrustSets(
  files: ExportFiles,
  earlier: readonly TrustFiles[],
): { readonly trust: TrustSets; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const own = { anchors: [] as Uint8Array[], intermediates: [] as Uint8Array[], tsa: [] as Uint8Array[] };
  for (const path of files.paths.filter((name) => name.startsWith(FOLDER))) {
    const kind = KINDS.find((name) => path.startsWith(`${FOLDER}${name}/`));
    const der = files.read(path);
    if (kind === undefined || der === undefined || path !== `${FOLDER}${kind}/${toHex(sha256(der))}.cer`) {
      findings.push({ check: 'A18', file: path, detail: 'name' });
    }
    if (kind !== undefined && der !== undefined) own[kind].push(der);
  }
  const current = unlessRefused(() => createTrustSet(own, sha256));
  if (current === undefined) findings.push({ check: 'A18', detail: 'unreadable' });
  const others = earlier.map((set) => createTrustSet(set, sha256));
  const sets = new Map([...others, ...(current === undefined ? [] : [current])].map((s) => [toHex(s.fingerprint), s]));
  return { trust: { current, sets, files: [...earlier, ...(current === undefined ? [] : [own])] }, findings };
}
