import type { EvidenceValue } from '../domain/evidence.ts';
import type { Database } from './connection.ts';
import { splitEvidence } from './ledger-blobs.ts';

/** Everything kept of one ballot: restricted. */
export interface BallotRecord {
  readonly leaf: Uint8Array;
  readonly candidateNumber: number;
  /** Undefined once it was erased. */
  readonly secret: BallotSecret | undefined;
}

export interface BallotSecret {
  /** As received. */
  readonly cms: Uint8Array;
  readonly saltBallot: Uint8Array;
  /** By ascending tags. */
  readonly evidence: readonly EvidenceValue[];
}

interface RecordColumns {
  readonly leaf: Buffer;
  readonly candidate: number;
  readonly cms: Buffer | null;
  readonly saltBallot: Buffer | null;
  readonly evidence: Buffer | null;
}

/** Reads the record of the ballot at one entry; undefined where no ballot stands. */
export function createBallotRecords(db: Database): (contestId: string, index: number) => BallotRecord | undefined {
  const record = db.prepare<[string, number], RecordColumns>(
    `SELECT e.leaf, b.candidate, s.cms, s.salt_ballot AS saltBallot, s.evidence FROM entry e
     JOIN ballot b ON b.contest = e.contest AND b.idx = e.idx
     LEFT JOIN ballot_secret s ON s.contest = e.contest AND s.idx = e.idx
     WHERE e.contest = ? AND e.idx = ?`,
  );
  return (contestId, index) => {
    const row = record.get(contestId, index);
    if (row === undefined) return undefined;
    const { leaf, candidate: candidateNumber, cms, saltBallot, evidence } = row;
    const secret =
      cms === null || saltBallot === null || evidence === null
        ? undefined
        : { cms: plain(cms), saltBallot: plain(saltBallot), evidence: splitEvidence(plain(evidence)) };
    return { leaf: plain(leaf), candidateNumber, secret };
  };
}

/** A Buffer's `slice` is a view where a Uint8Array's is a copy: pure layers get the latter. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
