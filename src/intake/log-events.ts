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
  | { readonly type: 'protocol'; readonly timeMs: number; readonly text: string; readonly digest: Uint8Array };

/** What decides whether an event is due. */
export type EventState = Pick<LedgerState, 'size' | 'closedIndex' | 'protocolIndex' | 'trustFingerprint'>;

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
  }
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
  }
}
