import { toHex } from '../encoding/bytes.ts';
import { definitionDigest, encodeBallot } from '../encoding/contest.ts';
import type { Certificate } from '../signature/certificate.ts';
import type { CertificateList } from '../signature/crl.ts';
import { sha256 } from '../signature/digest.ts';
import type { RevocationPolicy } from '../signature/revocation.ts';
import { createTrustSet, type TrustSet } from '../signature/trust.ts';
import type { Check } from './checks.ts';
import { createCommitments, type Commitments } from './commitments-again.ts';
import type { AuditGround } from './ground.ts';

/** What ballots are judged by, made once for each thread. */
export interface BallotContext {
  readonly contestTag: Uint8Array;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  /** The bytes to sign, by candidate number. */
  readonly ballots: ReadonlyMap<number, Uint8Array>;
  /** Trust sets in hand, by their fingerprints in hex; the newest is that of the export. */
  readonly trust: ReadonlyMap<string, TrustSet>;
  /** Certificates that may sign lists. */
  readonly authorities: readonly Certificate[];
  readonly commitments: Commitments;
  /** The policy of revocation that the export names; undefined where it names none. */
  readonly policy: RevocationPolicy | undefined;
  readonly omitted: readonly Check[];
}

/** What a batch brings along. */
export interface BatchContext extends BallotContext {
  readonly lists: readonly CertificateList[];
  readonly fingerprints: readonly { readonly index: number; readonly fingerprint: Uint8Array }[];
}

export function ballotContextOf({ definition, contestTag, trust, policy, omitted }: AuditGround): BallotContext {
  const digest = definitionDigest(definition, sha256);
  const sets = trust.map((files) => createTrustSet(files, sha256));
  return {
    contestTag,
    opensAtMs: Date.parse(definition.opensAt),
    closesAtMs: Date.parse(definition.closesAt),
    ballots: new Map(definition.candidates.map((c) => [c.number, encodeBallot(definition, c, digest)])),
    trust: new Map(sets.map((set) => [toHex(set.fingerprint), set])),
    authorities: sets.flatMap(({ intermediates, anchors }) => [...intermediates, ...anchors]),
    commitments: createCommitments(contestTag),
    policy,
    omitted,
  };
}
