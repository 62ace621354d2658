/** Bytes [from, to], both of them included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One range of bytes out of a Range header (RFC 9110 §14.1.2). A header that asks for several, or that cannot be read,
 * asks for everything: a server may always answer with the whole.
 * @param header - attacker-controlled
 * @returns undefined for everything, `unsatisfiable` for a range that begins past the end
 */
export function parseByteRange(header: string | undefined, length: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '') {
    if (last === '') return undefined;
    const count = Math.min(Number(last), length);
    return count === 0 ? 'unsatisfiable' : { from: length - count, to: length - 1 };
  }
  const from = Number(first);
  const to = Math.min(last === '' ? Infinity : Number(last), length - 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= length ? 'unsatisfiable' : { from, to };
}
