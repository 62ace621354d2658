import { DauysError } from '../domain/errors.ts';
import { fromBase64, toBase64 } from '../encoding/bytes.ts';
import { HASH_BYTES, type TreeHead } from './merkle.ts';

export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** The text a log signs (C2SP tlog-checkpoint without extension lines). */
export function checkpointBody(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * Reads a checkpoint body, the text of an opened note: origin, size and a SHA-256 root, no extension lines.
 * @throws DauysError `receipt-malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', decimal = '', encoded = '', end, ...rest] = text.split('\n');
  const root = fromBase64(encoded);
  const size = parseDecimal(decimal);
  if (origin === '' || size === undefined || root?.length !== HASH_BYTES || end !== '' || rest.length > 0) {
    throw new DauysError('receipt-malformed', 'not a checkpoint of this log format');
  }
  return { origin, size, root };
}

/** @returns undefined unless `text` is a decimal without leading zeros inside the safe integers. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
