import { toHex } from '../encoding/bytes.ts';
import { encodeLeaf, leafTime } from '../log/leaf.ts';
import type { LoadedContest } from './contests.ts';
import type { SignatureRow } from './decision-rows.ts';
import type { LedgerState } from './ports.ts';

/** Entries that are no ballots. `timeMs` is the server's clock, unix milliseconds. */
export type LogEvent =
  | {
      readonly type: 'opened';
      readonly timeMs: number;
      readonly trustFingerprint: Uint8Array;
      readonly keyCheck: Uint8Array;
    }
  | { readonly type: 'trust-changed'; readonly timeMs: number; readonly trustFingerprint: Uint8Array }
  | { readonly type: 'closed'; readonly timeMs: number }
  | ProtocolEvent
  | TimeAnchorEvent
  | AnnulmentEvent
  | ErasureEvent;

export interface ProtocolEvent {
  readonly type: 'protocol';
  readonly timeMs: number;
  /** Entries that it covers. */
  readonly size: number;
  readonly text: string;
  readonly digest: Uint8Array;
}

/** A ballot that does not count, by decision of two members of the commission. */
export interface AnnulmentEvent {
  readonly type: 'annulment';
  readonly timeMs: number;
  /** Entry of the ballot; it must be one. */
  readonly ballot: number;
  /** Kept as the entry's document, and public. */
  readonly text: string;
  readonly commit: Uint8Array;
  readonly signatures: readonly SignatureRow[];
}

/** A ballot whose restricted record goes in the transaction of this entry. */
export interface ErasureEvent {
  readonly type: 'erasure';
  readonly timeMs: number;
  /** Entry of the ballot; it must be one. */
  readonly ballot: number;
  /** The decision: kept as the entry's document, and public. */
  readonly text: string;
  readonly digest: Uint8Array;
}

/** A token of a time-stamping authority over the log's checkpoint of this size and root. */
export interface TimeAnchorEvent {
  readonly type: 'time-anchor';
  readonly timeMs: number;
  readonly size: number;
  readonly root: Uint8Array;
  /** The token's DER in base64: kept as the entry's document. */
  readonly token: string;
  /** SHA-256 of the token's DER. */
  readonly tokenSha256: Uint8Array;
}

/** What decides whether an event is due. */
export type EventState = Pick<
  LedgerState,
  'size' | 'closedIndex' | 'protocolIndex' | 'trustFingerprint' | 'anchoredSize' | 'annulled' | 'erased'
>;

/** Entries that the protocol is to cover: up to and with the closing entry and every annulment; 0 before closing. */
export function settledSize({ closedIndex, annulled }: Pick<EventState, 'closedIndex' | 'annulled'>): number {
  return closedIndex === undefined ? 0 : Math.max(closedIndex, ...annulled.values()) + 1;
}

/** Judged under the write lock, so that of several processes closing at once one does it. */
export function isEventDue(event: LogEvent, state: EventState): boolean {
  const isClosed = state.closedIndex !== undefined;
  switch (event.type) {
    case 'opened':
      return state.size === 0;
    case 'trust-changed':
      return !isClosed && state.trustFingerprint !== toHex(event.trustFingerprint);
    case 'closed':
      return state.size > 0 && !isClosed;
    case 'protocol':
      // Made before the lock was held: an annulment may have come since.
      return isClosed && state.protocolIndex === undefined && event.size === settledSize(state);
    case 'time-anchor':
      // Once voting is closed an anchor covers the closing entry and what was annulled. So none is ever in a batch behind
      // one of these, and the checkpoint whose last entry it is, which the protocol names, always exists.
      return event.size > Math.max(state.anchoredSize, settledSize(state) - 1) && event.size <= state.size;
    case 'annulment':
      return isClosed && state.protocolIndex === undefined && !state.annulled.has(event.ballot);
    case 'erasure':
      return isClosed && !state.erased.has(event.ballot);
  }
}

/** The state once the event stands at `index`, for those behind it in the same batch. */
export function afterEvent(event: LogEvent, index: number, state: EventState): EventState {
  switch (event.type) {
    case 'opened':
    case 'trust-changed':
      return { ...state, trustFingerprint: toHex(event.trustFingerprint) };
    case 'closed':
      return { ...state, closedIndex: index };
    case 'protocol':
      return { ...state, protocolIndex: index };
    case 'time-anchor':
      return { ...state, anchoredSize: event.size };
    case 'annulment':
      return { ...state, annulled: new Map(state.annulled).set(event.ballot, index) };
    case 'erasure':
      return { ...state, erased: new Map(state.erased).set(event.ballot, index) };
  }
}

/** The text that is kept because the event's entry commits to it. */
export function eventDocument(event: LogEvent): string | undefined {
  if (event.type === 'time-anchor') return event.token;
  return event.type === 'protocol' || event.type === 'annulment' || event.type === 'erasure' ? event.text : undefined;
}

export function eventLeaf(event: LogEvent, contest: LoadedContest): Uint8Array {
  const common = { contestTag: contest.tag, time: leafTime(event.timeMs) };
  switch (event.type) {
    case 'opened': {
      const { trustFingerprint, keyCheck } = event;
      return encodeLeaf({ ...common, type: 'opened', definitionDigest: contest.digest, trustFingerprint, keyCheck });
    }
    case 'trust-changed':
      return encodeLeaf({ ...common, type: 'trust-changed', trustFingerprint: event.trustFingerprint });
    case 'closed':
      return encodeLeaf({ ...common, type: 'closed' });
    case 'protocol':
      return encodeLeaf({ ...common, type: 'protocol', protocolSha256: event.digest });
    case 'time-anchor': {
      const { tokenSha256, root, size } = event;
      return encodeLeaf({ ...common, type: 'time-anchor', tokenSha256, root, size });
    }
    case 'annulment':
      return encodeLeaf({ ...common, type: 'annulment', index: event.ballot, decisionCommit: event.commit });
    case 'erasure':
      return encodeLeaf({ ...common, type: 'erasure', index: event.ballot, decisionSha256: event.digest });
  }
}
