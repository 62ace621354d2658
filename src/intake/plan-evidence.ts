import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import type { Receipt } from '../domain/receipt.ts';
import { toHex, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { evidenceEntry, type EvidenceEntry } from '../log/commitments.ts';
import { encodeRevocationPolicy, type RevocationPolicy } from '../signature/revocation.ts';

/** What the installation decides by. */
export interface EvidenceContext {
  readonly trustFingerprint: Uint8Array;
  readonly softwareVersion: string;
  readonly revocation: RevocationPolicy;
  readonly sha256: Sha256;
}

/** An evidence value with the entry that commits to it, and as a receipt shows that. */
export interface Evidence extends EvidenceValue {
  readonly entry: EvidenceEntry;
  readonly shown: Receipt['opening']['evidence'][number];
}

/** What is the same for all that is decided. */
export function installationEvidence(context: Omit<EvidenceContext, 'sha256'>): readonly EvidenceValue[] {
  return [
    { tag: EVIDENCE.trustFingerprint, value: context.trustFingerprint },
    { tag: EVIDENCE.softwareVersion, value: toUtf8(context.softwareVersion) },
    { tag: EVIDENCE.revocationPolicy, value: encodeRevocationPolicy(context.revocation) },
  ];
}

/** Evidence of the installation, and after that what was found out about one ballot. */
export type CommitEvidence = (found: readonly EvidenceValue[]) => Evidence[];

/** What is the same for many ballots of a batch is hashed once: the record of lists is the same object in many of them. */
export function createEvidenceMemo(context: EvidenceContext): CommitEvidence {
  const { sha256 } = context;
  const known = new Map<EvidenceValue, Evidence>();
  const installation = installationEvidence(context).map(({ tag, value }) => evidenceOf(tag, value, sha256));

  function remembered(value: EvidenceValue): Evidence {
    const evidence = known.get(value) ?? evidenceOf(value.tag, value.value, sha256);
    known.set(value, evidence);
    return evidence;
  }

  return (found) => [...installation, ...found.map(remembered)];
}

export function evidenceOf(tag: number, value: Uint8Array, sha256: Sha256): Evidence {
  const entry = evidenceEntry(tag, value, sha256);
  return { tag, value, entry, shown: { ...entry, sha256: toHex(entry.sha256) } };
}
