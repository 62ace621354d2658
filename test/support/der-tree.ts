import { concatBytes } from '../../src/encoding/bytes.ts';
import { der } from '../../src/encoding/der-writer.ts';

/** A DER element taken apart, to be changed and put together again with right lengths. Shares no code with the reader. */
export interface DerNode {
  readonly tag: number;
  /** Of a primitive element. */
  readonly content: Uint8Array;
  /** Of a constructed element. */
  readonly children: readonly DerNode[];
}

const isConstructed = (tag: number): boolean => (tag & 0x20) !== 0;

/** Takes well-formed DER apart. */
export function toTree(bytes: Uint8Array): DerNode {
  const [node, ...rest] = readAll(bytes);
  if (node === undefined || rest.length > 0) throw new Error('not one element');
  return node;
}

function readAll(bytes: Uint8Array): DerNode[] {
  const nodes: DerNode[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const tag = bytes[offset] ?? 0;
    const first = bytes[offset + 1] ?? 0;
    const octets = first < 0x80 ? 0 : first & 0x7f;
    let length = first;
    if (octets > 0) length = bytes.subarray(offset + 2, offset + 2 + octets).reduce((sum, b) => sum * 256 + b, 0);
    const start = offset + 2 + octets;
    const content = bytes.subarray(start, start + length);
    nodes.push({ tag, content, children: isConstructed(tag) ? readAll(content) : [] });
    offset = start + length;
  }
  return nodes;
}

export function fromTree({ tag, content, children }: DerNode): Uint8Array {
  return isConstructed(tag) ? der(tag, ...children.map(fromTree)) : der(tag, content);
}

/** Positions in a tree: indexes of children from the root. */
export type DerPath = readonly number[];

export function allPaths(node: DerNode, path: DerPath = []): DerPath[] {
  return [path, ...node.children.flatMap((child, i) => allPaths(child, [...path, i]))];
}

export function nodeAt(node: DerNode, path: DerPath): DerNode {
  return path.reduce((at, i) => at.children[i] ?? { tag: 5, content: new Uint8Array(), children: [] }, node);
}

/** The tree with the node at `path` replaced by any number of nodes. */
export function replaceAt(node: DerNode, path: DerPath, replacement: readonly DerNode[]): DerNode {
  const [first, ...rest] = path;
  if (first === undefined) return replacement[0] ?? node;
  const children = node.children.flatMap((child, i) => {
    if (i !== first) return [child];
    return rest.length === 0 ? replacement : [replaceAt(child, rest, replacement)];
  });
  return { ...node, children };
}

/** A primitive element with other content, or a constructed one whose content is no longer looked into. */
export function withContent(node: DerNode, content: Uint8Array): DerNode {
  return { tag: node.tag & ~0x20, content: concatBytes(content), children: [] };
}
