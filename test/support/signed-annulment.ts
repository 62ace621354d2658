import type { ExportedSignature } from '../../src/audit/export-source.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import { encodeAnnulment } from '../../src/encoding/annulment.ts';
import { compareBytes, concatBytes, fromUtf8, u32be, u64be } from '../../src/encoding/bytes.ts';
import { annulmentCommit, encodeAnnulmentDocument } from '../../src/log/annulment.ts';
import { sha256, signedBallot } from './ballots.ts';

export interface AnnulmentOptions {
  readonly contest: string;
  /** Entry of the ballot that the decision names. */
  readonly ballot: number;
  /** The entry that annuls. */
  readonly index: number;
  readonly at: Date;
  readonly members: readonly [Identity, Identity];
  /** Evidence of a ballot, of which all is taken over but the time of acceptance, what OCSP said and a time-stamp. */
  readonly evidence: readonly EvidenceValue[];
  readonly reason?: { readonly kk: string; readonly ru: string };
}

/** An annulment as two members sign it: what is public, what the leaf commits to, and what is restricted. */
export function signAnnulment(options: AnnulmentOptions): {
  readonly text: string;
  readonly commit: Uint8Array;
  readonly signatures: readonly ExportedSignature[];
} {
  const { contest, ballot, index, at, members, reason = { kk: 'Қате', ru: 'Ошибка' } } = options;
  const decision = encodeAnnulment({ contest, index: ballot, reason });
  const evidence = encodeEvidence([
    { tag: EVIDENCE.acceptedAtMs, value: u64be(at.getTime()) },
    ...options.evidence.filter(({ tag }) => !OWN.includes(tag)),
  ]);
  const [one, two] = members
    .map((member) => signedBallot(decision, member, { signingTime: at }))
    .sort((a, b) => compareBytes(sha256(a), sha256(b))) as [Uint8Array, Uint8Array];
  const digests = [sha256(one), sha256(two)] as const;
  const document = { decision: fromUtf8(decision), salt: sha256(u64be(index)), signatures: digests };
  return {
    text: encodeAnnulmentDocument(document),
    commit: annulmentCommit(document, sha256),
    signatures: [one, two].map((cms, i) => ({ index, n: i + 1, cms, evidence })),
  };
}

const OWN: readonly number[] = [EVIDENCE.acceptedAtMs, EVIDENCE.ocspResponse, EVIDENCE.timeStampToken];

function encodeEvidence(values: readonly EvidenceValue[]): Uint8Array {
  return concatBytes(...values.flatMap(({ tag, value }) => [Uint8Array.of(tag), u32be(value.length), value]));
}
