import { CHECK_IDS, compareFindings, type Check, type Finding } from './checks.ts';

/** Findings of one check that are kept one by one; all of them are counted. */
const MAX_KEPT = 10_000;

/** Gathers findings in bounded memory. The order in which they come must be that of the log. */
export interface FindingList {
  add(findings: Iterable<Finding>): void;
  counts(): Readonly<Partial<Record<Check, number>>>;
  /** Those kept, in the one order. */
  sorted(): readonly Finding[];
}

export function createFindingList(): FindingList {
  const kept: Finding[] = [];
  const counts = new Map<Check, number>();
  return {
    add(findings) {
      for (const finding of findings) {
        const count = (counts.get(finding.check) ?? 0) + 1;
        counts.set(finding.check, count);
        if (count <= MAX_KEPT) kept.push(finding);
      }
    },
    counts: () =>
      Object.fromEntries(CHECK_IDS.flatMap((check) => (counts.has(check) ? [[check, counts.get(check)]] : []))),
    sorted: () => kept.toSorted(compareFindings),
  };
}
