import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyProtocolSums } from './support/protocol-sums.ts';
import { testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { openDatabase } from '../../src/storage/database.ts';
import {
  createTestClock,
  createInstallation,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { CONTEST, decisionOf, grantTo, postDecisions, revokeRole, signedBy, untilEntry } from './support/annulling.ts';
import { join } from 'node:path';

const HOUR_MS = 3_600_000;
const SETTINGS = { DAUYS_ANNULMENT_SECONDS: '3600' };
const VOTERS = [1, 2, 3, 4, 5].map((n) => testCitizen(n));
const [FIRST, SECOND, OUTSIDER, FORMER, AUDITOR] = [11, 12, 13, 14, 15].map((n) => testCitizen(n)) as [
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
];

describe('annulments', () => {
  let installation: TestInstallation;
  let service: TestService;
  const receipts: string[] = [];
  beforeAll(async () => {
    installation = createInstallation({ authorities: [testCa()] });
    service = await startTestService(installation, SETTINGS, createTestClock(TEST_NOW), { tickMs: 20 });
    for (const iin of [FIRST.iin, SECOND.iin]) await grantTo(installation, iin);
    revokeRole(installation, await grantTo(installation, FORMER.iin));
    await grantTo(installation, AUDITOR.iin, 'auditor');
    for (const [i, voter] of VOTERS.entries()) receipts.push((await service.vote(voter, i < 3 ? 1 : 2)).body);
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });
  const annul = (index: number, changes = {}) =>
    postDecisions(service, signedBy(decisionOf(index, changes), FIRST, SECOND));
  const size = async (): Promise<number> =>
    Number((await service.get('/log/qamqor-demo/checkpoint')).body.split('\n')[1]);

  it('are not taken while the contest is not closed', async () => {
    expect(await annul(1)).toMatchObject({ status: 409, code: 'voting-not-closed' });
    expect(await size()).toBe(6);
  });

  it('need one decision about a ballot of this contest, signed by two members of its commission', async () => {
    service.clock.pass(HOUR_MS + 31_000);
    await untilEntry(service, 'closed');
    const decision = decisionOf(1);
    const refusals: [string, Uint8Array[], string][] = [
      ['one signature twice', Array<Uint8Array>(2).fill(signedBy(decision, FIRST)[0]!), 'annulment-invalid'],
      ['one person twice', signedBy(decision, FIRST, testCitizen(11)), 'annulment-invalid'],
      ['two decisions', [...signedBy(decision, FIRST), ...signedBy(decisionOf(2), SECOND)], 'annulment-invalid'],
      ['two reasons', [...signedBy(decision, FIRST), ...signedBy(decisionOf(1, { reason: { kk: 'а', ru: 'б' } }), SECOND)], 'annulment-invalid'], // prettier-ignore
      ['another contest', signedBy(decisionOf(1, { contest: 'another' }), FIRST, SECOND), 'annulment-invalid'],
      ['an ИИН in its reason', signedBy(decisionOf(1, { reason: { kk: 'ЖСН 900101300123', ru: 'ИИН' } }), FIRST, SECOND), 'annulment-invalid'], // prettier-ignore
      ['no decision at all', signedBy(Buffer.from('{"annulment":"dauys/1"}'), FIRST, SECOND), 'annulment-invalid'],
      ['entry 0', signedBy(decisionOf(0), FIRST, SECOND), 'annulment-invalid'],
      ['the closing entry', signedBy(decisionOf(6), FIRST, SECOND), 'annulment-invalid'],
      ['an entry there is not', signedBy(decisionOf(7), FIRST, SECOND), 'annulment-invalid'],
      ['somebody else', signedBy(decision, FIRST, OUTSIDER), 'commission-only'],
      ['a former member', signedBy(decision, FORMER, SECOND), 'commission-only'],
      ['an auditor', signedBy(decision, AUDITOR, SECOND), 'commission-only'],
    ];
    for (const [what, decisions, code] of refusals) {
      expect([what, (await postDecisions(service, decisions)).code]).toEqual([what, code]);
    }
    expect((await postDecisions(service, signedBy(decision, FIRST))).code).toBe('malformed-request');
    expect((await postDecisions(service, signedBy(decision, FIRST, SECOND, OUTSIDER))).code).toBe('malformed-request');
    expect(await size()).toBe(7);
  });

  it('wait while the clock is not trusted', async () => {
    service.clock.step(HOUR_MS);
    expect(await annul(1)).toMatchObject({ status: 503, code: 'busy' });
    service.clock.step(-HOUR_MS);
    expect(await size()).toBe(7);
  });

  it('say nothing of the log before both signatures hold', async () => {
    const [good, forged] = signedBy(decisionOf(99), FIRST, OUTSIDER) as [Uint8Array, Uint8Array];
    forged[forged.length - 1]! ^= 1;
    expect((await postDecisions(service, [good, forged])).code).toBe('signature-invalid');
    expect((await postDecisions(service, [forged, good])).code).toBe('signature-invalid');
  });

  it('are appended once; the same decision again, by whichever members, gets the same answer', async () => {
    const done = await annul(2);
    expect(done.status).toBe(201);
    const view = JSON.parse(done.body) as Record<string, unknown>;
    expect(view).toMatchObject({ contest: 'qamqor-demo', index: 7, ballot: 2 });
    const again = await annul(2);
    expect([again.status, again.body]).toEqual([200, done.body]);
    const swapped = await postDecisions(service, signedBy(decisionOf(2), SECOND, FIRST));
    expect([swapped.status, swapped.body]).toEqual([200, done.body]);
    expect((await annul(2, { reason: { kk: 'басқа себеп', ru: 'другая причина' } })).code).toBe('already-annulled');
    expect(await size()).toBe(8);
    expect(JSON.parse((await service.get(`${CONTEST}/annulments`)).body)).toEqual({ annulments: [view] });
  });

  it('of two at once one stands, and both get it', async () => {
    const answers = await Promise.all([annul(4), annul(4), annul(4)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    const rivals = await Promise.all([annul(5), annul(5, { reason: { kk: 'басқа', ru: 'другая' } })]);
    expect(rivals.map(({ status, code }) => [status, code]).sort()).toEqual([
      [201, ''],
      [409, 'already-annulled'],
    ]);
    expect(await size()).toBe(10);
  });

  it('one-vote: whoever’s ballot is annulled has voted all the same', async () => {
    const again = await service.vote(VOTERS[1]!, 1);
    expect([again.status, again.body]).toEqual([200, receipts[1]]);
    expect((await service.vote(VOTERS[1]!, 2)).code).toBe('already-voted');
  });

  it('are left out of the result, which tells how many were accepted, counted and annulled', async () => {
    expect(JSON.parse((await service.get(`${CONTEST}/tallies`)).body)).toMatchObject({ state: 'live' });
    service.clock.pass(HOUR_MS);
    await untilEntry(service, 'protocol');
    const { protocol } = JSON.parse((await service.get(`${CONTEST}/protocol`)).body) as { protocol: never };
    const sums = verifyProtocolSums(protocol);
    // Three for number 1, of which one is annulled; two for number 2, both annulled.
    expect(sums).toMatchObject({ turnout: 5, counted: 2, annulled: 3, size: 10 });
    expect(sums.candidates).toEqual({ 1: [2, 1], 2: [0, 2] });
    const tally = JSON.parse((await service.get(`${CONTEST}/tallies`)).body) as Record<string, unknown>;
    expect(tally).toMatchObject({ state: 'final', ballots: 5, annulled: 3 });
    expect(await size()).toBe(11);
  });

  it('are not taken any more once the protocol stands, but told again', async () => {
    expect(await annul(1)).toMatchObject({ status: 409, code: 'protocol-published' });
    expect(await annul(2)).toMatchObject({ status: 200 });
    expect(await size()).toBe(11);
  });

  it('cannot be written past the service either', () => {
    const db = openDatabase(join(installation.directory, 'data', 'ledger.db'));
    for (const sql of ['UPDATE annulment SET ballot = 1', 'DELETE FROM annulment', 'DELETE FROM annulment_signature']) {
      expect(() => db.exec(sql)).toThrow('append-only');
    }
    expect(db.prepare('SELECT count(*) FROM annulment_signature').pluck().get()).toBe(6);
    db.close();
  });
});
