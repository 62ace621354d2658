import { DauysError, isDauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { consistencyProof, HASH_BYTES, verifyConsistency, type TreeHead } from '../log/merkle.ts';
import { createNoteVerifier } from '../log/note.ts';
import { rootOfComplete, TILE_HEIGHT, tilePath, TILE_WIDTH, tileWidth } from '../log/tiles.ts';
import { sha256 } from '../signature/digest.ts';
import type { AuditedLog } from './audited-log.ts';
import { openCheckpoint } from './checkpoint-notes.ts';
import type { ExportFiles } from './export-files.ts';
import type { ExportHead } from './export-head.ts';
import type { Finding } from './checks.ts';
import { verifyEd25519 } from './log-signature.ts';
import { logPath } from './unit-tasks.ts';
import { hashAt } from './unit-tree.ts';

/**
 * Reads the checkpoint up to which the log was audited before.
 * @throws DauysError `config-invalid` when this log's key did not sign it, or it is of a larger log than the export
 */
export function readSince(note: string, { ground, definition, manifest }: ExportHead): TreeHead {
  const opened = openCheckpoint(note, createNoteVerifier(ground.vkey, { sha256, verifyEd25519 }));
  if (typeof opened === 'string' || opened.origin !== definition.origin) {
    throw new DauysError('config-invalid', 'the checkpoint of --since is not one of this log');
  }
  if (opened.size < 1 || opened.size > manifest.size) {
    throw new DauysError('config-invalid', 'the checkpoint of --since is of another size than this export can have');
  }
  return { size: opened.size, root: opened.root };
}

/**
 * Proves that the log audited before is the beginning of this one (RFC 6962 §2.1.2), out of the tree at hand.
 * @returns the proof, or the finding that there is none: the log's key has signed two histories
 */
export function proveConsistency(
  since: TreeHead,
  { files, size, root, roots }: AuditedLog,
): { readonly proof: readonly Uint8Array[]; readonly findings: readonly Finding[] } {
  const fork: Finding = { check: 'A06', index: since.size - 1, detail: 'since' };
  const own = roots.get(since.size);
  if (own === undefined || !equalBytes(own, since.root)) return { proof: [], findings: [fork] };
  try {
    const proof = consistencyProof(since.size, size, hashReader(files, size), sha256);
    verifyConsistency(since, { size, root }, proof, sha256);
    return { proof, findings: [] };
  } catch (error) {
    if (isDauysError(error) || error instanceof TypeError) return { proof: [], findings: [fork] };
    throw error;
  }
}

/** Roots of complete subtrees out of the tiles. */
function hashReader(files: ExportFiles, size: number): (level: number, index: number) => Uint8Array {
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const count = 2 ** (level % TILE_HEIGHT);
    const first = index * count;
    const tile = Math.floor(first / TILE_WIDTH);
    const width = tileWidth(size, tileLevel, tile);
    const bytes = files.raw(logPath(tilePath({ level: tileLevel, index: tile, width })));
    if (bytes?.length !== width * HASH_BYTES) throw new TypeError('a tile is missing');
    const hashes = Array.from({ length: count }, (_, i) => hashAt(bytes, (first % TILE_WIDTH) + i));
    return rootOfComplete(hashes, sha256);
  };
}
