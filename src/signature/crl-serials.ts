/**
 * The serial numbers of a list, found by their bytes. A national list has hundreds of thousands: entries are positions
 * in the list's DER in a flat array, and the hash table is made at the first question, which comes after the signature
 * of the list has been checked.
 */
export interface SerialIndex {
  /** Numbers of the entries with this serial (content octets), in the order of the list. */
  readonly find: (serial: Uint8Array) => number[];
  readonly size: number;
  /** Where each entry begins in the list's DER. */
  readonly positions: Uint32Array;
  /** Open addressing; a slot holds an entry's number plus one, and at most half of the slots are taken. */
  readonly table: () => Uint32Array;
}

export interface EntryCollector {
  readonly add: (position: number) => void;
  readonly finish: () => SerialIndex;
}

/** @param bytes - what the positions given to `add` point into: entries read and found well formed */
export function collectEntries(bytes: Uint8Array): EntryCollector {
  let positions = new Uint32Array(64);
  let count = 0;
  const add = (position: number): void => {
    if (count === positions.length) {
      const larger = new Uint32Array(positions.length * 2);
      larger.set(positions);
      positions = larger;
    }
    positions[count] = position;
    count += 1;
  };
  return { add, finish: () => createSerialIndex(bytes, positions.slice(0, count)) };
}

/** @param ready - the table of these positions, where it has been made already */
export function createSerialIndex(bytes: Uint8Array, positions: Uint32Array, ready?: Uint32Array): SerialIndex {
  let made = ready;
  const table = (): Uint32Array => (made ??= createTable(bytes, positions));
  const find = (serial: Uint8Array): number[] => {
    const slots = table();
    const found: number[] = [];
    let slot = hash(serial, 0, serial.length) & (slots.length - 1);
    for (let taken = slots[slot] ?? 0; taken !== 0; taken = slots[slot] ?? 0) {
      if (hasSerial(bytes, positions[taken - 1] ?? 0, serial)) found.push(taken - 1);
      slot = (slot + 1) & (slots.length - 1);
    }
    return found;
  };
  return { find, size: positions.length, positions, table };
}

function createTable(bytes: Uint8Array, positions: Uint32Array): Uint32Array {
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * positions.length + 2)));
  for (const [entry, position] of positions.entries()) {
    const serial = contentStart(bytes, position);
    const start = contentStart(bytes, serial);
    let slot = hash(bytes, start, start + contentLength(bytes, serial)) & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = entry + 1;
  }
  return table;
}

function hasSerial(bytes: Uint8Array, position: number, serial: Uint8Array): boolean {
  const integer = contentStart(bytes, position);
  if (contentLength(bytes, integer) !== serial.length) return false;
  const start = contentStart(bytes, integer);
  for (let i = 0; i < serial.length; i++) if (bytes[start + i] !== serial[i]) return false;
  return true;
}

/** Of an element that has been read before: its length octets are known to be good. */
function contentStart(bytes: Uint8Array, element: number): number {
  const length = bytes[element + 1] ?? 0;
  return element + 2 + (length < 0x80 ? 0 : length & 0x7f);
}

function contentLength(bytes: Uint8Array, element: number): number {
  const first = bytes[element + 1] ?? 0;
  if (first < 0x80) return first;
  let length = 0;
  for (let i = 0; i < (first & 0x7f); i++) length = length * 256 + (bytes[element + 2 + i] ?? 0);
  return length;
}

/** FNV-1a. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ (bytes[i] ?? 0), 0x01000193);
  return value >>> 0;
}
