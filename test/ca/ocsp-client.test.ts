import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createOcspClient, type OcspClient, type OcspClientOptions } from '../../src/ca/ocsp-client.ts';
import { DauysError } from '../../src/domain/errors.ts';
import type { OcspReply } from '../../src/intake/ports.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { until } from '../support/poll.ts';
import { endless, hang, ok, reset, startFaultServer, status, type Answer, type FaultServer } from './fault-server.ts';
import { AT, certificate, judge, NOW, says } from './fake-responder.ts';

describe('the OCSP client', () => {
  let server: FaultServer;
  let clock: ReturnType<typeof frozenClock>;
  let outcomes: string[];

  beforeEach(async () => {
    server = await startFaultServer(says('good'));
    clock = frozenClock(NOW);
    outcomes = [];
  });
  afterEach(() => server.stop());

  function client(changes: Partial<OcspClientOptions> = {}): OcspClient {
    return createOcspClient({
      url: server.url,
      userAgent: 'Dauys/test',
      timeoutMs: 30_000,
      maxConcurrent: 8,
      maxWaiting: 64,
      cacheSeconds: 300,
      skewMs: 60_000,
      random: (length) => randomBytes(length),
      encode: (certId, nonce) => Buffer.concat([certId, nonce]),
      judge,
      clock,
      onAnswer: (outcome) => outcomes.push(outcome),
      ...changes,
    });
  }

  /** Asks about certificates nobody asked about, all at once. */
  function askMany(ocsp: OcspClient, count: number): Promise<OcspReply[]> {
    return Promise.all(Array.from({ length: count }, (_, i) => ocsp.ask(certificate(1000 + i), AT)));
  }

  describe('with a responder that answers', () => {
    it.each(['good', 'revoked', 'unknown'] as const)('gives what it says: %s, with the bytes', async (said) => {
      server.answer(says(said));
      const ocsp = client();
      const { finding, response } = await ocsp.ask(certificate(1), AT);
      expect(finding).toBe(said);
      expect(JSON.parse(Buffer.from(response!).toString())).toMatchObject({ status: said });
      expect(outcomes).toEqual([said]);
      expect(ocsp.health()).toMatchObject({ circuit: 'closed', lastAnswerMs: AT, asked: 1, answered: 1, failed: 0 });
    });

    it('posts the request with a fresh nonce of 16 bytes', async () => {
      const ocsp = client();
      await ocsp.ask(certificate(1), AT);
      await ocsp.ask(certificate(2), AT);
      const nonces = server.requests.map(({ body }) => body.subarray(-16).toString('hex'));
      expect(new Set(nonces).size).toBe(2);
      expect(server.requests[0]).toMatchObject({
        method: 'POST',
        headers: { 'content-type': 'application/ocsp-request', 'user-agent': 'Dauys/test' },
      });
      expect(server.requests[0]?.body.toString('latin1')).toMatch(/^certificate 1[^]{16}$/);
    });

    it('hands the judge what was asked', async () => {
      const judged: unknown[] = [];
      const ocsp = client({
        judge: (response, criteria) => {
          judged.push(criteria);
          return judge(response, criteria);
        },
      });
      await ocsp.ask(certificate(1), AT - 5);
      expect(judged).toMatchObject([{ ...certificate(1), atMs: AT - 5 }]);
    });

    it('makes one request of ten questions about one certificate at once', async () => {
      const ocsp = client({ cacheSeconds: 0 });
      const replies = await Promise.all(Array.from({ length: 10 }, () => ocsp.ask(certificate(1), AT)));
      expect(replies.map(({ finding }) => finding)).toEqual(Array.from({ length: 10 }, () => 'good'));
      expect(server.requests).toHaveLength(1);
      await ocsp.ask(certificate(1), AT);
      expect(server.requests).toHaveLength(2);
    });

    it('does not share between issuers', async () => {
      const ocsp = client();
      const other = { ...certificate(1), issuerSha256: 'bb'.repeat(32) };
      await Promise.all([ocsp.ask(certificate(1), AT), ocsp.ask(other, AT)]);
      await ocsp.ask(other, AT);
      expect(server.requests).toHaveLength(2);
    });

    it('keeps its connections few and uses them again', async () => {
      const ocsp = client({ maxConcurrent: 4, maxWaiting: 500 });
      await askMany(ocsp, 300);
      expect(server.requests).toHaveLength(300);
      // One more may be opened while another is being put away.
      expect(server.connections()).toBeLessThanOrEqual(8);
    });

    it('never has more requests on the way than allowed', async () => {
      let [now, most] = [0, 0];
      server.answer((seen, response) => {
        most = Math.max(most, ++now);
        response.on('close', () => now--);
        setTimeout(() => says('good')(seen, response), 5);
      });
      const replies = await askMany(client({ maxConcurrent: 3 }), 40);
      expect(replies.every(({ finding }) => finding === 'good')).toBe(true);
      expect(most).toBe(3);
    });
  });

  describe('with answers kept', () => {
    it('gives a good answer again while it is fresh at the time of acceptance, to the second', async () => {
      const ocsp = client({ cacheSeconds: 300 });
      const first = await ocsp.ask(certificate(1), AT);
      const again = await ocsp.ask(certificate(1), AT + 300_000);
      expect(again).toEqual(first);
      expect(server.requests).toHaveLength(1);
      expect(outcomes).toEqual(['good', 'cached']);
      await ocsp.ask(certificate(1), AT + 300_001);
      expect(server.requests).toHaveLength(2);
      expect(ocsp.health()).toMatchObject({ asked: 3, cached: 1, answered: 2 });
    });

    it('counts age from when the answer was made, not from when it came', async () => {
      server.answer(says('good', { producedAtMs: AT - 200_000 }));
      const ocsp = client({ cacheSeconds: 300 });
      await ocsp.ask(certificate(1), AT);
      await ocsp.ask(certificate(1), AT + 100_000);
      expect(server.requests).toHaveLength(1);
      await ocsp.ask(certificate(1), AT + 100_001);
      expect(server.requests).toHaveLength(2);
    });

    it('does not give an answer past its own nextUpdate, nor from the future', async () => {
      server.answer(says('good', { nextUpdateMs: AT + 10_000 }));
      const ocsp = client({ skewMs: 1000 });
      await ocsp.ask(certificate(1), AT);
      await ocsp.ask(certificate(1), AT + 10_000);
      await ocsp.ask(certificate(1), AT - 1000);
      expect(server.requests).toHaveLength(1);
      await ocsp.ask(certificate(1), AT + 10_001);
      await ocsp.ask(certificate(1), AT - 1001);
      expect(server.requests).toHaveLength(3);
    });

    it.each(['revoked', 'unknown'] as const)(
      'asks again after %s, and forgets the good answer before it',
      async (said) => {
        const ocsp = client();
        await ocsp.ask(certificate(1), AT);
        server.answer(says(said));
        expect(await ocsp.ask(certificate(1), AT + 400_000)).toMatchObject({ finding: said });
        expect(await ocsp.ask(certificate(1), AT)).toMatchObject({ finding: said });
        expect(server.requests).toHaveLength(3);
        server.answer(says('good'));
        expect(await ocsp.ask(certificate(1), AT)).toMatchObject({ finding: 'good' });
      },
    );

    it('keeps none when told so', async () => {
      const ocsp = client({ cacheSeconds: 0 });
      await ocsp.ask(certificate(1), AT);
      await ocsp.ask(certificate(1), AT);
      expect(server.requests).toHaveLength(2);
    });
  });

  describe('with a responder that fails', () => {
    it.each<[string, Answer, string]>([
      ['answers 500', status(500), 'status'],
      ['resets the connection', reset, 'network'],
      ['redirects', status(302, { location: '/' }), 'redirect'],
      ['sends a page', ok('<html>', { 'content-type': 'text/html' }), 'media-type'],
      ['sends nothing', ok(''), 'empty'],
      ['never ends', endless, 'too-large'],
      ['sends other bytes', ok('garbage', { 'content-type': 'application/ocsp-response' }), 'unverified'],
      ['sends the answer of another request', says('good', { nonce: '00' }), 'unverified'],
    ])('is none, and its failure, when it %s', async (_, answer, outcome) => {
      server.answer(answer);
      const ocsp = client();
      expect(await ocsp.ask(certificate(1), AT)).toEqual({ finding: 'none' });
      expect(outcomes).toEqual([outcome]);
      expect(ocsp.health()).toMatchObject({ answered: 0, failed: 1, skipped: 0, lastAnswerMs: undefined });
      server.answer(says('good'));
      expect(await ocsp.ask(certificate(1), AT)).toMatchObject({ finding: 'good' });
    });

    it('is none when it hangs, at the time limit', async () => {
      server.answer(hang);
      const ocsp = client({ timeoutMs: 50 });
      const before = performance.now();
      expect(await ocsp.ask(certificate(1), AT)).toEqual({ finding: 'none' });
      expect(performance.now() - before).toBeLessThan(1000);
      expect(outcomes).toEqual(['timeout']);
      await until(() => ocsp.health().failed === 1);
    });

    it('is none and nobody’s failure when the verifier is in trouble itself', async () => {
      const ocsp = client({ judge: () => Promise.reject(new DauysError('busy', 'full')) });
      const replies = await askMany(ocsp, 30);
      expect(replies.every(({ finding }) => finding === 'none')).toBe(true);
      expect(ocsp.health()).toMatchObject({ circuit: 'closed', failed: 0, skipped: 30 });
    });

    it('does not wait past the limit for a verifier that is slow, and keeps what it says in the end', async () => {
      let release: () => void = () => undefined;
      const ocsp = client({
        timeoutMs: 50,
        judge: async (response, criteria) => {
          await new Promise<void>((resolve) => (release = resolve));
          return judge(response, criteria);
        },
      });
      expect(await ocsp.ask(certificate(1), AT)).toEqual({ finding: 'none' });
      expect(outcomes).toEqual(['own-trouble']);
      release();
      await until(async () => (await ocsp.ask(certificate(1), AT)).finding === 'good');
      expect(outcomes.at(-1)).toBe('cached');
    });
  });
});
