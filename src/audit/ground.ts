import { parseContestDefinition, type ContestDefinition } from '../domain/contest.ts';
import { contestTag, definitionDigest } from '../encoding/contest.ts';
import { createNoteVerifier } from '../log/note.ts';
import { sha256 } from '../signature/digest.ts';
import type { RevocationPolicy } from '../signature/revocation.ts';
import type { Check } from './checks.ts';
import type { LeafContext } from './leaf-task.ts';
import { verifyEd25519 } from './log-signature.ts';

/** Contents of the certificate files of one trust set. */
export type TrustFiles = Readonly<Record<'anchors' | 'intermediates' | 'tsa', readonly Uint8Array[]>>;

/** What every part of an audit is judged by: plain data, so that it can go to a thread. */
export interface AuditGround {
  readonly definition: ContestDefinition;
  /** Entries of the log. */
  readonly size: number;
  /** The tag that the log's first entry carries, or that of the definition. */
  readonly contestTag: Uint8Array;
  readonly vkey: string;
  /** The policy of revocation that the export names; undefined where it names none. */
  readonly policy?: RevocationPolicy | undefined;
  /** Contents of the certificate files of all trust sets in hand, that of the export last; for ballots alone. */
  readonly trust: readonly TrustFiles[];
  /** Checks left out. */
  readonly omitted: readonly Check[];
}

/** The ground as the public level uses it. */
export function leafContextOf({ definition, contestTag: tag, vkey, omitted }: AuditGround): LeafContext {
  return {
    contestTag: tag,
    opensAtMs: Date.parse(definition.opensAt),
    closesAtMs: Date.parse(definition.closesAt),
    numbers: new Set(definition.candidates.map(({ number }) => number)),
    origin: definition.origin,
    verifier: createNoteVerifier(vkey, { sha256, verifyEd25519 }),
    sha256,
    omitted,
  };
}

/** Reads a definition with its digest and tag. @throws DauysError `contest-invalid` */
export function readDefinition(json: unknown): {
  readonly definition: ContestDefinition;
  readonly digest: Uint8Array;
  readonly tag: Uint8Array;
} {
  const definition = parseContestDefinition(json);
  const digest = definitionDigest(definition, sha256);
  return { definition, digest, tag: contestTag(digest) };
}
