import { DauysError } from '../domain/errors.ts';
import { concatBytes, fromUtf8 } from '../encoding/bytes.ts';

/** A line is a checkpoint or a token, in JSON. */
const MAX_LINE_BYTES = 1 << 20;

/**
 * The lines of a file of any length; every line ends with a line feed.
 * @throws DauysError `export-invalid` for a line that no export writes
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : concatBytes(rest, chunk);
    let from = 0;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, from)) {
      yield decode(rest.subarray(from, end));
      from = end + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > MAX_LINE_BYTES) throw new DauysError('export-invalid', 'a line is too long');
  }
  if (rest.length > 0) yield decode(rest);
}

/** What is not UTF-8 is no JSON either, which the reader of the line finds. */
function decode(line: Uint8Array): string {
  try {
    return fromUtf8(line);
  } catch {
    return '';
  }
}

/** An object out of one line; undefined for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
