import { LRUCache } from 'lru-cache';
import { DauysError } from '../domain/errors.ts';
import { concatBytes, type Sha256 } from '../encoding/bytes.ts';
import { subtreeOf } from '../log/append.ts';
import { foldEdge, leafHash } from '../log/merkle.ts';
import { formatProof } from '../log/proof.ts';
import {
  encodeEntries,
  encodeOpenings,
  pathTiles,
  siblingsInTile,
  TILE_WIDTH,
  tileRows,
  tileWidth,
  type PathTile,
} from '../log/tiles.ts';
import type { Cosignatures, HeadRow, LogRows, TimeAnchorRow } from './ports.ts';

/** What the public reads of a log; everything is computed from rows under the newest head. */
export interface LogResources {
  /** Newest signed checkpoint, with the cosignatures it has; undefined before the first entry. */
  checkpoint(contestId: string): Promise<string | undefined>;
  /** Newest checkpoint that at least one witness cosigned; undefined while there is none. */
  witnessed(contestId: string): Promise<string | undefined>;
  /**
   * A hash tile or an entry bundle of any width that the log ever had; its bytes never change.
   * @returns undefined beyond the size
   */
  tile(contestId: string, level: number | 'entries', index: number, width: number): Promise<Uint8Array | undefined>;
  /**
   * Openings of 256 entries or the first `width` of them. Shows every choice: only after the closing entry, which the
   * caller checks.
   * @returns undefined beyond the size
   */
  openings(contestId: string, index: number, width: number): Promise<Uint8Array | undefined>;
  /** `tlog-proof@v1` of an entry at the newest head; undefined when there is no such entry. */
  inclusionProof(contestId: string, index: number): Promise<string | undefined>;
  /** Time anchors behind the entry `after`, oldest first, a hundred at most. */
  timeAnchors(contestId: string, after: number): Promise<readonly TimeAnchorRow[]>;
}

const MAX_ANCHORS = 100;
/** Some 16 KB each: a crowd that looks after its ballots reads the same tiles again and again. */
const KEPT_TILES = 2048;

type TreeRows = Pick<LogRows, 'head' | 'leaves' | 'nodes' | 'openings'>;
/** What the hashes of a tree are read from. */
export type HashRows = Pick<LogRows, 'leaves' | 'nodes'>;

const NO_COSIGNATURES: Cosignatures = { of: () => '', newest: () => undefined };

export function createLogResources(
  rows: TreeRows & Pick<LogRows, 'timeAnchors'>,
  sha256: Sha256,
  cosignatures = NO_COSIGNATURES,
): LogResources {
  const completeRows = keepRows(rows, sha256);
  const isInside = async (contestId: string, level: number, index: number, width: number): Promise<boolean> => {
    const head = await rows.head(contestId);
    return head !== undefined && width > 0 && width <= tileWidth(head.size, level, index);
  };
  return {
    checkpoint: async (contestId) => {
      const head = await rows.head(contestId);
      return head && head.checkpoint + cosignatures.of(contestId, head.checkpoint);
    },
    witnessed: async (contestId) => cosignatures.newest(contestId),
    tile: async (contestId, level, index, width) => {
      const tileLevel = level === 'entries' ? 0 : level;
      if (!(await isInside(contestId, tileLevel, index, width))) return undefined;
      const from = index * TILE_WIDTH;
      if (level === 'entries') return encodeEntries(await readLeaves(rows, contestId, from, from + width));
      return concatBytes(...(await readHashes(rows, contestId, { level, from, to: from + width }, sha256)));
    },
    openings: async (contestId, index, width) => {
      if (!(await isInside(contestId, 0, index, width))) return undefined;
      return encodeOpenings(await rows.openings(contestId, index * TILE_WIDTH, index * TILE_WIDTH + width));
    },
    inclusionProof: async (contestId, index) => {
      const head = await rows.head(contestId);
      if (head === undefined || !Number.isSafeInteger(index) || index < 0 || index >= head.size) return undefined;
      const leaf = concatBytes(...(await readLeaves(rows, contestId, index, index + 1)));
      const hashes = await auditPath(completeRows, contestId, index, head, sha256);
      const checkpoint = head.checkpoint + cosignatures.of(contestId, head.checkpoint);
      return formatProof({ leaf, index, hashes, checkpoint });
    },
    timeAnchors: (contestId, after) => rows.timeAnchors(contestId, after, MAX_ANCHORS),
  };
}

type RowsOfTile = (contestId: string, tile: PathTile) => Promise<ReturnType<typeof tileRows>>;

/** A complete subtree never changes: its rows are hashed once. */
function keepRows(rows: TreeRows, sha256: Sha256): RowsOfTile {
  const kept = new LRUCache<string, ReturnType<typeof tileRows>>({ max: KEPT_TILES });
  return async (contestId, tile) => {
    const key = `${contestId} ${tile.level} ${tile.from} ${tile.to}`;
    const found = kept.get(key) ?? tileRows(await readHashes(rows, contestId, tile, sha256), sha256);
    kept.set(key, found);
    return found;
  };
}

/** The path inside the leaf's maximal full subtree comes from tiles, everything above it from the stored edge. */
async function auditPath(
  rowsOf: RowsOfTile,
  contestId: string,
  index: number,
  head: HeadRow,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  const { level: height, position } = subtreeOf(index, head.size);
  const path: Uint8Array[] = [];
  for (const tile of pathTiles(index, height)) {
    path.push(...siblingsInTile(await rowsOf(contestId, tile), tile.position));
  }
  const right = foldEdge(head.edge.slice(position + 1), sha256)[0];
  if (right !== undefined) path.push(right);
  return [...path, ...head.edge.slice(0, position).toReversed()];
}

interface HashRange {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Tile hashes of `level`: stored subtree roots, or at level 0 the hashes of leaves.
 * @throws DauysError `ledger-corrupt` when rows are missing.
 */
export async function readHashes(
  rows: HashRows,
  contestId: string,
  { level, from, to }: HashRange,
  sha256: Sha256,
): Promise<readonly Uint8Array[]> {
  if (level === 0) return (await readLeaves(rows, contestId, from, to)).map((leaf) => leafHash(leaf, sha256));
  return assertAll(await rows.nodes(contestId, level * 8, from, to), to - from);
}

async function readLeaves(rows: HashRows, contestId: string, from: number, to: number): Promise<readonly Uint8Array[]> {
  return assertAll(await rows.leaves(contestId, from, to), to - from);
}

function assertAll(hashes: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  if (hashes.length !== count) throw new DauysError('ledger-corrupt', 'rows below the size are missing');
  return hashes;
}
