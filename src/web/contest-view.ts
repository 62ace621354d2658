import type { ExportShelf } from '../audit/published-export.ts';
import type { ContestState } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import type { Sha256 } from '../encoding/bytes.ts';
import type { LoadedContest } from '../intake/contests.ts';
import type { LogResources } from '../intake/log-resources.ts';
import type { VerifyEd25519 } from '../log/note.ts';
import type { TurnoutByDay } from '../tally/turnout.ts';
import type { TallyView } from '../tally/view.ts';
import type { Operator } from './operator.ts';
import type { ShownAnnulment } from './pages/commission-annulments.tsx';
import type { ServiceStatus } from './service-status.ts';
import type { SessionPorts } from './sessions.ts';
import type { SigningSettings } from './signing.ts';
import { isoDay } from './wording.ts';

/** What the pages read. */
export interface SitePorts extends SessionPorts {
  readonly contests: {
    list(): readonly LoadedContest[];
    get(contestId: string): LoadedContest | undefined;
    state(contestId: string): ContestState;
  };
  readonly tallies: {
    view(contestId: string): TallyView | Promise<TallyView>;
    turnout(contestId: string): TurnoutByDay | Promise<TurnoutByDay>;
  };
  readonly log: Pick<LogResources, 'checkpoint' | 'witnessed' | 'timeAnchors' | 'inclusionProof'>;
  readonly exports: Pick<ExportShelf, 'find'>;
  /** Undefined until the final protocol stands in the log. */
  protocol(
    contestId: string,
  ): Promise<{ readonly protocol: string; readonly proof: string; readonly sha256: string } | undefined>;
  /** Ballots that the commission annulled. */
  readonly annulments: { list(contestId: string): Promise<readonly ShownAnnulment[]> };
  status(): ServiceStatus;
  readonly operator: Operator;
  readonly signing: SigningSettings;
  /** Signing with eGov Mobile; undefined where no host is registered for it. */
  readonly mobile?: { readonly origin: string } | undefined;
  readonly statements: { vkey(contestId: string): string };
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
}

/** @throws DauysError `contest-unknown` */
export function contestOf(ports: Pick<SitePorts, 'contests'>, params: Readonly<Record<string, string>>): LoadedContest {
  const contest = ports.contests.get(params['contest'] ?? '');
  if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return contest;
}

/** Whole days until a moment, counted in nights of the contest's time zone; 0 on the day itself. */
export function daysUntil(moment: Date, now: Date, timeZone: string): number {
  const dayOf = (date: Date): number => Date.parse(isoDay(date, timeZone));
  return Math.max(0, Math.round((dayOf(moment) - dayOf(now)) / 86_400_000));
}
