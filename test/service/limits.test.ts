import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ballotBytes, signedBallot, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import {
  createInstallation,
  createTestClock,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

let installation: TestInstallation;
let service: TestService;
async function start(changes = {}, clock = createTestClock()): Promise<void> {
  installation = createInstallation({ authorities: [testCa()] });
  service = await startTestService(installation, changes, clock);
}
afterEach(async () => {
  await service.stop();
  installation.remove();
});

describe('the limit on refused signatures', () => {
  const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
  const refuse = async (times: number, headers = {}): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let i = 0; i < times; i++) answers.push(await service.post(Uint8Array.of(0x30), headers));
    return answers;
  };
  beforeEach(() =>
    start({ DAUYS_REFUSALS_PER_MINUTE: '30', DAUYS_TRUSTED_PROXIES: '127.0.0.1/32' }, frozenClock(TEST_NOW)),
  );

  it('never limits honest voters behind one address, first votes and repeated ones', async () => {
    const one = testCitizen(1);
    expect((await service.vote(one, 1)).status).toBe(201);
    const votes = await Promise.all(Array.from({ length: 150 }, () => service.vote(one, 1)));
    expect(new Set(votes.map(({ status }) => status))).toEqual(new Set([200]));
    // Nor those who try to vote twice: their signatures are good.
    const second = await Promise.all(Array.from({ length: 150 }, () => service.vote(one, 2)));
    expect(new Set(second.map(({ code }) => code))).toEqual(new Set(['already-voted']));
    expect((await service.vote(testCitizen(2), 1)).status).toBe(201);
  });

  it('bears a burst of 100, then 30 a minute, for each client of a trusted proxy by itself', async () => {
    const burst = await refuse(100, from('203.0.113.1'));
    expect(new Set(burst.map(({ code }) => code))).toEqual(new Set(['ballot-malformed']));
    const [limited] = await refuse(1, from('203.0.113.1'));
    expect([limited?.status, limited?.code, limited?.headers.get('retry-after')]).toEqual([429, 'rate-limited', '2']);
    const honest = signedBallot(ballotBytes(installation.contest, 3), testCitizen(3));
    expect((await service.post(honest, from('203.0.113.1'))).code).toBe('rate-limited');
    expect((await service.post(honest, from('203.0.113.2'))).status).toBe(201);
    service.clock.pass(2000);
    // Whoever was told to wait has burnt nothing.
    expect(await service.post(honest, from('203.0.113.1'))).toMatchObject({ status: 200 });
    expect((await refuse(1, from('203.0.113.1')))[0]?.code).toBe('ballot-malformed');
    expect((await refuse(1, from('203.0.113.1')))[0]?.code).toBe('rate-limited');
  });
});

describe('the bounds of a request', () => {
  beforeEach(() => start());

  it('refuses headers over 8 KiB and requests that are none, and goes on', async () => {
    const port = Number(new URL(service.url).port);
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
        socket.on('error', () => undefined);
        socket.on('close', () => {
          resolve(answer.split('\r\n')[0] ?? '');
        });
      });
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(9000)}\r\n\r\n`)).toContain('431');
    expect(await raw('no request at all\r\n\r\n')).toContain('400');
    expect((await service.get('/healthz')).status).toBe(200);
  });

  it('knows no method but those described, and no way around a path', async () => {
    for (const [method, path] of [
      ['PUT', '/api/v1/contests/qamqor-demo/ballots'],
      ['DELETE', '/api/v1/contests/qamqor-demo'],
      ['POST', '/api/v1/contests/qamqor-demo/tallies'],
      ['GET', '/api/v1/contests/qamqor-demo/ballots'],
      ['GET', '/API/v1/contests'],
      ['GET', '/api/v1/contests/'],
      ['GET', '/log/qamqor-demo/tile/..%2fcheckpoint'],
    ]) {
      const { status } = await fetch(`${service.url}${path!}`, { method: method! });
      expect([method, path, status]).toEqual([method, path, 404]);
    }
  });
});
