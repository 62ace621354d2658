import { readdirSync, readFileSync } from 'node:fs';
import type { RefusalCode } from '../../src/domain/errors.ts';

/** One file of fixtures/vectors: a CMS, what it is judged by, and the verdict. Bytes are base64. */
export interface Vector {
  readonly name: string;
  /** The step of the pipeline that decides. */
  readonly rule: string;
  /** What is particular about this one. */
  readonly about: string;
  /** Acceptance time, RFC 3339. */
  readonly at: string;
  /** The only content the contest takes. */
  readonly ballot: string;
  /** The ballot is handed over beside the CMS. */
  readonly detached: boolean;
  readonly cms: string;
  readonly anchors: readonly string[];
  readonly intermediates: readonly string[];
  readonly crls: readonly string[];
  /** Absent where time-stamps stay unread. */
  readonly tsa?: readonly string[];
  readonly expect: RefusalCode | 'accept';
  /** The invented number of the signer, when accepted. */
  readonly iin?: string;
}

const DIRECTORY = new URL('../../fixtures/vectors/', import.meta.url);

export function readVectors(kind: 'valid' | 'invalid'): Vector[] {
  const directory = new URL(`${kind}/`, DIRECTORY);
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as Vector);
}
