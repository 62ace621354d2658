import type {
  ExportedAnchor,
  ExportedBallot,
  ExportedDocument,
  ExportedSignature,
  ExportSource,
} from '../audit/export-source.ts';
import { DauysError } from '../domain/errors.ts';
import type { Sha256 } from '../encoding/bytes.ts';
import type { HeadRow, LedgerState } from '../intake/ports.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { edgeLevels, leafHash } from '../log/merkle.ts';
import { parseNote } from '../log/note.ts';
import { rootOfComplete, TILE_HEIGHT } from '../log/tiles.ts';
import type { Database } from './connection.ts';
import { createLedgerReader, type LedgerReader } from './ledger-reader.ts';

/** The log of one contest as it stood at one size, whatever was appended since. */
export interface ExportReader extends Pick<
  ExportSource,
  | 'leaves'
  | 'nodes'
  | 'openings'
  | 'checkpoints'
  | 'timeAnchors'
  | 'documents'
  | 'ballots'
  | 'annulments'
  | 'newestEvidence'
> {
  readonly state: Pick<LedgerState, 'closedIndex' | 'protocolIndex' | 'trustFingerprint'>;
  /** The head of that size. */
  head(): HeadRow;
  document(index: number): string | undefined;
  /** Records erased by entries that came later: what is read here is no longer what stood at that size. */
  erasedSince(): number;
}

const EVENT = "INDEXED BY entry_event WHERE contest = @contest AND substr(leaf, 5, 1) <> x'01'";
const TIME_ANCHOR = 19;

interface BallotColumns extends Omit<ExportedBallot, 'saltBallot' | 'saltChoice' | 'cms' | 'evidence'> {
  readonly saltBallot: Buffer;
  readonly saltChoice: Buffer;
  readonly cms: Buffer;
  readonly evidence: Buffer;
}

/**
 * Reads one contest up to `size`, or up to its head. Each read is a transaction of its own over a few rows: what lies
 * below a size never changes but by erasure, so nobody's checkpointing of the write-ahead log waits for a long one.
 * @throws DauysError `contest-unknown`; `export-failed` for an empty log and for a size that no checkpoint covers.
 */
export function createExportReader(
  db: Database,
  contest: string,
  { size: wanted, sha256 }: { readonly size: number | undefined; readonly sha256: Sha256 },
): ExportReader {
  const reader = createLedgerReader(db);
  const size = wanted ?? reader.head(contest)?.size ?? 0;
  const checkpoint = reader.checkpointAt(contest, size);
  if (checkpoint === undefined) {
    throw new DauysError('export-failed', size === 0 ? 'the log is empty' : `no checkpoint of ${size} entries exists`);
  }
  const events = prepareEvents(db, contest, size);
  const sql = prepare(db);
  return {
    state: { ...events, trustFingerprint: reader.snapshot(contest).trustFingerprint },
    head: () => headAt(reader, contest, size, checkpoint, sha256),
    leaves: (from, to) => reader.leaves(contest, from, to),
    nodes: (level, from, to) => reader.nodes(contest, level, from, to),
    openings: (from, to) => reader.openings(contest, from, to),
    document: (index) => reader.document(contest, index),
    checkpoints: (after, limit) => sql.checkpoints.all({ contest, after, size, limit }),
    timeAnchors: (after, limit) => anchorsBelow(reader.timeAnchors(contest, after, limit), size),
    documents: (after, limit) => sql.documents.all({ contest, after, size, limit, anchor: TIME_ANCHOR }),
    ballots: (from, to, limit) => sql.ballots.all({ contest, from, to, limit }),
    annulments: () => sql.annulments.all({ contest, size }),
    newestEvidence: () => sql.newestEvidence.get({ contest, size }),
    erasedSince: () => sql.erasures.get({ contest, size }) ?? 0,
  };
}

function anchorsBelow(anchors: readonly ExportedAnchor[], size: number): readonly ExportedAnchor[] {
  return anchors.filter(({ index }) => index < size);
}

function prepareEvents(
  db: Database,
  contest: string,
  size: number,
): Pick<LedgerState, 'closedIndex' | 'protocolIndex'> {
  const first = db
    .prepare<{ contest: string; type: Uint8Array; size: number }, number>(
      `SELECT idx FROM entry ${EVENT} AND substr(leaf, 5, 1) = @type AND idx < @size ORDER BY idx LIMIT 1`,
    )
    .pluck();
  const indexOf = (type: number) => first.get({ contest, type: Uint8Array.of(type), size });
  return { closedIndex: indexOf(17), protocolIndex: indexOf(18) };
}

function prepare(db: Database) {
  interface Range {
    readonly contest: string;
    readonly after: number;
    readonly size: number;
    readonly limit: number;
  }
  return {
    checkpoints: db.prepare<Range, { size: number; note: string }>(
      `SELECT size, note FROM checkpoint_history WHERE contest = @contest AND size > @after AND size <= @size
       ORDER BY size LIMIT @limit`,
    ),
    // unicode() of one octet below 128 is that octet.
    documents: db.prepare<Range & { anchor: number }, ExportedDocument>(
      `SELECT d.idx AS "index", unicode(CAST(substr(e.leaf, 5, 1) AS TEXT)) AS type, d.text
       FROM document d JOIN entry e ON e.contest = d.contest AND e.idx = d.idx
       WHERE d.contest = @contest AND d.idx > @after AND d.idx < @size
         AND unicode(CAST(substr(e.leaf, 5, 1) AS TEXT)) <> @anchor
       ORDER BY d.idx LIMIT @limit`,
    ),
    ballots: db.prepare<{ contest: string; from: number; to: number; limit: number }, BallotColumns>(
      `SELECT b.idx AS "index", b.candidate AS candidateNumber, s.salt_ballot AS saltBallot,
         s.salt_choice AS saltChoice, s.cms, s.evidence
       FROM ballot b JOIN ballot_secret s ON s.contest = b.contest AND s.idx = b.idx
       WHERE b.contest = @contest AND b.idx >= @from AND b.idx < @to ORDER BY b.idx LIMIT @limit`,
    ),
    annulments: db.prepare<{ contest: string; size: number }, ExportedSignature & { cms: Buffer; evidence: Buffer }>(
      `SELECT idx AS "index", n, cms, evidence FROM annulment_signature
       WHERE contest = @contest AND idx < @size ORDER BY idx, n`,
    ),
    newestEvidence: db
      .prepare<{ contest: string; size: number }, Buffer>(
        `SELECT s.evidence FROM ballot b JOIN ballot_secret s ON s.contest = b.contest AND s.idx = b.idx
         WHERE b.contest = @contest AND b.idx < @size ORDER BY b.idx DESC LIMIT 1`,
      )
      .pluck(),
    erasures: db
      .prepare<{ contest: string; size: number }, number>(
        `SELECT count(*) FROM entry ${EVENT} AND substr(leaf, 5, 1) = x'16' AND idx >= @size`,
      )
      .pluck(),
  };
}

/** The ledger keeps the edge of its newest head alone; that of an earlier one is computed from its subtrees. */
function headAt(reader: LedgerReader, contest: string, size: number, checkpoint: string, sha256: Sha256): HeadRow {
  let start = 0;
  const edge = edgeLevels(size).map((level) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const [from, to] = [start, start + 2 ** level].map((entry) => entry / 256 ** tileLevel);
    start += 2 ** level;
    return rootOfComplete(hashesOf(reader, contest, tileLevel, from ?? 0, to ?? 0, sha256), sha256);
  });
  return { size, root: parseCheckpoint(parseNote(checkpoint).text).root, edge, checkpoint };
}

function hashesOf(
  reader: LedgerReader,
  contest: string,
  tileLevel: number,
  from: number,
  to: number,
  sha256: Sha256,
): readonly Uint8Array[] {
  if (tileLevel > 0) return reader.nodes(contest, tileLevel * TILE_HEIGHT, from, to);
  return reader.leaves(contest, from, to).map((leaf) => leafHash(leaf, sha256));
}
