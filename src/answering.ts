import { randomBytes } from 'node:crypto';
import type { Authorities } from './authorities.ts';
import { DauysError } from './domain/errors.ts';
import type { Statements } from './http/deps.ts';
import type { Installation } from './installation.ts';
import { issueChallenge } from './intake/challenges.ts';
import type { RunningContest } from './intake/contest-desk.ts';
import type { LogResources } from './intake/log-resources.ts';
import type { OpenContest } from './intake/open-contest.ts';
import type { StatementKeys } from './intake/statement-keys.ts';
import { answerAboutSigner, type StatementDesk } from './intake/statements.ts';
import type { Runtime } from './running.ts';
import { sha256 } from './signature/digest.ts';
import { createUsedChallenges } from './storage/used-challenges.ts';

/** The keys behind answers about oneself, by contest. @throws DauysError `key-missing`, `key-mismatch` */
export function openStatementKeys(
  opened: readonly OpenContest[],
  installation: Installation,
): ReadonlyMap<string, StatementKeys> {
  return new Map(
    opened.map(({ contest: { definition } }) => [definition.id, installation.statementKeys(definition)] as const),
  );
}

export interface AnsweringParts {
  readonly authorities: Pick<Authorities, 'challenges'>;
  readonly installation: Installation;
  readonly runtime: Pick<Runtime, 'clock'>;
  readonly desks: ReadonlyMap<string, RunningContest>;
  readonly statementKeys: ReadonlyMap<string, StatementKeys>;
}

/** Answers about oneself. */
export function openStatements(parts: AnsweringParts, log: LogResources): Statements {
  const { authorities, installation, runtime } = parts;
  const ports = {
    desk: (contestId: string) => deskOf(contestId, parts),
    verifier: authorities.challenges,
    used: createUsedChallenges(installation.db),
    ledger: installation.ledger,
    log,
    clock: runtime.clock,
    sha256,
  };
  return {
    issueChallenge(contestId) {
      const { contest, statementKeys } = known(contestId, parts);
      const { origin } = contest.definition;
      const request = { purpose: 'statement', origin, nowMs: runtime.clock.nowMs() } as const;
      return issueChallenge(request, randomBytes, statementKeys.challengeMac);
    },
    answer: (message) => answerAboutSigner(message, ports),
    vkey: (contestId) => known(contestId, parts).statementKeys.vkey,
  };
}

function deskOf(contestId: string, { desks, statementKeys }: AnsweringParts): StatementDesk | undefined {
  const desk = desks.get(contestId);
  const keys = statementKeys.get(contestId);
  return desk && keys && { ...desk, statementKeys: keys };
}

function known(contestId: string, parts: AnsweringParts): StatementDesk {
  const desk = deskOf(contestId, parts);
  if (desk === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return desk;
}
