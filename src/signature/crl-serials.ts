import { equalBytes } from '../encoding/bytes.ts';

/**
 * The serial numbers of a list, found by their bytes. A national list has hundreds of thousands: entries are positions
 * in the list's DER in flat arrays, and the hash table is made at the first question, which comes after the signature
 * of the list has been checked.
 */
export interface SerialIndex {
  /** Numbers of the entries with this serial (content octets), in the order of the list. */
  readonly find: (serial: Uint8Array) => number[];
  readonly size: number;
}

export interface SerialCollector {
  readonly add: (start: number, end: number) => void;
  readonly finish: () => SerialIndex;
}

/** @param bytes - what the positions given to `add` point into */
export function collectSerials(bytes: Uint8Array): SerialCollector {
  let positions = new Uint32Array(64);
  let count = 0;
  const add = (start: number, end: number): void => {
    if (2 * count + 2 > positions.length) {
      const larger = new Uint32Array(positions.length * 2);
      larger.set(positions);
      positions = larger;
    }
    positions[2 * count] = start;
    positions[2 * count + 1] = end;
    count += 1;
  };
  return { add, finish: () => createIndex(bytes, positions.slice(0, 2 * count)) };
}

function createIndex(bytes: Uint8Array, positions: Uint32Array): SerialIndex {
  const size = positions.length / 2;
  const serialAt = (entry: number): Uint8Array => bytes.subarray(positions[2 * entry], positions[2 * entry + 1]);
  let table: Uint32Array | undefined;
  const find = (serial: Uint8Array): number[] => {
    table ??= createTable(size, serialAt);
    const found: number[] = [];
    for (let slot = hash(serial) & (table.length - 1); table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) {
      const entry = (table[slot] ?? 0) - 1;
      if (equalBytes(serialAt(entry), serial)) found.push(entry);
    }
    return found;
  };
  return { find, size };
}

/** Open addressing; a slot holds the entry's number plus one, and at most half of the slots are taken. */
function createTable(size: number, serialAt: (entry: number) => Uint8Array): Uint32Array {
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * size + 2)));
  for (let entry = 0; entry < size; entry++) {
    let slot = hash(serialAt(entry)) & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = entry + 1;
  }
  return table;
}

/** FNV-1a. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
