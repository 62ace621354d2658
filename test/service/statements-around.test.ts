import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { rsaKeyPool } from '../../src/devca/rsa-key.ts';
import { signedBallot, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import {
  createInstallation,
  createTestClock,
  openContest,
  spawnService,
  startTestService,
  type Answer,
  type ServiceProcess,
  type TestInstallation,
} from '../support/service.ts';
import { ask, getChallenge, postSigned, read } from './support/asking.ts';
import { openTown, type AuthorityTown } from './support/judged-service.ts';

describe('an answer about oneself', () => {
  let town: AuthorityTown;
  beforeAll(async () => {
    town = await openTown();
  });
  afterAll(() => town.stop());

  it.each([
    ['rsa', 'ocsp', 1],
    ['gost512', 'ocsp-then-crl', 3],
  ] as const)('is not given over a revoked certificate, by answer or by list (%s)', async (algorithm, mode, n) => {
    const [good, revoked] = [town.servers.citizen(n, algorithm), town.servers.citizen(n + 1, algorithm)];
    town.revoke(revoked, { reason: 1 });
    const data = { DAUYS_DATA: town.data(`data-${algorithm}`) };
    const service = await town.start(mode, data);
    expect((await ask(service, good)).status).toBe(200);
    expect(await ask(service, revoked)).toMatchObject({ status: 422, code: 'certificate-revoked' });
    await service.stop();

    const listed = await town.start('crl', data);
    await town.untilListed(listed);
    expect((await ask(listed, good)).status).toBe(200);
    expect(await ask(listed, revoked)).toMatchObject({ status: 422, code: 'certificate-revoked' });
    await listed.stop();
  });

  it('waits while nobody says whether the certificate is good, and leaves the challenge as it is', async () => {
    const service = await town.start('ocsp', { DAUYS_DATA: town.data('data-cut') });
    const challenge = await getChallenge(service);
    const cms = signedBallot(challenge, town.servers.citizen(5));
    await town.lines.ocsp.cut();
    expect(await postSigned(service, cms)).toMatchObject({ status: 503, code: 'revocation-unavailable' });
    await town.lines.ocsp.mend();
    let answer: Answer | undefined;
    // The circuit breaker lets one question through after a while.
    for (let i = 0; i < 50 && answer?.status !== 200; i++) {
      town.clock.pass(1000);
      answer = await postSigned(service, cms);
    }
    expect(answer?.status).toBe(200);
    await service.stop();
  });
});

describe('several processes on one directory', () => {
  let installation: TestInstallation;
  let services: ServiceProcess[];
  const now = new Date();
  beforeAll(async () => {
    installation = createInstallation({ contest: openContest(now), authorities: [testCa(now)] });
    services = await Promise.all([spawnService(installation), spawnService(installation)]);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill('SIGKILL')));
    installation.remove();
  });

  it('speak under one key of statements, and know each other’s challenges and ballots', async () => {
    const [one, other] = services as [ServiceProcess, ServiceProcess];
    const key = '/log/qamqor-demo/statements-key';
    expect((await one.get(key)).body).toBe((await other.get(key)).body);
    const citizen = testCitizen(1, testCa(now));
    expect((await one.vote(citizen, 12)).status).toBe(201);
    const cms = signedBallot(await getChallenge(one), citizen, { signingTime: now });
    expect(await read(other, await postSigned(other, cms))).toMatchObject({ ballot: { index: 1 }, proved: 'log' });
  });

  it('answer a challenge once: of 32 that come at the same time exactly one', async () => {
    const citizen = testCitizen(2, testCa(now));
    for (let round = 0; round < 4; round++) {
      const cms = signedBallot(await getChallenge(services[round % 2]!), citizen, { signingTime: now });
      const sent = Array.from({ length: 32 }, (_, i) => postSigned(services[i % 2]!, cms));
      const answers = await Promise.all(sent);
      const given = answers.filter(({ status }) => status === 200);
      expect(given).toHaveLength(1);
      expect(answers.filter(({ code }) => code === 'challenge-invalid')).toHaveLength(31);
      expect(await read(services[0]!, given[0]!)).toMatchObject({ ballot: undefined });
    }
  });
});

describe('no-personal-data: what questions leave behind', () => {
  it('shows nobody, whatever is asked', async () => {
    const lines: string[] = [];
    const installation = createInstallation();
    const service = await startTestService(
      installation,
      { DAUYS_LOG_LEVEL: 'debug', DAUYS_REFUSALS_PER_MINUTE: '30' },
      createTestClock(TEST_NOW),
      { logTo: { write: (line) => lines.push(line) } },
    );
    const key = rsaKeyPool(1)();
    const people = [1, 2].map((n) => {
      const person = { iin: `99010130${1230 + n}`, firstName: `ЖАСЫРЫНБЕК-${n}`, surname: `ҚҰПИЯНОВ-${n}` };
      return { ...person, identity: issueCitizen(testCa(), { ...person, key }) };
    });
    const answers: string[] = [];
    expect((await service.vote(people[0]!.identity, 12)).status).toBe(201);
    for (const { identity } of people) {
      const cms = signedBallot(await getChallenge(service), identity);
      const forged = cms.with(cms.length - 1, cms.at(-1)! ^ 1);
      for (const sent of [forged, cms, cms, forged.subarray(1)]) answers.push((await postSigned(service, sent)).body);
    }
    expect(answers.filter((body) => body.startsWith('{"statement"'))).toHaveLength(2);
    const metrics = await (await fetch(`http://127.0.0.1:${service.metricsPort}/metrics`)).text();
    await service.stop();
    installation.remove();

    expect(metrics).toContain('dauys_statements_total{outcome="given"} 2');
    expect(lines.filter((line) => line.includes('statement-given'))).toHaveLength(2);
    const everything = [...lines, ...answers, metrics].join('\n');
    for (const { iin, firstName, surname } of people) {
      for (const secret of [iin, firstName, surname]) {
        for (const spelling of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')]) {
          expect(everything).not.toContain(spelling);
        }
      }
    }
    // Neither whether there was a ballot, nor which.
    const told = lines.filter((line) => line.includes('statement'));
    expect(told.join('')).not.toMatch(/index|"size"|no ballot|nonce/);
    const counted = [...metrics.matchAll(/dauys_statements_total\{(.*)\}/g)].map(([, labels]) => labels);
    const codes = ['signature-invalid', 'given', 'challenge-invalid', 'ballot-malformed'];
    expect(counted).toEqual(codes.map((code) => `outcome="${code}"`));
  });
});
