import { parseLeaf } from '../../../src/log/leaf.ts';

export interface RaceAnswer {
  readonly status: number;
  readonly body: string;
  readonly code: string;
}

/**
 * What breaks "one-vote" and "idempotent" in the answers to many ballots that one person sent at once.
 * @param leaves - the whole log afterwards
 */
export function oneVoteFaults(
  answers: readonly RaceAnswer[],
  leaves: readonly Uint8Array[],
  { sameCandidate }: { readonly sameCandidate: boolean },
): string[] {
  const faults: string[] = [];
  const accepted = answers.filter(({ status }) => status === 201);
  if (accepted.length !== 1) faults.push(`${accepted.length} ballots of one person were accepted`);
  const receipts = new Set(answers.filter(({ status }) => status < 300).map(({ body }) => body));
  if (receipts.size > 1) faults.push(`${receipts.size} different receipts`);
  for (const { status, code } of answers) {
    const fits = sameCandidate ? status < 300 : status === 201 || code === 'already-voted';
    if (!fits) faults.push(`an answer ${status} ${code}`);
  }
  const tags = leaves.flatMap((bytes) => {
    const leaf = parseLeaf(bytes);
    return leaf.type === 'ballot' ? [Buffer.from(leaf.voterTag).toString('hex')] : [];
  });
  if (new Set(tags).size !== tags.length) faults.push('a voter stands twice in the log');
  return faults;
}
