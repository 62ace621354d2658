import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import { join } from 'node:path';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { parseNote } from '../../src/log/note.ts';
import { ballotBytes, random, sha256, signedBallot, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import {
  createInstallation,
  eventually,
  openContest,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { ask, getChallenge, postSigned, read } from './support/asking.ts';

const HOUR_MS = 3_600_000;
const GOST_CA = testCa(TEST_NOW, 'gost512');
const [VOTED, SILENT, LATE] = [testCitizen(1), testCitizen(2), testCitizen(3)];
const [VOTED_GOST, SILENT_GOST] = [testCitizen(11, GOST_CA), testCitizen(12, GOST_CA)];

describe('answers about oneself', () => {
  let installation: TestInstallation;
  let service: TestService;
  beforeAll(async () => {
    // Opens in an hour and closes in three, under embargo.
    const contest = openContest(new Date(TEST_NOW.getTime() + 2 * HOUR_MS), { publication: { mode: 'afterClose' } });
    installation = createInstallation({ contest, authorities: [testCa(), GOST_CA] });
    service = await startTestService(installation, {}, frozenClock(TEST_NOW), { tickMs: 20 });
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });

  const sizeNow = async (): Promise<number> =>
    Number((await service.get('/log/qamqor-demo/checkpoint')).body.split('\n')[1]);

  it('are given before voting opens: no ballot, as of the opening entry', async () => {
    const challenge = await getChallenge(service);
    const cms = signedBallot(challenge, VOTED);
    const answer = await postSigned(service, cms);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { origin } = installation.contest;
    const checkpoint = parseNote((await service.get('/log/qamqor-demo/checkpoint')).body).text.split('\n');
    const { nonce } = JSON.parse(Buffer.from(challenge).toString()) as { nonce: string };
    const { statement } = JSON.parse(answer.body) as { statement: string };
    expect(Object.keys(JSON.parse(answer.body) as object)).toEqual(['statement']);
    expect(parseNote(statement).text).toBe(
      [
        `${origin}/statements`,
        'dauys statement/1',
        'contest qamqor-demo',
        `nonce ${nonce}`,
        `cms ${toHex(sha256(cms))}`,
        `time ${TEST_NOW.toISOString()}`,
        `checkpoint 1 ${checkpoint[2]}`,
        'no ballot',
        '',
      ].join('\n'),
    );
    expect(await read(service, answer)).toMatchObject({ ballot: undefined, proved: 'nothing' });
  });

  describe('while voting is open', () => {
    const receipts = new Map<string, Receipt>();
    beforeAll(async () => {
      service.clock.pass(HOUR_MS);
      for (const citizen of [VOTED, VOTED_GOST]) {
        service.clock.pass(61_001);
        const { status, body } = await service.vote(citizen, 12);
        expect(status).toBe(201);
        receipts.set(citizen.iin, JSON.parse(body) as Receipt);
      }
    });

    it.each([
      ['RSA', VOTED],
      ['GOST', VOTED_GOST],
    ])('tell who has voted where their ballot is and when it was accepted (%s)', async (_, citizen) => {
      const { index, acceptedAt } = receipts.get(citizen.iin)!;
      const answer = await ask(service, citizen);
      expect(await read(service, answer)).toMatchObject({
        ballot: { index, acceptedAt },
        checkpoint: { size: 3 },
        proved: 'log',
      });
      const { proof } = JSON.parse(answer.body) as { proof: string };
      expect(proof).toBe((await service.get(`/api/v1/contests/qamqor-demo/proofs/${index}`)).body);
    });

    it.each([
      ['RSA', SILENT],
      ['GOST', SILENT_GOST],
    ])('tell who has not voted that there is no ballot as of the newest checkpoint (%s)', async (_, citizen) => {
      const answer = await ask(service, citizen);
      expect(await read(service, answer)).toMatchObject({ ballot: undefined, checkpoint: { size: await sizeNow() } });
    });

    it('are about the person: another certificate of theirs, of another algorithm, asks as well', async () => {
      const other = issueCitizen(GOST_CA, { iin: VOTED.iin, key: generateGostKey(random) });
      const { index } = receipts.get(VOTED.iin)!;
      expect(await read(service, await ask(service, other))).toMatchObject({ ballot: { index } });
    });

    it('do not count a ballot that was refused', async () => {
      const cms = signedBallot(ballotBytes(installation.contest, 12), LATE);
      cms[cms.length - 1]! ^= 1;
      expect((await service.post(cms)).code).toBe('signature-invalid');
      expect(await read(service, await ask(service, LATE))).toMatchObject({ ballot: undefined });
    });

    it('never say for whom', async () => {
      const answer = await ask(service, VOTED);
      expect(answer.body).not.toMatch(/n012|saltChoice|candidate|number/);
      const again = await service.vote(VOTED, 13);
      expect(again.code).toBe('already-voted');
    });

    it('are taken as JSON, in PEM and as BER would be, like ballots', async () => {
      const cms = Buffer.from(signedBallot(await getChallenge(service), SILENT));
      const body = Buffer.from(JSON.stringify({ cms: cms.toString('base64') }));
      const answer = await postSigned(service, body, { headers: { 'content-type': 'application/json' } });
      expect(await read(service, answer)).toMatchObject({ cmsSha256: toHex(sha256(cms)), ballot: undefined });
    });
  });

  describe('after closing', () => {
    beforeAll(async () => {
      service.clock.pass(2 * HOUR_MS + 31_000);
      // The opening and the closing entry, the protocol, and two ballots.
      await eventually(async () => ((await sizeNow()) === 5 ? true : undefined));
    });

    it('are the same for who voted and who did not', async () => {
      const [voted, silent] = [await ask(service, VOTED), await ask(service, SILENT)];
      expect(await read(service, voted)).toMatchObject({
        ballot: { index: 1 },
        checkpoint: { size: 5 },
        proved: 'log',
      });
      expect(await read(service, silent)).toMatchObject({ ballot: undefined, checkpoint: { size: 5 } });
    });

    it('still know a ballot whose record was erased', async () => {
      const db = new SqliteDatabase(join(installation.directory, 'data', 'ledger.db'));
      db.exec('DROP TRIGGER ballot_secret_delete');
      expect(db.prepare('DELETE FROM ballot_secret WHERE idx = 1').run().changes).toBe(1);
      db.close();
      const answer = await read(service, await ask(service, VOTED));
      expect(answer).toMatchObject({ ballot: { index: 1 }, proved: 'log' });
      expect(answer.ballot?.acceptedAt).toBe(new Date(TEST_NOW.getTime() + HOUR_MS + 61_001).toISOString());
    });
  });
});
