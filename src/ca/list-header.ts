import { toHex } from '../encoding/bytes.ts';
import { readIndexedList } from '../signature/crl-list.ts';
import { createSerialIndex } from '../signature/crl-serials.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';

/** What a refresher compares lists by. */
export interface ListHeader {
  readonly kind: 'base' | 'delta';
  /** Lists of one series follow each other: same signer, same kind, same scope. */
  readonly series: string;
  /** CRLNumber; RFC 5280 §5.2.3 asks for one. */
  readonly number: bigint | undefined;
  readonly thisUpdateMs: number;
  /** A list without one is never current. */
  readonly nextUpdateMs: number | undefined;
  readonly entries: number;
}

/**
 * Reads what stands before and behind the entries of a list that was verified.
 * @throws DauysError `ballot-malformed`
 */
export function readListHeader({ der, positions, table, signedBy }: SharedCrl): ListHeader {
  const list = readIndexedList(der, createSerialIndex(der, positions, table));
  const kind = list.baseNumber === undefined ? 'base' : 'delta';
  return {
    kind,
    series: `${signedBy} ${kind} ${toHex(list.scopeDer ?? new Uint8Array())}`,
    number: list.number && BigInt(`0x${toHex(list.number)}`),
    thisUpdateMs: list.thisUpdate.getTime(),
    nextUpdateMs: list.nextUpdate?.getTime(),
    entries: positions.length,
  };
}

/** The same bounds as a lookup's. */
export function isCurrentAt({ thisUpdateMs, nextUpdateMs }: ListHeader, nowMs: number): boolean {
  return thisUpdateMs <= nowMs && nextUpdateMs !== undefined && nowMs <= nextUpdateMs;
}

/** Why a list must not take the place of the one held: whoever serves lists could bring back an older one. */
export type Displaced = 'not-current' | 'older' | 'another-list';

/** @returns undefined when `next` may be taken. */
export function whyNotTaken(next: ListHeader, held: ListHeader | undefined, nowMs: number): Displaced | undefined {
  if (!isCurrentAt(next, nowMs)) return 'not-current';
  if (held === undefined) return undefined;
  if (next.series === held.series) return isOlder(next, held) ? 'older' : undefined;
  // A CA that has a new key begins another series; until then the list held is still good.
  return isCurrentAt(held, nowMs) ? 'another-list' : undefined;
}

function isOlder(next: ListHeader, held: ListHeader): boolean {
  if (next.number !== undefined && held.number !== undefined && next.number !== held.number) {
    return next.number < held.number;
  }
  return next.thisUpdateMs < held.thisUpdateMs;
}
