import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DevCa } from '../../src/devca/dev-ca.ts';
import { readPkcs12Identity } from '../../src/devca/pkcs12.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { ballotBytes, random, sha256, signedBallot } from '../support/ballots.ts';
import {
  createInstallation,
  createTestClock,
  openContest,
  spawnService,
  startTestService,
  type Answer,
  type ServiceClient,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

const FOLDER = '../shared/nca';
const isThere = existsSync(FOLDER);
const file = (path: string): Uint8Array => readFileSync(join(FOLDER, path));
const PASSWORD = 'Qwerty12';
/** The public test certificates are valid from 2026-05-08 to 2027-05-08, the list from 2026-08-11 to 2027-02-07. */
const AT = new Date('2026-11-22T07:00:00Z');
const LIST_ENDS = new Date('2027-02-07T00:00:00Z');

function ncaInstallation(now: Date): TestInstallation {
  const authority = {
    anchorDer: file('ca-test/root_test_gost_2022.cer'),
    intermediateDer: file('ca-test/nca_gost2022_test.cer'),
  };
  return createInstallation({ contest: openContest(now), authorities: [authority as DevCa] });
}

function voteWith(
  name: string,
  number: number,
  service: ServiceClient,
  { contest }: TestInstallation,
): Promise<Answer> {
  const signer = readPkcs12Identity(file(`keys/${name}.p12`), PASSWORD, random);
  return service.post(signedBallot(ballotBytes(contest, number), signer));
}

async function expectReceipt(answer: Answer, number: number, service: ServiceClient): Promise<void> {
  expect(answer.status).toBe(201);
  const vkey = (await service.get('/log/qamqor-demo/key')).body.trim();
  expect(verifyReceipt(answer.body, vkey, { sha256, verifyEd25519 })).toMatchObject({ number });
}

const suite = isThere ? describe : describe.skip;
const note = isThere ? '' : ' (skipped: no ../shared)';

suite(`НУЦ's public test keys under НУЦ's test authority${note}`, () => {
  let installation: TestInstallation;
  let service: TestService;
  const vote = (name: string, number: number): Promise<Answer> => voteWith(name, number, service, installation);
  const start = async (changes = {}): Promise<void> => {
    installation = ncaInstallation(AT);
    service = await startTestService(installation, changes, createTestClock(AT));
  };
  const stop = async (): Promise<void> => {
    await service.stop();
    installation.remove();
  };

  describe('without a revocation list', () => {
    beforeAll(() => start());
    afterAll(stop);

    it.each(['legal_head', 'legal_employee_signright'])('refuses the organisation’s key %s', async (name) => {
      expect((await vote(name, 12)).code).toBe('certificate-not-individual');
    });

    it('takes the citizen’s ballot, once', async () => {
      const first = await vote('individual_valid', 12);
      await expectReceipt(first, 12, service);
      expect(await vote('individual_valid', 12)).toMatchObject({ status: 200, body: first.body });
      expect((await vote('individual_valid', 13)).code).toBe('already-voted');
    });

    it('cannot know that the revoked certificate is: it is the same citizen, who has voted', async () => {
      expect((await vote('individual_revoked', 12)).status).toBe(200);
      expect((await vote('individual_revoked', 13)).code).toBe('already-voted');
    });
  });

  describe('with the revocation list', () => {
    beforeAll(() => start({ DAUYS_CRL: join(FOLDER, 'crl/nca_gost2022_test.crl') }));
    afterAll(stop);

    it('refuses the revoked certificate and takes the valid one of the same citizen', async () => {
      expect((await vote('individual_revoked', 12)).code).toBe('certificate-revoked');
      await expectReceipt(await vote('individual_valid', 14), 14, service);
    });

    it('takes nothing once the list has ended', async () => {
      service.clock.pass(LIST_ENDS.getTime() + 86_400_000 - service.clock.nowMs());
      const answer = await vote('individual_valid', 14);
      expect(answer).toMatchObject({ status: 503, code: 'revocation-unavailable' });
    });
  });
});

const isToday = isThere && Date.now() < LIST_ENDS.getTime();
const whenToday = isToday ? '' : ` (skipped: ${isThere ? 'the public test list has ended' : 'no ../shared'})`;

(isToday ? describe : describe.skip)(`dauys serve under НУЦ's test authority, today${whenToday}`, () => {
  it('takes a ballot that scripts/sign-ballot.ts signed with the public test key', async () => {
    const installation = ncaInstallation(new Date());
    const service = await spawnService(installation, { DAUYS_CRL: join(FOLDER, 'crl/nca_gost2022_test.crl') });
    try {
      const ballot = await service.get('/api/v1/contests/qamqor-demo/candidates/n012/ballot');
      const path = (name: string): string => join(installation.directory, name);
      writeFileSync(path('ballot.json'), ballot.body);
      const key = ['--p12', join(FOLDER, 'keys/individual_valid.p12'), '--password', PASSWORD];
      const files = ['--in', path('ballot.json'), '--out', path('ballot.cms')];
      const signed = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/sign-ballot.ts', ...key, ...files]);
      expect(signed.status).toBe(0);
      await expectReceipt(await service.post(readFileSync(path('ballot.cms'))), 12, service);
      expect((await voteWith('individual_revoked', 12, service, installation)).code).toBe('certificate-revoked');
      expect((await voteWith('legal_head', 12, service, installation)).code).toBe('certificate-not-individual');
      expect(await service.kill('SIGTERM')).toBe(0);
    } finally {
      await service.kill('SIGKILL');
      installation.remove();
    }
  });
});
