import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a directory, by its path. */
export function filesIn(directory: string): Map<string, Buffer> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(directory, name)).isFile(),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(directory, name))]));
}

/** The same as digests: what two directories are compared by. */
export function digestsIn(directory: string): Record<string, string> {
  const digests = [...filesIn(directory)].map(([name, bytes]) => [
    name,
    createHash('sha256').update(bytes).digest('hex'),
  ]);
  return Object.fromEntries(digests) as Record<string, string>;
}

/** A ballot record of a unit file, read the way PROTOCOL.md spells it. */
export interface BallotRecord {
  readonly index: number;
  readonly number: number;
  readonly saltBallot: Buffer;
  readonly saltChoice: Buffer;
  readonly cms: Buffer;
  readonly evidence: readonly { readonly tag: number; readonly value: Buffer }[];
}

export function readUnit(unit: Buffer): BallotRecord[] {
  const records: BallotRecord[] = [];
  let at = 0;
  const take = (length: number): Buffer => unit.subarray(at, (at += length));
  while (at < unit.length) {
    const index = Number(take(8).readBigUInt64BE());
    const number = take(2).readUInt16BE();
    const [saltBallot, saltChoice] = [take(32), take(32)];
    const cms = take(take(4).readUInt32BE());
    const end = take(4).readUInt32BE() + at;
    const evidence: { tag: number; value: Buffer }[] = [];
    while (at < end) evidence.push({ tag: take(1).readUInt8(), value: take(take(4).readUInt32BE()) });
    records.push({ index, number, saltBallot, saltChoice, cms, evidence });
  }
  return records;
}

/** The lines of a .jsonl file. */
export function readLines<T>(file: Buffer): T[] {
  return file
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}
