import { randomBytes } from 'node:crypto';
import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import type { MobileApp } from './http/deps.ts';
import { issueChallenge } from './intake/challenges.ts';
import type { RunningContest } from './intake/contest-desk.ts';
import { createMobileOutcomes } from './intake/mobile-outcomes.ts';
import { createMobileSignings } from './intake/mobile-signings.ts';
import type { StatementKeys } from './intake/statement-keys.ts';
import { openMobileSeal } from './keys/mobile-seal.ts';
import type { Runtime } from './running.ts';

/** Signings at once whose end is remembered for the page. */
const MAX_OUTCOMES = 10_000;

export interface PhoneSigningParts {
  readonly runtime: Pick<Runtime, 'clock'>;
  readonly desks: ReadonlyMap<string, RunningContest>;
  readonly statementKeys: ReadonlyMap<string, StatementKeys>;
}

/** Signing with eGov Mobile, where the host is registered for it. @throws DauysError `config-invalid` */
export function openPhoneSigning(
  { mgov, keysDirectory }: Pick<Config, 'mgov' | 'keysDirectory'>,
  { runtime, desks, statementKeys }: PhoneSigningParts,
): MobileApp | undefined {
  if (mgov === undefined) return undefined;
  const signings = createMobileSignings({
    contests: {
      list: () => [...desks.values()].map(({ contest }) => contest),
      get: (id) => desks.get(id)?.contest,
    },
    challenge(contestId, seed, nowMs) {
      const origin = desks.get(contestId)?.contest.definition.origin;
      const keys = statementKeys.get(contestId);
      if (origin === undefined || keys === undefined) throw new DauysError('contest-unknown', 'no such contest');
      return issueChallenge({ purpose: 'statement', origin, nowMs }, () => seed, keys.challengeMac);
    },
    outcomes: createMobileOutcomes(MAX_OUTCOMES),
    seal: openMobileSeal(keysDirectory),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock: runtime.clock,
  });
  return { ...mgov, signings };
}
