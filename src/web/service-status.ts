import type { ContestState } from '../domain/contest.ts';
import type { RevocationMode } from '../signature/revocation.ts';

/** How the service stands, for anyone to see: nothing here tells a choice, a person or an address. */
export interface ServiceStatus {
  readonly isClockTrusted: boolean;
  readonly revocation: {
    readonly mode: RevocationMode;
    /** Absent when no responder is asked. */
    readonly ocsp?: 'answering' | 'failing';
    readonly lists: readonly ListStatus[];
  };
  readonly contests: readonly ContestStatus[];
}

export interface ListStatus {
  readonly kind: 'base' | 'delta';
  readonly entries: number;
  /** RFC 3339 in UTC, as are the others. */
  readonly thisUpdate: string;
  readonly nextUpdate: string | undefined;
  readonly isCurrent: boolean;
}

interface ContestStatus {
  readonly id: string;
  readonly state: ContestState;
  /** Entries in the log. */
  readonly size: number;
  /** Time-stamps of the log: entries covered, 0 while there is none that was due. Absent when no authority is asked. */
  readonly timeAnchor?: { readonly size: number; readonly isLate: boolean };
}
