import { readdirSync, readFileSync } from 'node:fs';

/** One file of fixtures/vectors/crl: a certificate, lists, and what they say of it. Bytes are base64. */
export interface CrlVector {
  readonly name: string;
  /** What is particular about this one. */
  readonly about: string;
  /** `malformed`: one of the lists cannot be read. */
  readonly expect: 'good' | 'revoked' | 'none' | 'malformed';
  /** RFC 3339. */
  readonly at: string;
  readonly certificate: string;
  readonly anchors: readonly string[];
  readonly intermediates: readonly string[];
  /** Complete and delta lists. */
  readonly lists: readonly string[];
  /** The record that is kept, as text, where the lists say good or revoked. */
  readonly record?: string;
}

const DIRECTORY = new URL('../../fixtures/vectors/crl/', import.meta.url);

export function readCrlVectors(): CrlVector[] {
  const files = readdirSync(DIRECTORY).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(new URL(file, DIRECTORY), 'utf8')) as CrlVector);
}
