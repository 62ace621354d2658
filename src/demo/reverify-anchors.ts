import type { TimeAnchorRow } from '../intake/ports.ts';
import { equalBytes, fromBase64, fromHex, fromUtf8, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { extendTree, type TreeState } from '../log/append.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import type { Leaf } from '../log/leaf.ts';
import { openNote, type NoteVerifier } from '../log/note.ts';
import type { Certificate } from '../signature/certificate.ts';
import { verifyTimeStampToken } from '../signature/time-stamp.ts';
import { agree, getPublic } from './public-answers.ts';

/** As the service publishes it: hex, base64 and the signed note. */
export type PublishedAnchor = Omit<TimeAnchorRow, 'root'> & { readonly root: string };

export interface AnchoredLog {
  /** All of them, in order; `parsed` are the same ones. */
  readonly leaves: readonly Uint8Array[];
  readonly parsed: readonly Leaf[];
  readonly verifier: NoteVerifier;
  /** Authorities of time-stamps, and nobody else, are believed. */
  readonly tsa: readonly Certificate[];
  readonly sha256: Sha256;
}

export interface AnchorVerdict {
  readonly anchors: number;
  /** Entries that the last one covers. */
  readonly anchoredSize: number;
}

type AnchorLeaf = Extract<Leaf, { type: 'time-anchor' }>;

/** Every page of a log's time anchors. */
export async function fetchAnchors(url: string, contestId: string): Promise<PublishedAnchor[]> {
  const all: PublishedAnchor[] = [];
  for (;;) {
    const after = all.at(-1)?.index;
    const query = after === undefined ? '' : `?after=${after}`;
    const page = JSON.parse(fromUtf8(await getPublic(`${url}/api/v1/contests/${contestId}/time-anchors${query}`))) as {
      anchors: PublishedAnchor[];
    };
    if (page.anchors.length === 0) return all;
    agree((page.anchors[0]?.index ?? -1) > (after ?? -1), 'time anchors are not in order');
    all.push(...page.anchors);
  }
}

/**
 * Holds every entry of type 19 against the rules of a log, its token, and the checkpoint that was stamped.
 * @throws DauysError `ledger-corrupt`; `time-stamp-invalid`, `algorithm-unsupported` for a token; `receipt-malformed`,
 * `receipt-invalid` for a checkpoint that the log did not sign
 */
export function verifyAnchors(published: readonly PublishedAnchor[], log: AnchoredLog): AnchorVerdict {
  const entries = log.parsed.flatMap((leaf, index) => (leaf.type === 'time-anchor' ? [{ leaf, index }] : []));
  // What came after the checkpoint in hand is for the next look.
  const covered = published.filter(({ index }) => index < log.leaves.length);
  agree(covered.length === entries.length, 'there are not as many tokens as time anchors in the log');
  const closedIndex = log.parsed.findIndex(({ type }) => type === 'closed');
  let tree: TreeState = { size: 0, edge: [] };
  for (const [i, { leaf, index }] of entries.entries()) {
    const { size } = leaf;
    agree(size > tree.size && size <= index, `entry ${index} anchors a size that it cannot`);
    agree(closedIndex < 0 || index < closedIndex || size > closedIndex, `entry ${index} does not cover the closing`);
    const grown = extendTree(tree, log.leaves.slice(tree.size, size), log.sha256);
    agree(equalBytes(leaf.root, grown.root), `entry ${index} anchors another root`);
    tree = grown;
    verifyAnchor(covered[i], index, leaf, log);
  }
  return { anchors: entries.length, anchoredSize: tree.size };
}

function verifyAnchor(
  anchor: PublishedAnchor | undefined,
  index: number,
  leaf: AnchorLeaf,
  { verifier, tsa, sha256 }: AnchoredLog,
): void {
  agree(anchor?.index === index && anchor.size === leaf.size, `entry ${index} is published as another time anchor`);
  agree(
    equalBytes(fromHex(anchor.root) ?? new Uint8Array(), leaf.root),
    `entry ${index} is published with another root`,
  );
  const token = fromBase64(anchor.token) ?? new Uint8Array();
  agree(equalBytes(sha256(token), leaf.tokenSha256), `entry ${index} is of another token`);
  const { origin, size, root } = parseCheckpoint(openNote(anchor.checkpoint, [verifier]).text);
  const isOurs = origin === verifier.name && size === leaf.size && equalBytes(root, leaf.root);
  agree(isOurs, `entry ${index} comes with another checkpoint`);
  verifyTimeStampToken(token, { data: toUtf8(anchor.checkpoint), tsa });
}
