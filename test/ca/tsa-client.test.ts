import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTimeStamper, type TimeStamperOptions } from '../../src/ca/tsa-client.ts';
import type { TimeStamper } from '../../src/intake/ports.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeTimeStampRequest, readTimeStampResponse } from '../../src/signature/time-stamp-exchange.ts';
import { verifyTimeStampToken } from '../../src/signature/time-stamp.ts';
import { random, TEST_NOW } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import { endless, hang, ok, reset, startFaultServer, status, type Answer, type FaultServer } from './fault-server.ts';

const DATA = Buffer.from('the checkpoint\n');
const clock = { nowMs: () => TEST_NOW.getTime() };

describe('the time-stamper', () => {
  let servers: TestServers;
  let broken: FaultServer;
  beforeAll(async () => {
    servers = await startTestServers({ clock });
    broken = await startFaultServer();
  });
  afterEach(() => {
    servers.tsa.setFault('none');
  });
  afterAll(async () => {
    await servers.stop();
    await broken.stop();
  });

  function stamper(changes: Partial<TimeStamperOptions> = {}): TimeStamper {
    const tsa = (['rsa', 'gost512'] as const).map((algorithm) =>
      parseCertificate(servers.authority(algorithm).tsa.certificateDer),
    );
    return createTimeStamper({
      url: servers.urls.tsa,
      userAgent: 'Dauys/test',
      timeoutMs: 10_000,
      skewMs: 60_000,
      clock,
      random,
      encode: encodeTimeStampRequest,
      read: readTimeStampResponse,
      verify: (token, question) => verifyTimeStampToken(token, { ...question, tsa }),
      ...changes,
    });
  }

  it('brings a token over the data that verifies years later, without the nonce', async () => {
    const token = await stamper().stamp(DATA);
    const tsa = [parseCertificate(servers.authority('rsa').tsa.certificateDer)];
    expect(verifyTimeStampToken(token, { data: DATA, tsa }).genTime).toEqual(TEST_NOW);
    expect(() => verifyTimeStampToken(token, { data: Buffer.from('other'), tsa })).toThrow(/imprint/);
  });

  it.each([0x00, 0x7f, 0x80, 0xff])(
    'sends 16 bytes that are one positive INTEGER, whatever comes first (%#)',
    async (byte) => {
      const nonces: Uint8Array[] = [];
      const bytes = new Uint8Array(16).fill(byte);
      await stamper({
        random: () => bytes,
        encode: (request) => {
          nonces.push(request.nonce);
          return encodeTimeStampRequest(request);
        },
      }).stamp(DATA);
      expect(nonces).toHaveLength(1);
      expect(nonces[0]).toHaveLength(16);
      expect(nonces[0]![0]! & 0xc0).toBe(0x40);
      expect(bytes[0]).toBe(byte);
    },
  );

  it.each([
    'wrong-imprint',
    'wrong-nonce',
    'no-nonce',
    'stale',
    'untrusted',
    'expired',
    'malformed',
    'rejection',
    'bad-signature',
  ] as const)('believes no authority with the fault %s', async (fault) => {
    servers.tsa.setFault(fault);
    await expect(stamper().stamp(DATA)).toRejectWithCode('time-stamp-invalid');
  });

  it.each<[string, Answer]>([
    ['is down', reset],
    ['answers 500', status(500)],
    ['redirects', status(302, { location: '/' })],
    ['sends a page', ok('<html>', { 'content-type': 'text/html' })],
    ['sends nothing', ok('')],
    ['never ends', endless],
    ['sends more than 64 KiB', ok(Buffer.alloc(65_537))],
    ['hangs', hang],
  ])('is busy when the authority %s', async (_, answer) => {
    broken.answer(answer);
    await expect(stamper({ url: broken.url, timeoutMs: 300 }).stamp(DATA)).toRejectWithCode('busy');
    expect(broken.requests.at(-1)).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', 'user-agent': 'Dauys/test' },
    });
  });

  it('takes a clock that differs by as much as allowed and no more', async () => {
    const at = (ms: number): Promise<Uint8Array> =>
      stamper({ clock: { nowMs: () => TEST_NOW.getTime() + ms }, skewMs: 1000 }).stamp(DATA);
    await at(1000);
    await at(-1000);
    await expect(at(1001)).toRejectWithCode('time-stamp-invalid');
    await expect(at(-1001)).toRejectWithCode('time-stamp-invalid');
  });
});
