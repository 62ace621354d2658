/** How many orders there are of so many candidates: few enough to be kept as rendered pages. */
export function orderCount(candidates: number): number {
  return Math.max(1, candidates);
}

/**
 * The order in which one visitor meets the candidates: a row of a Williams square. Over any `orderCount` visitors in a
 * row every candidate holds every place once and stands beside every other one twice: neither a number nor a
 * neighbour helps.
 * @param seed - at least four bytes of the contest, so that its own order of candidates is not seen in any of the rows
 */
export function candidateOrder<T>(candidates: readonly T[], visitor: number, seed: Uint8Array): readonly T[] {
  const n = candidates.length;
  const row = visitor % orderCount(n);
  const shuffled = shuffle(candidates, seed);
  return shuffled.map((_, place) => shuffled[(zigzag(place, n) + row) % n] as T);
}

/** 0, 1, n-1, 2, n-2, …: between neighbours every distance modulo n occurs, forwards and backwards taken together twice. */
function zigzag(place: number, n: number): number {
  return place % 2 === 1 ? (place + 1) / 2 : n - place / 2;
}

/** Fisher and Yates, one and the same for one seed. */
function shuffle<T>(items: readonly T[], seed: Uint8Array): readonly T[] {
  const shuffled = [...items];
  const random = numbersFrom(new DataView(seed.buffer, seed.byteOffset).getUint32(0));
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}

/** Mulberry32: numbers in [0, 1). Fairness rests on the rows, not on these. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
