import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import { createDevCa } from '../../src/devca/dev-ca.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { reverify } from '../../src/demo/reverify.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { ballotBytes, random, sha256, signedBallot, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import {
  createInstallation,
  eventually,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

const gostCa = createDevCa({
  anchorKey: generateGostKey(random),
  intermediateKey: generateGostKey(random),
  now: TEST_NOW,
  random,
});
const rsaCitizen = testCitizen(1);
const gostCitizen = testCitizen(2, gostCa, generateGostKey(random));

describe('a vote, the whole way', () => {
  let installation: TestInstallation;
  let service: TestService;
  const receipts: string[] = [];

  beforeAll(async () => {
    installation = createInstallation({ authorities: [testCa(), gostCa] });
    service = await startTestService(installation);
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });

  const logKey = async (): Promise<string> => (await service.get('/log/qamqor-demo/key')).body.trim();

  it('gives the exact bytes to sign', async () => {
    const { status, body } = await service.get('/api/v1/contests/qamqor-demo/candidates/n012/ballot');
    expect(status).toBe(200);
    expect(Buffer.from(body)).toEqual(Buffer.from(ballotBytes(installation.contest, 12)));
  });

  it.each([
    ['RSA', rsaCitizen, 12],
    ['GOST', gostCitizen, 99],
  ])('accepts a ballot signed with %s and gives a receipt that verifies offline', async (_, citizen, number) => {
    const { status, body } = await service.vote(citizen, number);
    expect(status).toBe(201);
    const verified = verifyReceipt(body, await logKey(), { sha256, verifyEd25519 });
    expect(verified).toMatchObject({ contest: 'qamqor-demo', number, index: receipts.length + 1 });
    receipts.push(body);
  });

  it('accepts a detached signature when the request names the candidate', async () => {
    const cms = signedBallot(ballotBytes(installation.contest, 5), testCitizen(3), { detached: true });
    expect((await service.post(cms)).code).toBe('ballot-wrong-content');
    const { status, body } = await service.post(cms, {}, '?candidate=n005');
    expect(status).toBe(201);
    receipts.push(body);
  });

  it('accepts base64 in JSON', async () => {
    const cms = Buffer.from(signedBallot(ballotBytes(installation.contest, 5), testCitizen(4))).toString('base64');
    const { status, body } = await service.post(Buffer.from(JSON.stringify({ cms })), {
      'content-type': 'application/json',
    });
    expect(status).toBe(201);
    receipts.push(body);
  });

  it('idempotent: the same person and candidate get the first receipt, byte for byte, whatever the certificate', async () => {
    const renewed = testCitizen(1, gostCa, generateGostKey(random));
    for (const citizen of [rsaCitizen, renewed]) {
      const { status, body } = await service.vote(citizen, 12);
      expect(status).toBe(200);
      expect(body).toBe(receipts[0]);
    }
  });

  it('one-vote: the same person with any certificate cannot vote for another candidate', async () => {
    const renewed = testCitizen(1, gostCa, generateGostKey(random));
    expect(await service.vote(rsaCitizen, 13)).toMatchObject({ status: 409, code: 'already-voted' });
    expect(await service.vote(renewed, 13)).toMatchObject({ status: 409, code: 'already-voted' });
  });

  it('counts what was accepted and publishes it', async () => {
    const view = await eventually(async () => {
      const { body } = await service.get('/api/v1/contests/qamqor-demo/tallies');
      const tallies = JSON.parse(body) as {
        state: string;
        ballots: number;
        nominations: { candidates: { number: number; ballots: number }[] }[];
      };
      return tallies.ballots === receipts.length ? tallies : undefined;
    });
    const counts = view.nominations.flatMap((n) => n.candidates).filter((c) => c.ballots > 0);
    expect(view.state).toBe('live');
    expect(counts).toEqual([
      expect.objectContaining({ number: 5, ballots: 2 }),
      expect.objectContaining({ number: 12, ballots: 1 }),
      expect.objectContaining({ number: 99, ballots: 1 }),
    ]);
  });

  it('has neither openings nor a protocol before the closing entry', async () => {
    expect((await service.get('/log/qamqor-demo/openings/000.p/5')).code).toBe('not-yet-published');
    expect((await service.get('/api/v1/contests/qamqor-demo/protocol')).code).toBe('not-yet-published');
  });

  it('server-time: refuses new ballots at closesAt, and gives first receipts after it', async () => {
    service.clock.pass(3_600_000);
    expect(await service.vote(testCitizen(9), 1)).toMatchObject({ status: 409, code: 'voting-closed' });
    const again = await service.vote(rsaCitizen, 12);
    expect(again).toMatchObject({ status: 200, body: receipts[0] });
    expect((await service.vote(rsaCitizen, 13)).code).toBe('already-voted');
  });

  it('closes 30 s later with a protocol in the log that anyone can recount', async () => {
    const state = async () =>
      (JSON.parse((await service.get('/api/v1/contests/qamqor-demo')).body) as { state: string }).state;
    expect(await state()).toBe('closing');
    service.clock.pass(31_000);
    await eventually(async () =>
      (await service.get('/api/v1/contests/qamqor-demo/protocol')).status === 200 ? true : undefined,
    );
    expect(await state()).toBe('closed');
    const verdict = await reverify({
      url: service.url,
      contestId: 'qamqor-demo',
      vkey: await logKey(),
      receipts,
      tsa: [],
      sha256,
      verifyEd25519,
    });
    expect(verdict.ballots).toBe(4);
    expect([...verdict.byCandidate].sort(([a], [b]) => a - b)).toEqual([
      [5, 2],
      [12, 1],
      [99, 1],
    ]);
  });

  it('publishes the same protocol as CSV, naming its hash', async () => {
    const csv = (await service.get('/api/v1/contests/qamqor-demo/protocol?format=csv')).body;
    const { protocol } = JSON.parse((await service.get('/api/v1/contests/qamqor-demo/protocol')).body) as {
      protocol: { turnout: number };
    };
    expect(csv).toMatch(/protocol_sha256"?;"?[0-9a-f]{64}/);
    expect(protocol.turnout).toBe(4);
  });

  it('shows final counts', async () => {
    const view = JSON.parse((await service.get('/api/v1/contests/qamqor-demo/tallies')).body) as {
      state: string;
      ballots: number;
    };
    expect(view).toMatchObject({ state: 'final', ballots: 4 });
    expect((JSON.parse(receipts[2]!) as Receipt).candidate).toBe('n005');
  });
});
