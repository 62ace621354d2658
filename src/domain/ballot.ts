import type { Candidate, ContestDefinition, LocalizedText } from './contest.ts';
import { DauysError } from './errors.ts';

/** What a citizen declares; enters every ballot word for word. */
const STATEMENT = {
  kk: 'Осы қатысушыға бір ғана дауысымды беремін',
  ru: 'Отдаю свой единственный голос за этого участника',
} as const;

/** The person behind a certificate: 12 ASCII digits out of `IIN…`. Never logged, never sent. */
export type Iin = string & { readonly __iin: unique symbol };

/** The object whose canonical JSON a citizen signs. Only kk and ru texts enter. */
export interface BallotStatement {
  readonly ballot: 'dauys/1';
  readonly candidate: { readonly id: string; readonly name: BallotText; readonly number: number };
  readonly contest: { readonly definition: string; readonly id: string; readonly title: BallotText };
  readonly log: string;
  readonly nomination: { readonly id: string; readonly title: BallotText };
  readonly statement: BallotText;
}

interface BallotText {
  readonly kk: string;
  readonly ru: string;
}

/**
 * The ballot of one candidate.
 * @param definitionHex - definition digest, 64 lower-case hex digits
 */
export function ballotStatement(
  contest: ContestDefinition,
  candidate: Candidate,
  definitionHex: string,
): BallotStatement {
  const nomination = contest.nominations.find((n) => n.id === candidate.nomination);
  if (nomination === undefined) throw new DauysError('contest-invalid', 'candidate without a nomination');
  return {
    ballot: 'dauys/1',
    candidate: { id: candidate.id, name: stateLanguages(candidate.name), number: candidate.number },
    contest: { definition: definitionHex, id: contest.id, title: stateLanguages(contest.title) },
    log: contest.origin,
    nomination: { id: nomination.id, title: stateLanguages(nomination.title) },
    statement: STATEMENT,
  };
}

function stateLanguages({ kk, ru }: LocalizedText): BallotText {
  return { kk, ru };
}
