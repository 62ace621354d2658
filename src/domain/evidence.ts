/** Tags of evidence values inside `evidence_digest` (PROTOCOL.md §3). */
export const EVIDENCE = {
  acceptedAtMs: 1,
  trustFingerprint: 2,
  softwareVersion: 3,
  revocationPolicy: 4,
  ocspResponse: 5,
  crlRecord: 6,
  timeStampToken: 7,
} as const;

/** One piece of what a ballot was decided by. */
export interface EvidenceValue {
  readonly tag: number;
  readonly value: Uint8Array;
}
