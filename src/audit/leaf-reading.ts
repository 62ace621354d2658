import { equalBytes, readU64be } from '../encoding/bytes.ts';
import { LEAF_BYTES, parseLeaf } from '../log/leaf.ts';
import { OPENING_BYTES, type LeafUnit, type ReadLeaves } from './leaf-task.ts';
import { TAG_BYTES } from './tag-set.ts';

export const BALLOT = 1;
const TIME = 24;
const VOTER_TAG = 64;

/** Reads leaves; nearly all are ballots of this contest, which a look at their first 32 octets tells. */
export function readLeaves(leaves: Uint8Array, from: number, contestTag: Uint8Array): ReadLeaves {
  const count = leaves.length / LEAF_BYTES;
  const types = new Uint8Array(count);
  const tags = new Uint8Array(count * TAG_BYTES);
  const events: { index: number; leaf: Uint8Array }[] = [];
  const strangers: number[] = [];
  const isBallot = ballotReader(leaves, contestTag);
  let ballots = 0;
  for (let i = 0; i < count; i++) {
    const leaf = leaves.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES);
    if (!isBallot(i)) {
      const parsed = parseOrUndefined(leaf);
      if (parsed === undefined) continue;
      types[i] = leaf[4] ?? 0;
      if (!equalBytes(parsed.contestTag, contestTag)) strangers.push(from + i);
      if (parsed.type !== 'ballot') {
        events.push({ index: from + i, leaf: leaf.slice() });
        continue;
      }
    }
    types[i] = BALLOT;
    tags.set(leaf.subarray(VOTER_TAG, VOTER_TAG + TAG_BYTES), ballots * TAG_BYTES);
    ballots++;
  }
  return { types, tags: tags.slice(0, ballots * TAG_BYTES), events, strangers };
}

/** Says whether the i-th leaf is a well-formed ballot of the contest; all three fields of a ballot may be anything. */
function ballotReader(leaves: Uint8Array, contestTag: Uint8Array): (i: number) => boolean {
  const head = new Uint8Array(24);
  head.set([0x44, 0x59, 0x53, 0x31, BALLOT]);
  head.set(contestTag, 8);
  const [wanted, view] = [head, leaves].map((bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  if (wanted === undefined || view === undefined) throw new TypeError('two views');
  const words = Array.from({ length: 6 }, (_, word) => wanted.getUint32(4 * word));
  return (i) => {
    const at = i * LEAF_BYTES;
    for (let word = 0; word < 6; word++) if (view.getUint32(at + 4 * word) !== words[word]) return false;
    return view.getUint32(at + 24) === 0 && view.getUint32(at + 28) % 60 === 0;
  };
}

function parseOrUndefined(leaf: Uint8Array): ReturnType<typeof parseLeaf> | undefined {
  try {
    return parseLeaf(leaf);
  } catch {
    return undefined;
  }
}

/** Opened choices by candidate number, and the ballots that are not opened. */
export function countChoices({ task, types, openings }: Pick<LeafUnit, 'task' | 'types' | 'openings'>): {
  readonly unopened: readonly number[];
  readonly counts: readonly (readonly [number, number])[];
} {
  if (openings === undefined) return { unopened: [], counts: [] };
  const unopened: number[] = [];
  const counts = new Map<number, number>();
  for (const [i, type] of types.entries()) {
    if (type !== BALLOT) continue;
    const opening = openingAt(openings, i);
    if (isEmpty(opening)) unopened.push(task.from + i);
    else {
      const number = numberOf(opening);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
  }
  return { unopened, counts: [...counts].sort(([a], [b]) => a - b) };
}

/** Unix seconds of the i-th leaf. */
export function timeAt(leaves: Uint8Array, i: number): number {
  return readU64be(leaves, i * LEAF_BYTES + TIME) ?? 0;
}

/** u16be candidate number ‖ salt_c of the i-th entry of a bundle. */
export function openingAt(openings: Uint8Array, i: number): Uint8Array {
  return openings.subarray(i * OPENING_BYTES, (i + 1) * OPENING_BYTES);
}

export function numberOf(opening: Uint8Array): number {
  return (opening[0] ?? 0) * 256 + (opening[1] ?? 0);
}

export function isEmpty(opening: Uint8Array): boolean {
  for (const byte of opening) if (byte !== 0) return false;
  return true;
}
