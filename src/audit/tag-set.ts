/** Octets kept of a member: enough that two different digests never meet by chance. */
export const TAG_BYTES = 16;
const FIRST_CAPACITY = 1024;
const MAX_LOAD = 0.6;

/** A set of digests by their first 16 octets, in a few typed arrays: some 30 octets a member. */
export interface TagSet {
  readonly size: number;
  /**
   * @param source - where the digest begins at `offset`
   * @returns false when it was a member before
   */
  add(source: Uint8Array, offset: number): boolean;
}

/** @param seed - a random unsigned 32-bit number: whoever makes the digests must not choose where they land */
export function createTagSet(seed: number): TagSet {
  let size = 0;
  let capacity = FIRST_CAPACITY;
  let words = new Uint32Array(roomFor(capacity));
  // Position of a member plus one; zero is an empty slot.
  let slots = new Uint32Array(capacity);

  function grow(): void {
    capacity *= 2;
    const more = new Uint32Array(roomFor(capacity));
    more.set(words.subarray(0, 4 * size));
    words = more;
    slots = new Uint32Array(capacity);
    for (let member = 0; member < size; member++) {
      const at = 4 * member;
      let slot = mix(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, seed) & (capacity - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (capacity - 1);
      slots[slot] = member + 1;
    }
  }

  return {
    get size() {
      return size;
    },
    add(source, offset) {
      if (size + 1 > capacity * MAX_LOAD) grow();
      const view = new DataView(source.buffer, source.byteOffset + offset, TAG_BYTES);
      const [a, b, c, d] = [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
      let slot = mix(a, b, c, seed) & (capacity - 1);
      for (let found = slots[slot] ?? 0; found !== 0; found = slots[slot] ?? 0) {
        const at = 4 * (found - 1);
        if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return false;
        slot = (slot + 1) & (capacity - 1);
      }
      words[4 * size] = a;
      words[4 * size + 1] = b;
      words[4 * size + 2] = c;
      words[4 * size + 3] = d;
      size++;
      slots[slot] = size;
      return true;
    },
  };
}

function roomFor(capacity: number): number {
  return 4 * (Math.ceil(capacity * MAX_LOAD) + 1);
}

function mix(a: number, b: number, c: number, seed: number): number {
  let hash = seed;
  for (const word of [a, b, c]) {
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca77);
    hash ^= hash >>> 13;
  }
  return hash >>> 0;
}
