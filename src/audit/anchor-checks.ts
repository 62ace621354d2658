import { isDauysError } from '../domain/errors.ts';
import { equalBytes, fromBase64, toHex, toUtf8 } from '../encoding/bytes.ts';
import { createNoteVerifier } from '../log/note.ts';
import { sha256 } from '../signature/digest.ts';
import { verifyTimeStampToken } from '../signature/time-stamp.ts';
import { entriesOf, type AuditedLog, type ExportedAnchorLine } from './audited-log.ts';
import { openCheckpoint } from './checkpoint-notes.ts';
import type { Finding } from './checks.ts';
import { verifyEd25519 } from './log-signature.ts';
import type { TrustSets } from './trust-sets.ts';

/** As for a citizen's time-stamp (PROTOCOL.md §2, step 13). */
const MAX_SKEW_MS = 300_000;

type AnchoredLog = Pick<AuditedLog, 'events' | 'anchors' | 'roots' | 'latest' | 'head'> & { readonly trust: TrustSets };

/** Every entry of type 19 comes with its token, which stamps a checkpoint of this log over the root at that size. */
export function checkAnchors(log: AnchoredLog): Finding[] {
  const lines = new Map(log.anchors.map((anchor) => [anchor.index, anchor]));
  const entries = entriesOf(log, 'time-anchor');
  const findings: Finding[] = [];
  const indexes = new Set(entries.map(({ index }) => index));
  for (const [i, { index }] of log.anchors.entries()) {
    if (!indexes.has(index)) findings.push({ check: 'A11', index, detail: 'no-such-entry' });
    if (index <= (log.anchors[i - 1]?.index ?? -1)) findings.push({ check: 'A11', index, detail: 'order' });
  }
  for (const { index, leaf } of entries) {
    const line = lines.get(index);
    const detail = line === undefined ? 'missing' : judge(line, leaf, log);
    if (detail !== undefined) findings.push({ check: 'A11', index, detail });
  }
  return findings;
}

function judge(
  line: ExportedAnchorLine,
  leaf: { readonly size: number; readonly root: Uint8Array; readonly tokenSha256: Uint8Array },
  log: AnchoredLog,
): string | undefined {
  const { head, roots, trust } = log;
  if (line.size !== leaf.size || line.root !== toHex(leaf.root)) return 'another-entry';
  const token = fromBase64(line.token);
  if (token === undefined || !equalBytes(sha256(token), leaf.tokenSha256)) return 'another-token';
  const root = roots.get(leaf.size);
  if (root === undefined || !equalBytes(root, leaf.root)) return 'root';
  const verifier = createNoteVerifier(head.ground.vkey, { sha256, verifyEd25519 });
  const opened = openCheckpoint(line.checkpoint, verifier);
  if (typeof opened === 'string') return opened;
  if (opened.origin !== head.definition.origin || opened.size !== leaf.size || !equalBytes(opened.root, leaf.root)) {
    return 'another-checkpoint';
  }
  const judged = judgeToken(token, line.checkpoint, trust);
  if (judged instanceof Date) return isTooLate(log.latest.get(leaf.size) ?? 0, judged) ? 'entries-later' : undefined;
  // An authority of a trust set that is not in hand may have signed it.
  return isTrustMissing(log) ? undefined : judged;
}

/** Why a token is refused; for a good one the time that it gives. */
function judgeToken(token: Uint8Array, checkpoint: string, trust: TrustSets): string | Date {
  const tsa = [...trust.sets.values()].flatMap((set) => set.tsa);
  try {
    return verifyTimeStampToken(token, { data: toUtf8(checkpoint), tsa }).genTime;
  } catch (error) {
    if (isDauysError(error)) return error.code;
    throw error;
  }
}

/** Nothing is stamped before it is there; the clocks of service and authority may part by some minutes. */
function isTooLate(latest: number, stampedAt: Date): boolean {
  return latest * 1000 > stampedAt.getTime() + MAX_SKEW_MS;
}

function isTrustMissing({ events, trust }: AnchoredLog): boolean {
  return events.some(
    ({ leaf }) =>
      (leaf.type === 'opened' || leaf.type === 'trust-changed') && !trust.sets.has(toHex(leaf.trustFingerprint)),
  );
}

/** True when a token could not be judged because a trust set that the log names is not in hand. */
export function hasUnjudgedAnchor(log: AnchoredLog): boolean {
  if (!isTrustMissing(log)) return false;
  return log.anchors.some(({ token, checkpoint }) => {
    return typeof judgeToken(fromBase64(token) ?? new Uint8Array(), checkpoint, log.trust) === 'string';
  });
}
