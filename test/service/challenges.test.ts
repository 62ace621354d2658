import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSignedData, signCms } from '../../src/devca/cms-builder.ts';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import type { Challenge, ChallengePurpose } from '../../src/domain/challenge.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { encodeChallenge, parseChallenge } from '../../src/encoding/challenge.ts';
import { issueChallenge } from '../../src/intake/challenges.ts';
import { createStatementKeys, loadStatementKeys } from '../../src/keys/statement-keys.ts';
import {
  ballotBytes,
  random,
  signedBallot,
  TEST_NOW,
  testCa,
  testCitizen,
  testContest,
  type TestCitizen,
} from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import {
  createInstallation,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { ask, getChallenge, postSigned } from './support/asking.ts';

const [VOTED, SILENT] = [testCitizen(1), testCitizen(2)];

let installation: TestInstallation;
let service: TestService;
let issued: (purpose: ChallengePurpose, changes?: { origin?: string; keys?: string; aheadMs?: number }) => Uint8Array;
beforeAll(async () => {
  installation = createInstallation();
  const second = join(installation.directory, 'second.json');
  writeFileSync(second, JSON.stringify(testContest('regional-demo')));
  const contests = { DAUYS_CONTEST: `${installation.settings().DAUYS_CONTEST},${second}` };
  service = await startTestService(installation, contests, frozenClock(TEST_NOW));
  expect((await service.vote(VOTED, 12)).status).toBe(201);
  const { id, origin } = installation.contest;
  const own = join(installation.directory, 'data.keys');
  const elsewhere = join(installation.directory, 'elsewhere');
  mkdirSync(elsewhere);
  createStatementKeys(elsewhere, { id, origin });
  issued = (purpose, { origin: at = origin, keys = own, aheadMs = 0 } = {}) => {
    const { challengeMac } = loadStatementKeys(keys, { id, origin });
    return issueChallenge({ purpose, origin: at, nowMs: service.clock.nowMs() + aheadMs }, random, challengeMac);
  };
});
afterAll(async () => {
  await service.stop();
  installation.remove();
});

const send = (content: Uint8Array, citizen: TestCitizen = SILENT): Promise<Answer> =>
  postSigned(service, signedBallot(content, citizen));
const whole = ({ status, headers, body }: Answer): unknown => [
  status,
  [...headers].filter(([name]) => name !== 'date'),
  body,
];

describe('a signed challenge', () => {
  it('of this installation is answered, also when it was issued by another process of it', async () => {
    expect((await send(issued('statement'))).status).toBe(200);
  });

  it('is answered once, whoever signs it', async () => {
    const challenge = await getChallenge(service);
    const cms = signedBallot(challenge, SILENT);
    expect((await postSigned(service, cms)).status).toBe(200);
    expect(await postSigned(service, cms)).toMatchObject({ status: 422, code: 'challenge-invalid' });
    expect((await send(challenge, SILENT)).code).toBe('challenge-invalid');
    expect((await send(challenge, VOTED)).code).toBe('challenge-invalid');
  });

  it('is not used up by what is refused before', async () => {
    const challenge = await getChallenge(service);
    const forged = signedBallot(challenge, SILENT);
    forged[forged.length - 1]! ^= 1;
    expect((await postSigned(service, forged)).code).toBe('signature-invalid');
    expect((await send(challenge)).status).toBe(200);
  });

  it('is good until the millisecond it ends', async () => {
    const [inTime, late] = [await getChallenge(service), await getChallenge(service)];
    service.clock.pass(299_999);
    expect((await send(inTime)).status).toBe(200);
    service.clock.pass(1);
    expect(await send(late)).toMatchObject({ status: 422, code: 'challenge-invalid' });
  });

  it('is not answered again when the clock is put back', async () => {
    const challenge = await getChallenge(service);
    expect((await send(challenge)).status).toBe(200);
    service.clock.step(-200_000);
    expect((await send(challenge)).code).toBe('challenge-invalid');
    service.clock.step(200_000);
    expect((await send(challenge)).code).toBe('challenge-invalid');
  });

  const good = (): Challenge => parseChallenge(issued('statement'))!;
  const text = (): string => Buffer.from(issued('statement')).toString();
  const refused: [string, () => Uint8Array][] = [
    ['a forged nonce', () => encodeChallenge({ ...good(), nonce: 'ab'.repeat(32) })],
    [
      'the nonce of another challenge',
      () => encodeChallenge({ ...good(), nonce: good().nonce, expiresAt: '2026-11-22T07:04:00.000Z' }),
    ],
    ['a later end', () => encodeChallenge({ ...good(), expiresAt: '2027-11-22T07:04:00.000Z' })],
    ['an end more than five minutes ahead', () => issued('statement', { aheadMs: 1 })],
    ['another purpose', () => issued('sign-in')],
    ['another log', () => issued('statement', { origin: 'vote.example.kz/log/another' })],
    [
      'the keys of another installation',
      () => issued('statement', { keys: join(installation.directory, 'elsewhere') }),
    ],
    ['a space in it', () => toUtf8(text().replace(',"', ', "'))],
    ['a line feed behind it', () => toUtf8(`${text()}\n`)],
    ['its members in another order', () => toUtf8(JSON.stringify({ dauys: 'challenge/1', ...good() }))],
    ['a member more', () => toUtf8(text().replace('}', ',"z":""}'))],
    ['a ballot instead', () => ballotBytes(installation.contest, 12)],
    ['nothing in it', () => new Uint8Array()],
  ];

  it.each(refused)('with %s is refused, in the same bytes to who has voted and who has not', async (_, make) => {
    const content = make();
    const [voted, silent] = [await send(content, VOTED), await send(content, SILENT)];
    expect(voted).toMatchObject({ status: 422, code: 'challenge-invalid' });
    expect(whole(silent)).toEqual(whole(voted));
  });

  it('without its content is refused', async () => {
    const cms = signedBallot(await getChallenge(service), SILENT, { detached: true });
    expect((await postSigned(service, cms)).code).toBe('challenge-invalid');
  });

  it('is never a ballot, and a ballot sent with it does not count', async () => {
    const challenge = await getChallenge(service);
    const cms = signedBallot(challenge, SILENT);
    expect((await service.post(cms)).code).toBe('ballot-wrong-content');
    expect((await service.post(cms, {}, '?candidate=n012')).code).toBe('ballot-wrong-content');
    // Still good: the ballot route uses nothing up.
    expect(JSON.parse((await postSigned(service, cms)).body)).toMatchObject({
      statement: expect.stringContaining('\nno ballot\n'),
    });
  });

  it('of another contest of the same installation is refused', async () => {
    const challenge = await getChallenge(service);
    const send = (contest: string): Promise<Answer> =>
      postSigned(service, signedBallot(challenge, SILENT), { contest });
    expect((await send('regional-demo')).code).toBe('challenge-invalid');
    expect((await send('no-demo')).code).toBe('contest-unknown');
    expect((await send('qamqor-demo')).status).toBe(200);
  });
});

describe('refuse-after-verify: what a stranger can make of a person’s number', () => {
  const foreign = ({ iin }: TestCitizen): TestCitizen => ({
    iin,
    ...issueCitizen(testCa(TEST_NOW, 'gost512'), { iin, key: generateGostKey(random) }),
  });
  const expired = ({ iin, key }: TestCitizen): TestCitizen => {
    const fields = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('2025-01-01T00:00:00Z') };
    return { iin, ...issueCitizen(testCa(), { iin, key, fields }) };
  };
  const last = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1);

  it.each<[string, string, (content: Uint8Array, person: TestCitizen) => Uint8Array]>([
    ['a broken signature', 'signature-invalid', (content, person) => last(signedBallot(content, person))],
    ['a foreign authority', 'certificate-untrusted', (content, person) => signedBallot(content, foreign(person))],
    ['an expired certificate', 'certificate-expired', (content, person) => signedBallot(content, expired(person))],
    [
      'a signature by another key',
      'signature-invalid',
      (content, person) =>
        signCms({ content, signer: person, signingTime: TEST_NOW, fields: { sign: testCa().anchor.key.sign } }),
    ],
    [
      'a certificate without a signature',
      'signer-count',
      (content, person) =>
        buildSignedData({ digestAlgorithms: [], content, certificates: [person.certificateDer], signerInfos: [] }),
    ],
    ['a cut message', 'ballot-malformed', (content, person) => signedBallot(content, person).subarray(0, -1)],
    ['no signature, only the content', 'ballot-malformed', (content) => content],
  ])('with %s gets the same bytes, whether the person has voted or not', async (_, code, make) => {
    const challenge = await getChallenge(service);
    const [voted, silent] = [
      await postSigned(service, make(challenge, VOTED)),
      await postSigned(service, make(challenge, SILENT)),
    ];
    expect(voted.code).toBe(code);
    expect(whole(silent)).toEqual(whole(voted));
  });
});

describe('what is kept of questions', () => {
  it('is nonces and times: no person, no signature', async () => {
    await ask(service, SILENT);
    const db = new SqliteDatabase(join(installation.directory, 'data', 'ledger.db'), { readonly: true });
    const rows = db.prepare('SELECT * FROM used_challenge').all() as { nonce: Buffer; expires_at_ms: number }[];
    db.close();
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['nonce', 'expires_at_ms']);
      expect(row.nonce).toHaveLength(32);
    }
  });
});

describe('the key of statements', () => {
  it('is made at the next start for a contest that was loaded before there were any, and then held to', async () => {
    const older = createInstallation();
    const data = join(older.directory, 'data');
    let running = await startTestService(older);
    await running.stop();
    // As an older version leaves it.
    const db = new SqliteDatabase(join(data, 'ledger.db'));
    db.exec('DROP TRIGGER statement_key_delete; DELETE FROM statement_key');
    db.close();
    for (const name of ['statements.key', 'challenge.key']) rmSync(join(`${data}.keys`, older.contest.id, name));

    running = await startTestService(older);
    const vkey = (await running.get('/log/qamqor-demo/statements-key')).body;
    expect((await ask(running, SILENT)).status).toBe(200);
    await running.stop();
    running = await startTestService(older);
    expect((await running.get('/log/qamqor-demo/statements-key')).body).toBe(vkey);
    await running.stop();

    rmSync(join(`${data}.keys`, older.contest.id, 'statements.key'));
    await expect(startTestService(older)).toRejectWithCode('key-missing');
    createStatementKeys(`${data}.keys`, older.contest);
    await expect(startTestService(older)).toRejectWithCode('key-mismatch');
    older.remove();
  });
});
