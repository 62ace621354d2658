import { concatBytes } from '../../src/encoding/bytes.ts';
import { allPaths, fromTree, nodeAt, replaceAt, toTree, withContent, type DerNode, type DerPath } from './der-tree.ts';

/** A stream of numbers below `bound`, the same for the same seed (mulberry32). */
export type Dice = (bound: number) => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export interface Mutator {
  /** One mutant, never equal to the original. */
  next(): Uint8Array;
}

/**
 * Mutants of a CMS message: changed bits, octets and runs that leave lengths wrong, and elements deleted, doubled,
 * moved, replaced, retagged, shortened and lengthened with every length above them right.
 * @param isTarget - limits the elements that are changed as elements; all by default
 */
export function createMutator(
  original: Uint8Array,
  roll: Dice,
  isTarget: (path: DerPath) => boolean = () => true,
): Mutator {
  const tree = toTree(original);
  const paths = allPaths(tree).filter((path) => path.length > 0 && isTarget(path));
  const mutateOnce = (bytes: Uint8Array): Uint8Array =>
    roll(2) === 0 ? mutateOctets(bytes, roll) : mutateElement(tree, paths, roll);
  return {
    next() {
      for (;;) {
        let mutant = mutateOnce(original);
        // One in four gets a second wound.
        if (roll(4) === 0) mutant = mutateOctets(mutant, roll);
        if (Buffer.compare(mutant, original) !== 0) return mutant;
      }
    },
  };
}

const TELLING_OCTETS = [
  0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x1f, 0x20, 0x24, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xa1, 0xff,
];

function mutateOctets(bytes: Uint8Array, roll: Dice): Uint8Array {
  const at = roll(bytes.length);
  const octet = roll(2) === 0 ? roll(256) : (TELLING_OCTETS[roll(TELLING_OCTETS.length)] ?? 0);
  const run = 1 + roll(roll(4) === 0 ? 64 : 4);
  switch (roll(6)) {
    case 0:
    case 1:
      return withOctet(bytes, at, (bytes[at] ?? 0) ^ (1 << roll(8)));
    case 2:
      return withOctet(bytes, at, octet);
    case 3:
      return concatBytes(bytes.subarray(0, at), bytes.subarray(at + run));
    case 4:
      return concatBytes(bytes.subarray(0, at), new Uint8Array(run).fill(octet), bytes.subarray(at));
    default:
      return bytes.subarray(0, at);
  }
}

function withOctet(bytes: Uint8Array, at: number, octet: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[at] = octet;
  return copy;
}

function mutateElement(tree: DerNode, paths: readonly DerPath[], roll: Dice): Uint8Array {
  const path = paths[roll(paths.length)] ?? [];
  const node = nodeAt(tree, path);
  const other = nodeAt(tree, paths[roll(paths.length)] ?? []);
  return fromTree(replaceAt(tree, path, replacementFor(node, other, roll)));
}

function replacementFor(node: DerNode, other: DerNode, roll: Dice): DerNode[] {
  const content = node.children.length > 0 ? concatBytes(...node.children.map(fromTree)) : node.content;
  switch (roll(9)) {
    case 0:
      return [];
    case 1:
      return [node, node];
    case 2:
      return [other];
    case 3:
      return [node, other];
    case 4:
      return [{ ...node, children: [...node.children].reverse() }];
    case 5:
      return [{ ...node, tag: node.tag ^ (1 << roll(8)) }];
    case 6:
      return [withContent(node, content.subarray(roll(2)))];
    case 7:
      return [withContent(node, concatBytes(content, Uint8Array.of(roll(256))))];
    default:
      return [
        withContent(
          node,
          content.length === 0 ? Uint8Array.of(0) : withOctet(content, roll(content.length), roll(256)),
        ),
      ];
  }
}
