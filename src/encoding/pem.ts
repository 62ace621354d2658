import { fromBase64 } from './bytes.ts';
import { malformed, TAG } from './der.ts';

const BLOCK = /^-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*?)^-----END \1-----[ \t]*\r?$/gm;

/**
 * The bodies of the PEM blocks (RFC 7468) with one of these labels, in order; text around the blocks is ignored.
 *
 * @throws DauysError `ballot-malformed` when a block is of another kind, is not base64, or a line is left unpaired
 */
export function parsePem(text: string, labels: readonly string[]): Uint8Array[] {
  const blocks = [...text.matchAll(BLOCK)];
  const boundaries = text.match(/^-----(BEGIN|END) /gm)?.length ?? 0;
  if (boundaries !== 2 * blocks.length) throw malformed('PEM block cut short');
  return blocks.map(([, label = '', body = '']) => {
    if (!labels.includes(label)) throw malformed('PEM block of another kind');
    const bytes = fromBase64(body.replace(/\s/g, ''));
    if (bytes === undefined || bytes.length === 0) throw malformed('PEM block is not base64');
    return bytes;
  });
}

const text = new TextDecoder();

/**
 * File contents that may be one DER value or PEM text: the values in it.
 *
 * @throws DauysError `ballot-malformed` as `parsePem`, and when a text has no block
 */
export function readDerOrPem(bytes: Uint8Array, labels: readonly string[]): Uint8Array[] {
  if (bytes[0] === TAG.sequence) return [bytes];
  const blocks = parsePem(text.decode(bytes), labels);
  if (blocks.length === 0) throw malformed('neither DER nor PEM');
  return blocks;
}
