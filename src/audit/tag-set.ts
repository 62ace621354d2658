/** Octets kept of a member: enough that two different digests never meet by chance. */
export const TAG_BYTES = 16;
const FIRST_CAPACITY = 1024;
const MAX_LOAD = 0.6;

/** A set of digests by their first 16 octets, in a few typed arrays: some 30 octets a member. */
export interface TagSet {
  readonly size: number;
  /**
   * @param source - in which the digest begins at `offset`
   * @returns false when it was a member before
   */
  add(source: DataView, offset: number): boolean;
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
      const a = source.getUint32(offset);
      const b = source.getUint32(offset + 4);
      const c = source.getUint32(offset + 8);
      const d = source.getUint32(offset + 12);
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
  hash = scramble(hash ^ a);
  hash = scramble(hash ^ b);
  return scramble(hash ^ c) >>> 0;
}

function scramble(word: number): number {
  const once = Math.imul(word, 0x9e3779b1);
  const twice = Math.imul(once ^ (once >>> 15), 0x85ebca77);
  return twice ^ (twice >>> 13);
}
