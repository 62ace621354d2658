import type { SharedCrl } from '../signature/crl-shared.ts';
import { exchange, type ExchangeFailure, type Validators } from './http-exchange.ts';
import { isCurrentAt, readListHeader, whyNotTaken, type Displaced, type ListHeader } from './list-header.ts';
import type { ListState, ListStore } from './list-store.ts';

export interface ListSourceOptions {
  readonly userAgent: string;
  /** For one download. */
  readonly timeoutMs: number;
  /**
   * Parses a list and verifies that an authority of the trust set signed it; rejects with `revocation-unavailable`
   * otherwise. May keep the bytes until it settles, and must neither write to them nor transfer them.
   */
  readonly load: (der: Uint8Array) => Promise<SharedCrl>;
  readonly nowMs: () => number;
}

/** What a look at a URL, or at the disk, came to. */
export type ListOutcome =
  { readonly kind: 'restored' | 'taken' | 'unchanged' } | { readonly kind: ListFailure; readonly detail: string };
/** `refused`: not a list by an authority that is trusted; `not-stored`: the disk. */
export type ListFailure = ExchangeFailure['kind'] | Displaced | 'refused' | 'not-stored' | 'not-restored';

export interface HeldList {
  readonly shared: SharedCrl;
  readonly header: ListHeader;
}

/** One URL and the last good list of it, current or not. */
export interface ListSource {
  readonly url: string;
  held(): HeldList | undefined;
  /** Takes up what was held before a restart. Never rejects. @returns undefined when nothing was. */
  restore(): Promise<ListOutcome | undefined>;
  /** Asks the server. What is not better than what is held changes nothing. Never rejects. */
  refresh(signal: AbortSignal): Promise<ListOutcome>;
}

const MAX_LIST_BYTES = 64 * 1024 * 1024;

export function createListSource(url: string, store: ListStore, options: ListSourceOptions): ListSource {
  let held: HeldList | undefined;
  let validators: Validators = {};

  async function load(der: Uint8Array): Promise<HeldList> {
    const shared = await options.load(der);
    return { shared, header: readListHeader(shared) };
  }

  async function restoreState(state: ListState): Promise<ListOutcome> {
    const der = await store.read(state.sha256);
    if (der === undefined) return { kind: 'not-restored', detail: 'the file is missing' };
    const kept = await load(der);
    if (kept.shared.sha256 !== state.sha256) return { kind: 'not-restored', detail: 'the file was changed' };
    held = kept;
    validators = { etag: state.etag, lastModified: state.lastModified };
    return { kind: 'restored' };
  }

  /** On disk first: what a ballot is decided by must be there as evidence whatever happens next. */
  async function take(next: HeldList, newValidators: Validators): Promise<ListOutcome> {
    try {
      await store.keep(next.shared);
      await store.keepState(url, { sha256: next.shared.sha256, ...newValidators });
    } catch (error) {
      return { kind: 'not-stored', detail: errorText(error) };
    }
    held = next;
    validators = newValidators;
    return { kind: 'taken' };
  }

  async function consider(body: Uint8Array, newValidators: Validators): Promise<ListOutcome> {
    if (held !== undefined && isSame(body, held.shared.der)) {
      validators = newValidators;
      return { kind: 'unchanged' };
    }
    let next: HeldList;
    try {
      next = await load(body);
    } catch (error) {
      return { kind: 'refused', detail: errorText(error) };
    }
    const reason = whyNotTaken(next.header, held?.header, options.nowMs());
    return reason === undefined ? take(next, newValidators) : { kind: reason, detail: 'the list held stays' };
  }

  return {
    url,
    held: () => held,
    async restore() {
      try {
        const state = await store.readState(url);
        return state && (await restoreState(state));
      } catch (error) {
        return { kind: 'not-restored', detail: errorText(error) };
      }
    },
    async refresh(signal) {
      const { userAgent, timeoutMs } = options;
      const limits = { timeoutMs, maxBytes: MAX_LIST_BYTES, signal };
      const result = await exchange({ url, userAgent, held: held && validators, ...limits });
      if (result.kind === 'not-modified') return { kind: 'unchanged' };
      return result.kind === 'answered' ? consider(result.body, result.validators) : result;
    },
  };
}

/** The lists of these sources that may be believed now. */
export function currentLists(sources: readonly ListSource[], nowMs: number): readonly SharedCrl[] {
  return sources.flatMap((source) => {
    const held = source.held();
    return held !== undefined && isCurrentAt(held.header, nowMs) ? [held.shared] : [];
  });
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

function errorText(error: unknown): string {
  const { message } = error as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'no reason given';
}
