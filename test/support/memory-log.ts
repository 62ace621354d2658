import { concatBytes, u32be } from '../../src/encoding/bytes.ts';
import { createLogResources, type LogResources } from '../../src/intake/log-resources.ts';
import type { HeadRow, LogRows } from '../../src/intake/ports.ts';
import { extendTree, type TreeState } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { signNote } from '../../src/log/note.ts';
import { tilePath, TILE_WIDTH, tileWidth, type TileAddress } from '../../src/log/tiles.ts';
import { createLogKey } from '../log/ed25519.ts';
import { sha256 } from './ballots.ts';

/** A log of one contest that grows in memory; `resources` reads it as the service reads its ledger. */
export interface MemoryLog {
  readonly vkey: string;
  readonly rows: Pick<LogRows, 'head' | 'leaves' | 'nodes' | 'openings' | 'timeAnchors'>;
  readonly resources: LogResources;
  head(): HeadRow;
  grow(count: number): HeadRow;
}

/** @param fork - logs of equal fork have equal entries, others differ from `forkAt` on; a log key is made unless one is given */
export function createMemoryLog(
  origin: string,
  size = 0,
  { fork = 0, forkAt = 0, key = createLogKey(origin) } = {},
): MemoryLog {
  const leaves: Uint8Array[] = [];
  const nodes = new Map<number, Uint8Array[]>();
  let state: TreeState = { size: 0, edge: [] };
  let head: HeadRow | undefined;

  const grow = (count: number): HeadRow => {
    const indexes = Array.from({ length: count }, (_, i) => leaves.length + i);
    const more = indexes.map((index) =>
      concatBytes(u32be(index), u32be(index < forkAt ? 0 : fork), new Uint8Array(120)),
    );
    const tree = extendTree(state, more, sha256);
    state = tree;
    leaves.push(...more);
    for (const { level, hash } of tree.nodes) nodes.set(level, [...(nodes.get(level) ?? []), hash]);
    const checkpoint = signNote(checkpointBody(origin, tree.size, tree.root), [key.signer]);
    head = { size: tree.size, root: tree.root, edge: tree.edge, checkpoint };
    return head;
  };
  grow(size);
  const rows: MemoryLog['rows'] = {
    head: async () => head,
    leaves: async (_, from, to) => leaves.slice(from, to),
    nodes: async (_, level, from, to) => (nodes.get(level) ?? []).slice(from, to),
    openings: async () => [],
    timeAnchors: async () => [],
  };
  return { vkey: key.vkey, rows, resources: createLogResources(rows, sha256), head: () => head!, grow };
}

/** Every tile and entry bundle that the log of `size` entries has, the widest of each. */
export function tilesOf(size: number): { readonly path: string; readonly tile: TileAddress }[] {
  const tiles: TileAddress[] = [];
  for (const level of ['entries', 0, 1, 2, 3] as const) {
    const hashLevel = level === 'entries' ? 0 : level;
    for (let index = 0; tileWidth(size, hashLevel, index) > 0; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, tileWidth(size, hashLevel, index)) });
    }
  }
  return tiles.map((tile) => ({ path: tilePath(tile), tile }));
}
