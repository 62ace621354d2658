import { readdirSync, readFileSync } from 'node:fs';

/** One file of fixtures/vectors/time-stamp: a token or a response, what it is judged by, and the verdict. */
export interface TimeStampVector {
  readonly name: string;
  /** What is particular about this one. */
  readonly about: string;
  readonly expect: 'accept' | 'time-stamp-invalid' | 'algorithm-unsupported';
  /** What was stamped, base64 like all bytes. */
  readonly data: string;
  /** What was sent along, when it is compared. */
  readonly nonce?: string;
  /** One of the two. */
  readonly token?: string;
  readonly response?: string;
  /** Certificates believed. */
  readonly tsa: readonly string[];
  /** RFC 3339, when accepted. */
  readonly genTime?: string;
}

const DIRECTORY = new URL('../../fixtures/vectors/time-stamp/', import.meta.url);

export function readTimeStampVectors(): TimeStampVector[] {
  const files = readdirSync(DIRECTORY).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(new URL(file, DIRECTORY), 'utf8')) as TimeStampVector);
}
