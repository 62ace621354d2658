import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { REFUSAL_CODES, type RefusalCode } from '../../src/domain/errors.ts';
import { LANGUAGES, textOf } from '../../src/domain/texts.ts';
import { statusOf } from '../../src/http/problem.ts';
import { openTokens } from '../../src/installation.ts';
import { createToken, type TokenRole } from '../../src/intake/tokens.ts';
import { ballotBytes, random, sha256, signedBallot, TEST_NOW, testCitizen } from '../support/ballots.ts';
import {
  createInstallation,
  openContest,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { postSigned } from './support/asking.ts';
import { startDecidedService, type DecidedService } from './support/decided-service.ts';
import { loseEntries } from './support/lose-entries.ts';
import { bytesOf, startVectorService, vector, type VectorService } from './support/vector-service.ts';

const CONTEST = '/api/v1/contests/qamqor-demo';
const HOUR_MS = 3_600_000;

/** Headers that every request of the table carries on. */
type Headers = Record<string, string>;

/** Every code a caller over HTTP can meet, with requests to the running service that meet it. */
describe('every code of the union', () => {
  const reached = new Set<string>();
  let main: VectorService;
  let listed: VectorService;
  let stamped: VectorService;
  let installation: TestInstallation;
  let timed: TestService;
  let decided: DecidedService;
  const running: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    const revoked = vector('certificate-revoked-listed-rsa');
    main = await startVectorService(
      { of: [vector('attached-rsa'), vector('attached-gost')] },
      { DAUYS_REFUSALS_PER_MINUTE: '1' },
    );
    running.push(main);
    listed = await startVectorService({ of: [revoked, vector('attached-gost')], crls: revoked.crls });
    running.push(listed);
    stamped = await startVectorService({ of: [vector('time-stamp-verified-rsa')] });
    running.push(stamped);
    decided = await startDecidedService();
    running.push(decided);
    // Opens in an hour and closes an hour later.
    installation = createInstallation({ contest: openContest(new Date(TEST_NOW.getTime() + 2 * HOUR_MS)) });
    timed = await startTestService(installation, {}, frozenClock(TEST_NOW));
    running.push(timed);
  });
  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()));
    installation.remove();
  });

  const send = (name: string, headers: Headers, service = main): Promise<Answer> =>
    service.post(bytesOf(vector(name).cms), headers);
  const get =
    (path: string) =>
    (headers: Headers): Promise<Answer> =>
      main.get(path, headers);
  const sending =
    (name: string) =>
    (headers: Headers): Promise<Answer> =>
      send(name, headers);
  const withToken = (token: string, headers: Headers): Promise<Answer> =>
    main.get(`${CONTEST}/protocol`, { ...headers, authorization: `Bearer ${token}` });

  function issueToken(role: TokenRole): string {
    const settings = { DAUYS_DATA: join(main.directory, 'data') };
    const { store, close } = openTokens(readConfig(settings, {}).config);
    const request = { role, contest: 'qamqor-demo', lifetimeMs: HOUR_MS };
    const { token } = createToken(request, { store, sha256, random, nowMs: main.clock.nowMs() });
    close();
    return token;
  }

  /** In this order: what breaks the service comes last. */
  const requests: readonly [code: RefusalCode, request: (headers: Headers) => Promise<Answer>][] = [
    ['malformed-request', (h) => main.post(Buffer.from('{'), { ...h, 'content-type': 'application/json' })],
    ['unauthorized', (h) => withToken('A'.repeat(43), h)],
    ['forbidden', (h) => withToken(issueToken('auditor'), h)],
    ['not-yet-published', (h) => withToken(issueToken('commission'), h)],
    ['not-yet-published', get('/log/qamqor-demo/openings/000.p/1')],
    ['contest-unknown', get('/api/v1/contests/another')],
    ['contest-unknown', get('/log/another/checkpoint')],
    ['candidate-unknown', get(`${CONTEST}/candidates/n999/ballot`)],
    ['not-found', get('/api/v1/nothing')],
    ['not-found', get(`${CONTEST}/proofs/99`)],
    ['too-large', (h) => main.post(new Uint8Array(64 * 1024 + 1), h)],
    ['media-type', (h) => main.post(new Uint8Array(1), { ...h, 'content-type': 'application/zip' })],
    ['ballot-malformed', sending('ballot-malformed-trailing-byte')],
    ['signer-count', sending('signer-count-two')],
    ['ballot-wrong-content', sending('ballot-wrong-content-white-space-rsa')],
    ['certificate-missing', sending('certificate-missing-none-gost')],
    ['algorithm-unsupported', sending('algorithm-unsupported-sha1')],
    ['certificate-not-individual', sending('certificate-not-individual-employee-gost')],
    ['certificate-wrong-usage', sending('certificate-wrong-usage-authentication-key-rsa')],
    ['signer-id-missing', sending('signer-id-missing-none-gost')],
    ['certificate-untrusted', sending('certificate-untrusted-foreign-authority-rsa')],
    ['certificate-expired', sending('certificate-expired-leaf-gost')],
    ['certificate-not-yet-valid', sending('certificate-not-yet-valid-leaf-rsa')],
    ['digest-mismatch', sending('digest-mismatch-digest-of-another-ballot-gost')],
    ['signature-invalid', sending('signature-invalid-other-key-gost')],
    ['time-stamp-invalid', (h) => send('time-stamp-invalid-of-the-content-rsa', h, stamped)],
    ['certificate-revoked', (h) => send('certificate-revoked-listed-rsa', h, listed)],
    ['challenge-invalid', (h) => postSigned(main, bytesOf(vector('attached-rsa').cms), { headers: h })],
    // The list is the RSA authority's: nothing covers the GOST one.
    ['revocation-unavailable', (h) => send('attached-gost', h, listed)],
    [
      'already-voted',
      async (h) => {
        expect((await send('attached-rsa', h)).status).toBe(201);
        return send('ballot-wrong-content-other-candidate-gost', h);
      },
    ],
    ['voting-not-closed', (h) => decided.annul(1, h)],
    ['commission-only', (h) => decided.annulWithStranger(h)],
    ['annulment-invalid', (h) => decided.annulAlone(h)],
    [
      'already-annulled',
      async (h) => {
        await decided.close();
        expect((await decided.annul(1, h)).status).toBe(201);
        return decided.annul(1, h, 'басқа себеп');
      },
    ],
    ['ballot-erased', (h) => decided.voteErased(2, h)],
    [
      'protocol-published',
      async (h) => {
        await decided.publish();
        return decided.annul(2, h);
      },
    ],
    ['voting-not-open', (h) => voteAt(0, h)],
    [
      'busy',
      async (h) => {
        timed.clock.step(HOUR_MS);
        const answer = await voteAt(0, h);
        timed.clock.step(-HOUR_MS);
        return answer;
      },
    ],
    ['voting-closed', (h) => voteAt(3 * HOUR_MS, h)],
    [
      'rate-limited',
      async (h) => {
        for (let i = 0; i < 100; i++) await main.post(new Uint8Array(), h);
        return main.post(new Uint8Array(), h);
      },
    ],
    [
      'internal',
      (h) => {
        loseEntries(join(main.directory, 'data', 'ledger.db'));
        return main.get('/log/qamqor-demo/tile/entries/000.p/1', h);
      },
    ],
  ];

  async function voteAt(passMs: number, headers: Headers): Promise<Answer> {
    timed.clock.pass(passMs);
    return timed.post(signedBallot(ballotBytes(installation.contest, 1), testCitizen(1)), headers);
  }

  it.each(requests.map(([code, request], i) => [code, i, request] as const))(
    '%s is reached (request %d) and answered with its problem',
    async (code, i, request) => {
      const language = LANGUAGES[i % LANGUAGES.length]!;
      const answer = await request({ 'accept-language': language });
      expect(JSON.parse(answer.body)).toEqual({
        type: `urn:dauys:problem:${code}`,
        status: statusOf(code),
        code,
        ...textOf(code, language),
      });
      expect(answer.status).toBe(statusOf(code));
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers.get('content-language')).toBe(language);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      reached.add(code);
    },
  );

  it('none is left out', () => {
    expect(REFUSAL_CODES.filter((code) => !reached.has(code))).toEqual([]);
  });
});
