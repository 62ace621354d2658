import { DauysError, isDauysError } from '../domain/errors.ts';
import { equalBytes, type Sha256 } from '../encoding/bytes.ts';
import type { HeadRow } from '../intake/ports.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { edgeLevels, leafHash, nodeHash, rootOfEdge } from '../log/merkle.ts';
import { createNoteVerifier, openNote, type VerifyEd25519 } from '../log/note.ts';
import type { Database } from './connection.ts';
import { createLedgerReader, type LedgerReader } from './ledger-reader.ts';

const TILE = 256;

/** What it takes to verify a log's own signatures. */
export interface LogCrypto {
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
}

/**
 * Checks one contest's log where it grows: head, edge, root, signature, history and the last tile of every level, in
 * O(log n). The full re-hash is the audit's.
 * @returns the size it found
 * @throws DauysError `ledger-corrupt`
 */
export function verifyLedgerAtStart(db: Database, contestId: string, crypto: LogCrypto): number {
  return db.transaction(() => {
    const reader = createLedgerReader(db);
    const head = reader.head(contestId);
    assertRowCounts(db, contestId, head?.size ?? 0);
    if (head === undefined) return 0;
    assertSigned(db, contestId, head, crypto);
    assertTiles(reader, contestId, head, crypto.sha256);
    return head.size;
  })();
}

/** Both ends of a gapless table give its length. */
function assertRowCounts(db: Database, contestId: string, size: number): void {
  const one = (sql: string) => db.prepare<[Record<string, unknown>], number>(sql).pluck().get({ contestId, size });
  const entries = one('SELECT coalesce(max(idx) + 1, 0) FROM entry WHERE contest = @contestId');
  const newest = one('SELECT coalesce(max(size), 0) FROM checkpoint_history WHERE contest = @contestId');
  const beyond = one('SELECT count(*) FROM ballot WHERE contest = @contestId AND idx >= @size');
  const orphans = one(
    `SELECT count(*) FROM entry e WHERE contest = @contestId AND idx >= @size - ${TILE} AND substr(leaf, 5, 1) = x'01'
       AND NOT EXISTS (SELECT 1 FROM ballot b WHERE b.contest = e.contest AND b.idx = e.idx)`,
  );
  if (entries !== size || newest !== size) throw corrupt(contestId, 'its head does not cover its entries');
  if (beyond !== 0 || orphans !== 0) throw corrupt(contestId, 'ballots and entries do not match');
}

function assertSigned(db: Database, contestId: string, head: HeadRow, crypto: LogCrypto): void {
  const vkey = db.prepare<[string], string>('SELECT vkey FROM contest WHERE id = ?').pluck().get(contestId) ?? '';
  const kept = db
    .prepare<[string, number], string>('SELECT note FROM checkpoint_history WHERE contest = ? AND size = ?')
    .pluck()
    .get(contestId, head.size);
  if (kept !== head.checkpoint) throw corrupt(contestId, 'its checkpoint is not in its history');
  try {
    const verifier = createNoteVerifier(vkey, crypto);
    const { origin, size, root } = parseCheckpoint(openNote(head.checkpoint, [verifier]).text);
    if (origin === verifier.name && size === head.size && equalBytes(root, head.root)) return;
  } catch (cause) {
    if (isDauysError(cause)) throw corrupt(contestId, 'its checkpoint is not signed by its log key', cause);
    throw cause;
  }
  throw corrupt(contestId, 'its checkpoint is of another tree');
}

/** Computes the edge anew out of the last tile of every level, and the node above each last full tile. */
function assertTiles(reader: LedgerReader, contestId: string, head: HeadRow, sha256: Sha256): void {
  const edge: Uint8Array[] = [];
  for (let level = 0, count = head.size; count > 0; level += 8, count = Math.floor(count / TILE)) {
    const full = count - (count % TILE);
    const from = Math.max(0, full - TILE);
    const hashes =
      level === 0
        ? reader.leaves(contestId, from, count).map((leaf) => leafHash(leaf, sha256))
        : reader.nodes(contestId, level, from, count);
    if (full > 0) {
      const [parent] = reader.nodes(contestId, level + 8, full / TILE - 1, full / TILE);
      if (parent === undefined || !equalBytes(parent, subtreeRoot(hashes.slice(0, TILE), sha256))) {
        throw corrupt(contestId, 'a subtree root is not that of its tile');
      }
    }
    edge.unshift(...tailRoots(hashes.slice(full - from), sha256));
  }
  const same =
    edge.length === head.edge.length && edge.every((hash, i) => equalBytes(hash, head.edge[i] ?? hash.subarray(1)));
  if (!same) throw corrupt(contestId, 'its edge is not that of its leaves');
  if (!equalBytes(rootOfEdge(head.edge, head.size, sha256), head.root))
    throw corrupt(contestId, 'its root is not that of its edge');
}

/** Roots of the maximal full subtrees over fewer than 256 hashes, largest first. */
function tailRoots(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  let start = 0;
  return edgeLevels(hashes.length).map((level) => {
    const subtree = hashes.slice(start, start + 2 ** level);
    start += 2 ** level;
    return subtreeRoot(subtree, sha256);
  });
}

/** @param hashes - a power of two of them */
function subtreeRoot(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const [left, right] = hashes;
  if (left === undefined || hashes.length === 1) return left ?? new Uint8Array(0);
  if (right !== undefined && hashes.length === 2) return nodeHash(left, right, sha256);
  const middle = hashes.length / 2;
  return nodeHash(subtreeRoot(hashes.slice(0, middle), sha256), subtreeRoot(hashes.slice(middle), sha256), sha256);
}

function corrupt(contestId: string, what: string, cause?: unknown): DauysError {
  return new DauysError('ledger-corrupt', `the log of ${contestId} is damaged: ${what}`, { cause });
}
