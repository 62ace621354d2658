import type { ContestState } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import type { LoadedContest } from '../intake/contests.ts';
import type { TurnoutByDay } from '../tally/turnout.ts';
import type { TallyView } from '../tally/view.ts';
import type { Operator } from './operator.ts';
import type { ServiceStatus } from './service-status.ts';
import type { SigningSettings } from './signing.ts';

/** What the pages read. */
export interface SitePorts {
  readonly contests: {
    list(): readonly LoadedContest[];
    get(contestId: string): LoadedContest | undefined;
    state(contestId: string): ContestState;
  };
  readonly tallies: {
    view(contestId: string): TallyView | Promise<TallyView>;
    turnout(contestId: string): TurnoutByDay | Promise<TurnoutByDay>;
  };
  status(): ServiceStatus;
  readonly operator: Operator;
  readonly signing: SigningSettings;
}

/** @throws DauysError `contest-unknown` */
export function contestOf(ports: Pick<SitePorts, 'contests'>, params: Readonly<Record<string, string>>): LoadedContest {
  const contest = ports.contests.get(params['contest'] ?? '');
  if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return contest;
}

/** Whole days until a moment, counted in nights of the contest's time zone; 0 on the day itself. */
export function daysUntil(moment: Date, now: Date, timeZone: string): number {
  const dayOf = (date: Date): number =>
    Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(date));
  return Math.max(0, Math.round((dayOf(moment) - dayOf(now)) / 86_400_000));
}
