import type { EvidenceValue } from '../domain/evidence.ts';
import { digestText } from './hashing.ts';

/** Commitments of ballots, out of a record, as texts of one character an octet (PROTOCOL.md §3). */
export interface Commitments {
  ballot(saltBallot: Uint8Array, cms: Uint8Array, values: readonly EvidenceValue[]): string;
  choice(saltChoice: Uint8Array, number: number): string;
}

const HASH = 32;
const BALLOT_LABEL = Buffer.from('DYS1 ballot\n', 'ascii');
const CHOICE_LABEL = Buffer.from('DYS1 choice\n', 'ascii');
const ENTRY_BYTES = 1 + 4 + HASH;

/** The formulas over arrays that are used again and again; values that all ballots share are hashed once. */
export function createCommitments(contestTag: Uint8Array): Commitments {
  const label = BALLOT_LABEL.length;
  const ballot = Buffer.alloc(label + 3 * HASH);
  ballot.set(BALLOT_LABEL);
  const choice = Buffer.alloc(CHOICE_LABEL.length + HASH + contestTag.length + 2);
  choice.set(CHOICE_LABEL);
  choice.set(contestTag, CHOICE_LABEL.length + HASH);
  const entries = Buffer.alloc(256 * ENTRY_BYTES);
  const known = new Map<number, { readonly value: Uint8Array; readonly digest: string }>();

  function digestOfValue({ tag, value }: EvidenceValue): string {
    const before = known.get(tag);
    if (before !== undefined && Buffer.compare(before.value, value) === 0) return before.digest;
    const digest = digestText(value);
    known.set(tag, { value: Uint8Array.from(value), digest });
    return digest;
  }

  function evidenceDigest(values: readonly EvidenceValue[]): string {
    let at = 0;
    for (const each of values) {
      entries[at] = each.tag;
      entries.writeUInt32BE(each.value.length, at + 1);
      entries.write(digestOfValue(each), at + 5, HASH, 'latin1');
      at += ENTRY_BYTES;
    }
    return digestText(entries.subarray(0, at));
  }

  return {
    ballot(saltBallot, cms, values) {
      ballot.set(saltBallot, label);
      ballot.write(digestText(cms), label + HASH, HASH, 'latin1');
      ballot.write(evidenceDigest(values), label + 2 * HASH, HASH, 'latin1');
      return digestText(ballot);
    },
    choice(saltChoice, number) {
      choice.set(saltChoice, CHOICE_LABEL.length);
      choice.writeUInt16BE(number, choice.length - 2);
      return digestText(choice);
    },
  };
}
