import { readConfig } from '../../../src/config.ts';
import { eraseBallot } from '../../../src/governing.ts';
import { ballotBytes, testCitizen, TEST_NOW } from '../../support/ballots.ts';
import { frozenClock } from '../../support/frozen-clock.ts';
import { createInstallation, startTestService, type Answer, type TestService } from '../../support/service.ts';
import { decisionOf, grantTo, postDecisions, signedBy, untilEntry } from './annulling.ts';

const HOUR_MS = 3_600_000;
const [FIRST, SECOND] = [testCitizen(901), testCitizen(902)];
/** Who voted, at entries 1 and 2. */
const VOTERS = [testCitizen(1), testCitizen(2)];

type Headers = Record<string, string>;

/** A service with two ballots and two members of the commission, whose protocol comes an hour after the closing entry. */
export interface DecidedService extends Pick<TestService, 'stop'> {
  annul(index: number, headers: Headers, reason?: string): Promise<Answer>;
  /** With somebody who is no member, and with one member twice. */
  annulWithStranger(headers: Headers): Promise<Answer>;
  annulAlone(headers: Headers): Promise<Answer>;
  close(): Promise<void>;
  publish(): Promise<void>;
  /** Erases the record of the voter at this entry, who sends their ballot again. */
  voteErased(index: number, headers: Headers): Promise<Answer>;
}

export async function startDecidedService(): Promise<DecidedService> {
  const installation = createInstallation();
  const settings = { DAUYS_ANNULMENT_SECONDS: '3600' };
  const service = await startTestService(installation, settings, frozenClock(TEST_NOW), { tickMs: 20 });
  for (const { iin } of [FIRST, SECOND]) await grantTo(installation, iin);
  for (const voter of VOTERS) await service.vote(voter, 1);
  return {
    annul: (index, headers, reason = 'себеп') =>
      postDecisions(
        service,
        signedBy(decisionOf(index, { reason: { kk: reason, ru: reason } }), FIRST, SECOND),
        headers,
      ),
    annulWithStranger: (headers) => postDecisions(service, signedBy(decisionOf(1), FIRST, VOTERS[0]!), headers),
    annulAlone: (headers) => postDecisions(service, signedBy(decisionOf(1), FIRST, FIRST), headers),
    async close() {
      service.clock.pass(HOUR_MS + 30_000);
      await untilEntry(service, 'closed');
    },
    async publish() {
      service.clock.pass(HOUR_MS);
      await untilEntry(service, 'protocol');
    },
    async voteErased(index, headers) {
      const { config } = readConfig(installation.settings(), {});
      const order = { contestId: 'qamqor-demo', index, decision: 'erase', nowMs: service.clock.nowMs() };
      await eraseBallot(order, config);
      return service.post(signedBy(ballotBytes(installation.contest, 1), VOTERS[index - 1]!)[0]!, headers);
    },
    async stop() {
      await service.stop();
      installation.remove();
    },
  };
}
