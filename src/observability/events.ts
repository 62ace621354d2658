import type { Code } from '../domain/errors.ts';
import { errorFields, type Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** One function per business event: each writes its log line and moves its metrics. None takes anything of a person. */
export type Events = ReturnType<typeof createEvents>;

export function createEvents(logger: Logger, metrics: Metrics) {
  return {
    ...ballotEvents(logger, metrics),
    ...statementEvents(logger, metrics),
    ...annulmentEvents(logger),
    ...signInEvents(logger, metrics),
    ...ledgerEvents(logger, metrics),
    ...anchorEvents(logger, metrics),
    ...serviceEvents(logger, metrics),
  };
}

function ballotEvents(logger: Logger, metrics: Metrics) {
  return {
    ballotAccepted(contest: string, durationMs: number): void {
      metrics.ballots.inc({ outcome: 'accepted' });
      // No index: beside its time it would say in the log which public entry belongs to which request.
      logger.debug({ event: 'ballot-accepted', contest, durationMs }, 'ballot accepted');
    },
    ballotRepeated(contest: string, durationMs: number): void {
      metrics.ballots.inc({ outcome: 'repeated' });
      logger.debug({ event: 'ballot-repeated', contest, durationMs }, 'first receipt given again');
    },
    ballotRefused(code: Code, durationMs: number): void {
      metrics.ballots.inc({ outcome: code });
      logger.info({ event: 'ballot-refused', code, durationMs }, 'ballot refused');
    },
    ballotAborted(): void {
      metrics.ballots.inc({ outcome: 'aborted' });
    },
    revocationDecided(source: string): void {
      metrics.revocation.inc({ source });
    },
    ocspAnswered(outcome: string, durationMs: number): void {
      metrics.ocsp.observe({ outcome }, durationMs / 1000);
    },
    listLooked(url: string, outcome: { readonly kind: string; readonly detail?: string }): void {
      metrics.lists.inc({ outcome: outcome.kind });
      if (outcome.kind === 'unchanged') return;
      const { origin, pathname } = new URL(url);
      const line = { event: 'revocation-list', outcome: outcome.kind, list: `${origin}${pathname}` };
      if (outcome.detail === undefined) logger.info(line, 'revocation list read');
      else logger.error(line, 'no new revocation list: the last good one stays');
    },
    revocationOff(): void {
      metrics.revocationOff.set(1);
      logger.error({ event: 'revocation-off' }, 'REVOCATION IS NOT CHECKED: revoked certificates can vote');
    },
    ballotVerified(durationMs: number): void {
      metrics.verifyDuration.observe(durationMs / 1000);
    },
  };
}

/** That somebody asked about themselves, never who, nor what the answer was. */
function statementEvents(logger: Logger, metrics: Metrics) {
  return {
    statementGiven(contest: string, durationMs: number): void {
      metrics.statements.inc({ outcome: 'given' });
      logger.info({ event: 'statement-given', contest, durationMs }, 'somebody was told about themselves');
    },
    statementRefused(code: Code, durationMs: number): void {
      metrics.statements.inc({ outcome: code });
      logger.info({ event: 'statement-refused', code, durationMs }, 'statement refused');
    },
    statementAborted(): void {
      metrics.statements.inc({ outcome: 'aborted' });
    },
  };
}

/** Who signs in is told by the id of the role, never by the person. */
function signInEvents(logger: Logger, metrics: Metrics) {
  return {
    signedIn(contest: string, roleIds: readonly string[], durationMs: number): void {
      metrics.signIns.inc({ outcome: 'signed-in' });
      for (const roleId of roleIds) logger.info({ event: 'signed-in', contest, roleId, durationMs }, 'signed in');
    },
    signInRefused(code: Code, durationMs: number): void {
      metrics.signIns.inc({ outcome: code });
      logger.warn({ event: 'sign-in-refused', code, durationMs }, 'sign-in refused');
    },
    signInAborted(): void {
      metrics.signIns.inc({ outcome: 'aborted' });
    },
    sessionUsed(roleId: string, route: string): void {
      logger.info({ event: 'session-used', roleId, route }, 'session used');
    },
    signedOut(roleId: string): void {
      logger.info({ event: 'signed-out', roleId }, 'signed out');
    },
  };
}

/** Who decided is told by ids of grants, never by people. */
function annulmentEvents(logger: Logger) {
  return {
    ballotAnnulled(contest: string, index: number, grants: readonly string[]): void {
      logger.info({ event: 'ballot-annulled', contest, index, roleId: grants.join() }, 'a ballot is annulled');
    },
    annulmentRefused(code: Code, durationMs: number): void {
      logger.info({ event: 'annulment-refused', code, durationMs }, 'annulment refused');
    },
    annulmentAborted(): void {
      logger.debug({ event: 'annulment-aborted' }, 'whoever sent an annulment went away');
    },
  };
}

function ledgerEvents(logger: Logger, metrics: Metrics) {
  return {
    queueChanged(depth: number): void {
      metrics.queueDepth.set(depth);
    },
    batchCommitted(contest: string, entries: number, size: number, durationMs: number): void {
      metrics.batchSize.observe(entries);
      metrics.commitDuration.observe(durationMs / 1000);
      metrics.ledgerSize.set({ contest }, size);
      logger.debug({ event: 'batch-committed', contest, count: entries, size, durationMs }, 'entries committed');
    },
    commitUnknown(contest: string, error: unknown): void {
      logger.fatal(
        { event: 'commit-unknown', contest, error: errorFields(error) },
        'nobody can tell whether the last write was kept: stopping',
      );
    },
    tallyAdvanced(contest: string, counted: number, size: number): void {
      metrics.tallyLag.set({ contest }, size - counted);
      metrics.ledgerSize.set({ contest }, size);
    },
    tallyPublished(contest: string, size: number): void {
      logger.info({ event: 'tally-published', contest, size }, 'counts published');
    },
    gateUnknown(): void {
      metrics.gateUnknown.inc();
    },
    contestLoaded(contest: string): void {
      logger.info({ event: 'contest-loaded', contest }, 'contest loaded');
    },
    contestClosed(contest: string, index: number): void {
      logger.info({ event: 'contest-closed', contest, index }, 'closing entry appended');
    },
    protocolPublished(contest: string, index: number): void {
      logger.info({ event: 'protocol-published', contest, index }, 'final protocol appended');
    },
  };
}

function anchorEvents(logger: Logger, metrics: Metrics) {
  const late = new Set<string>();
  return {
    timeAnchored(contest: string, index: number, size: number): void {
      logger.info({ event: 'time-anchored', contest, index, size }, 'time anchor appended');
    },
    timeAnchorFailed(contest: string, error: unknown): void {
      metrics.timeAnchorFailures.inc();
      logger.error({ event: 'time-anchor-failed', contest, error: errorFields(error) }, 'no time anchor: trying again');
    },
    /** Told at every look; a line is written when the alarm begins and when it ends. */
    timeAnchorsChecked(contest: string, ageMs: number, isLate: boolean): void {
      metrics.timeAnchorAge.set({ contest }, ageMs / 1000);
      metrics.timeAnchorAlarm.set({ contest }, isLate ? 1 : 0);
      if (isLate === late.has(contest)) return;
      if (isLate) {
        late.add(contest);
        logger.error(
          { event: 'time-anchors-late', contest, durationMs: ageMs },
          'entries have waited long for a time anchor',
        );
      } else {
        late.delete(contest);
        logger.warn(
          { event: 'time-anchors-in-time-again', contest, durationMs: ageMs },
          'time anchors are in time again',
        );
      }
    },
  };
}

function serviceEvents(logger: Logger, metrics: Metrics) {
  let clockTrusted = true;
  return {
    /** Told at every look at the clock; a line is written when the verdict changes. */
    clockChecked(trusted: boolean, stepMs: number): void {
      metrics.clockAlarm.set(trusted ? 0 : 1);
      metrics.clockStep.set(stepMs / 1000);
      if (trusted === clockTrusted) return;
      clockTrusted = trusted;
      if (trusted) logger.warn({ event: 'clock-trusted-again', stepMs }, 'the clock is trusted again');
      else logger.error({ event: 'clock-not-trusted', stepMs }, 'the clock is not trusted: nothing opens or closes');
    },
    requestFailed(route: string, error: unknown): void {
      logger.error({ event: 'request-failed', route, error: errorFields(error) }, 'unexpected error');
    },
    taskFailed(component: string, error: unknown): void {
      logger.error({ event: 'task-failed', component, error: errorFields(error) }, 'unexpected error');
    },
    requestFinished(method: string, route: string, status: number, durationMs: number): void {
      metrics.httpDuration.observe({ method, route, status }, durationMs / 1000);
    },
    streamsChanged(open: number): void {
      metrics.streams.set(open);
    },
    tokenUsed(tokenId: string, route: string): void {
      logger.info({ event: 'token-used', tokenId, route }, 'token used');
    },
    tokenRefused(code: Code, route: string): void {
      logger.warn({ event: 'token-refused', code, route }, 'token refused');
    },
    serviceListening(component: string, host: string, port: number): void {
      logger.info({ event: 'listening', component, host, port }, 'listening');
    },
    workerStarted(): void {
      logger.info({ event: 'worker-started' }, 'counting');
    },
    serviceStopping(): void {
      logger.info({ event: 'stopping' }, 'finishing what is in flight');
    },
    serviceStopped(): void {
      logger.info({ event: 'stopped' }, 'stopped');
    },
  };
}
