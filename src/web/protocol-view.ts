import type { Language } from '../domain/texts.ts';
import type { Protocol, ProtocolNomination } from '../tally/protocol.ts';

/** The final protocol with the hash that stands in the log: what pages and documents are made of. */
export interface ShownProtocol {
  readonly protocol: Protocol;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
}

export type RankedCandidate = ProtocolNomination['candidates'][number];

/** Those with most votes first; of equal ones the lower number. */
export function ranked({ candidates }: ProtocolNomination): readonly RankedCandidate[] {
  return candidates.toSorted((a, b) => b.ballots - a.ballots || a.number - b.number);
}

/** A text of the protocol, which has Kazakh and Russian: English readers get the Russian one. */
export function inWords({ kk, ru }: Protocol['note'], language: Language): string {
  return language === 'kk' ? kk : ru;
}

/** Names of the regions, by their ids. */
export function regionNames({ regions }: Protocol, language: Language): ReadonlyMap<string, string> {
  return new Map(regions.map(({ id, name }) => [id, inWords(name, language)]));
}

/** Whether all numbers add up: each line, each nomination, the regions and the whole. */
export function addsUp(protocol: Protocol): boolean {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
  const { nominations, regions, turnout, counted, annulled } = protocol;
  const parts = nominations.every(({ candidates, accepted, ballots, annulled: without }) => {
    const isWhole = accepted === ballots + without;
    const own = [sum(candidates.map((one) => one.ballots)), sum(candidates.map((one) => one.annulled))];
    return isWhole && own[0] === ballots && own[1] === without;
  });
  const wholes = [nominations, regions].every(
    (totals) =>
      sum(totals.map((one) => one.accepted)) === turnout &&
      sum(totals.map((one) => one.ballots)) === counted &&
      sum(totals.map((one) => one.annulled)) === annulled,
  );
  return parts && wholes && turnout === counted + annulled;
}
