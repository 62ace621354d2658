import type { Candidate, ContestDefinition, ContestState } from '../domain/contest.ts';
import type { Sha256 } from '../encoding/bytes.ts';
import { contestTag, definitionDigest, encodeBallot } from '../encoding/contest.ts';
import type { ContestRow } from './ports.ts';

/** A contest ready to serve: everything derived from its definition once. */
export interface LoadedContest extends ContestRow {
  /** 16 bytes. */
  readonly tag: Uint8Array;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly candidatesByNumber: ReadonlyMap<number, Candidate>;
  /** The bytes to sign, by candidate id. */
  readonly ballots: ReadonlyMap<string, Uint8Array>;
}

/** What a read of the log says about the contest's life. */
export interface ContestProgress {
  readonly closedIndex: number | undefined;
  readonly protocolIndex: number | undefined;
}

export function loadContest(definition: ContestDefinition, vkey: string, sha256: Sha256): LoadedContest {
  const digest = definitionDigest(definition, sha256);
  return {
    definition,
    digest,
    vkey,
    tag: contestTag(digest),
    opensAtMs: Date.parse(definition.opensAt),
    closesAtMs: Date.parse(definition.closesAt),
    candidates: new Map(definition.candidates.map((c) => [c.id, c])),
    candidatesByNumber: new Map(definition.candidates.map((c) => [c.number, c])),
    ballots: new Map(definition.candidates.map((c) => [c.id, encodeBallot(definition, c, digest)])),
  };
}

/** State at `nowMs`; only the closing entry makes a contest closed, not the clock. */
export function contestState(contest: LoadedContest, progress: ContestProgress, nowMs: number): ContestState {
  if (progress.closedIndex !== undefined) return 'closed';
  if (nowMs < contest.opensAtMs) return 'before';
  return nowMs < contest.closesAtMs ? 'open' : 'closing';
}

/** Bytes of a time value in evidence and events: RFC 3339 in UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
