import type { Identity } from '../../../src/devca/dev-ca.ts';
import type { EvidenceValue } from '../../../src/domain/evidence.ts';
import { contestTag, definitionDigest } from '../../../src/encoding/contest.ts';
import { voterTagMessage } from '../../../src/log/commitments.ts';
import { iinOf } from '../../support/bulk-citizens.ts';
import { ballotBytes, random, sha256, signedBallot, TEST_NOW, testCitizen } from '../../support/ballots.ts';
import { insertEntry, type Book, type Entry } from './book.ts';
import { cheat, put, type Item } from './item.ts';
import { recommit } from './seal.ts';

/** Somebody else with a certificate of the same authority; one certificate more where it is a person of the base. */
export function citizenOf({ base }: Book, n: number): Identity {
  return testCitizen(n, base.exported.ledger.ca);
}

/** What this ballot's record is over. */
export function contentOf({ contest }: Book, { record }: Entry): Uint8Array {
  return ballotBytes(contest, record!.number);
}

/** When this ballot was accepted. */
export function acceptedAt({ record }: Entry): Date {
  return new Date(Number(Buffer.from(record!.evidence[0]!.value).readBigUInt64BE()));
}

export function voterTag({ base, contest }: Book, n: number): Uint8Array {
  return base.keys.voterMac(voterTagMessage(contestTag(definitionDigest(contest, sha256)), iinOf(n)));
}

/** A ballot by the n-th citizen, accepted as the second one of `plain` was and entered behind it. */
export function addBallot(book: Book, n: number, tag = voterTag(book, n), citizen = citizenOf(book, n)): void {
  const entry = structuredClone(book.entries[2]!);
  entry.record!.cms = signedBallot(contentOf(book, entry), citizen, { signingTime: TEST_NOW });
  entry.record!.saltBallot = random(32);
  entry.record!.saltChoice = random(32);
  put(entry.leaf, 64, ...tag);
  recommit(book, entry);
  insertEntry(book, 3, entry);
}

/** One ballot changed, with its leaf after it. */
export function changeBallot(index: number, change: (entry: Entry, book: Book) => unknown): Item['corrupt'] {
  return cheat((book) => {
    const entry = book.entries[index]!;
    change(entry, book);
    recommit(book, entry);
  });
}

/** The values of a ballot's evidence with one replaced, taken out or put in. */
export function setValue(entry: Entry, tag: number, value: Uint8Array | undefined): void {
  const others: EvidenceValue[] = entry.record!.evidence.filter((each) => each.tag !== tag);
  const all = value === undefined ? others : [...others, { tag, value }];
  entry.record!.evidence = all.sort((a, b) => a.tag - b.tag);
}

export function valueOf(entry: Entry, tag: number): Uint8Array {
  return entry.record!.evidence.find((each) => each.tag === tag)!.value;
}
