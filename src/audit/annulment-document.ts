import { concatBytes, fromBase64, fromHex } from '../encoding/bytes.ts';
import { parseObject } from './text-lines.ts';

const SALT_BYTES = 32;

/** What the entry of an annulment commits to (PROTOCOL.md §3): salt ‖ signed decisions. Undefined for another text. */
export function committedBytes(text: string): Uint8Array | undefined {
  const { salt, decisions } = parseObject(text) ?? {};
  const saltBytes = typeof salt === 'string' ? fromHex(salt) : undefined;
  if (saltBytes?.length !== SALT_BYTES || !Array.isArray(decisions) || decisions.length === 0) return undefined;
  const parts = decisions.map((decision) => (typeof decision === 'string' ? fromBase64(decision) : undefined));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return concatBytes(saltBytes, ...parts);
}
