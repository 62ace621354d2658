import { toHex } from '../encoding/bytes.ts';
import { encodeLeaf, leafTime } from '../log/leaf.ts';
import type { LoadedContest } from './contests.ts';
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
  | { readonly type: 'protocol'; readonly timeMs: number; readonly text: string; readonly digest: Uint8Array }
  | TimeAnchorEvent;

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
  'size' | 'closedIndex' | 'protocolIndex' | 'trustFingerprint' | 'anchoredSize'
>;

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
      return isClosed && state.protocolIndex === undefined;
    case 'time-anchor':
      // Once voting is closed an anchor covers the closing entry. So none is ever in its batch, and the checkpoint whose
      // last entry is the closing one, which the protocol names, always exists.
      return event.size > Math.max(state.anchoredSize, state.closedIndex ?? 0) && event.size <= state.size;
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
  }
}

/** The text that is kept because the event's entry commits to it. */
export function eventDocument(event: LogEvent): string | undefined {
  if (event.type === 'protocol') return event.text;
  return event.type === 'time-anchor' ? event.token : undefined;
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
  }
}
