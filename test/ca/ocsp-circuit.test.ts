import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createOcspClient, type OcspClient, type OcspClientOptions } from '../../src/ca/ocsp-client.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { until } from '../support/poll.ts';
import { AT, certificate, judge, NOW, says } from './fake-responder.ts';
import { hang, ok, reset, startFaultServer, type Answer, type FaultServer } from './fault-server.ts';

const REST_MS = 60_000;
const realClock = { nowMs: () => AT, monotonicMs: () => performance.now() };

describe('the circuit before the responder', () => {
  let server: FaultServer;
  let clock: ReturnType<typeof frozenClock>;
  let outcomes: string[];
  let serial = 0;

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
      restMs: REST_MS,
      random: (length) => randomBytes(length),
      encode: (certId, nonce) => Buffer.concat([certId, nonce]),
      judge,
      clock,
      onAnswer: (outcome) => outcomes.push(outcome),
      ...changes,
    });
  }

  /** Asks about certificates nobody asked about before, all at once. */
  async function ask(ocsp: OcspClient, count: number): Promise<string[]> {
    const replies = await Promise.all(Array.from({ length: count }, () => ocsp.ask(certificate(serial++), AT)));
    return replies.map(({ finding }) => finding);
  }
  async function breakIt(ocsp: OcspClient): Promise<void> {
    server.answer(reset);
    while (ocsp.health().circuit === 'closed') await ask(ocsp, 1);
    outcomes.length = 0;
    server.requests.length = 0;
  }
  function times<T>(count: number, value: T): T[] {
    return Array.from({ length: count }, () => value);
  }

  it('opens after ten failures, not before', async () => {
    server.answer(reset);
    const ocsp = client();
    for (let i = 0; i < 9; i++) await ask(ocsp, 1);
    expect(ocsp.health().circuit).toBe('closed');
    await ask(ocsp, 1);
    expect(ocsp.health()).toMatchObject({ circuit: 'open', failed: 10 });
  });

  it('opens on answers that cannot be verified, not on negative ones', async () => {
    const ocsp = client();
    server.answer(says('revoked'));
    for (let i = 0; i < 30; i++) await ask(ocsp, 1);
    server.answer(says('unknown'));
    for (let i = 0; i < 30; i++) await ask(ocsp, 1);
    expect(ocsp.health()).toMatchObject({ circuit: 'closed', answered: 60 });
    server.answer(ok('garbage'));
    for (let i = 0; i < 20; i++) await ask(ocsp, 1);
    expect(ocsp.health().circuit).toBe('open');
  });

  it('opens on a responder that flaps, and stays closed on a rare failure', async () => {
    const ocsp = client();
    let turn = 0;
    const flapping = (isUp: (turn: number) => boolean): Answer => {
      return (seen, response) => (isUp(turn++) ? says('good') : reset)(seen, response);
    };
    server.answer(flapping((n) => n % 10 !== 0));
    for (let i = 0; i < 60; i++) await ask(ocsp, 1);
    expect(ocsp.health().circuit).toBe('closed');
    server.answer(flapping((n) => n % 3 === 0));
    for (let i = 0; i < 60 && ocsp.health().circuit === 'closed'; i++) await ask(ocsp, 1);
    expect(ocsp.health().circuit).toBe('open');
  });

  it('stays closed on a responder that flaps where that is better than none, and opens on a dead one', async () => {
    const ocsp = client({ failureShare: 0.8 });
    let turn = 0;
    server.answer((seen, response) => (turn++ % 2 === 0 ? says('good') : reset)(seen, response));
    for (let i = 0; i < 60; i++) await ask(ocsp, 1);
    expect(ocsp.health()).toMatchObject({ circuit: 'closed', answered: 30 });
    server.answer(reset);
    for (let i = 0; i < 20; i++) await ask(ocsp, 1);
    expect(ocsp.health().circuit).toBe('open');
  });

  it('answers none at once while it is open, whatever the wall clock does', async () => {
    const ocsp = client();
    await breakIt(ocsp);
    server.answer(hang);
    clock.step(86_400_000);
    clock.pass(REST_MS - 1);
    expect(await ask(ocsp, 200)).toEqual(times(200, 'none'));
    expect(outcomes).toEqual(times(200, 'circuit-open'));
    expect(server.requests).toHaveLength(0);
    expect(ocsp.health()).toMatchObject({ circuit: 'open', skipped: 200 });
  });

  it('still gives good answers that are kept while it is open', async () => {
    const ocsp = client();
    await ocsp.ask(certificate(-1), AT);
    await breakIt(ocsp);
    expect(await ocsp.ask(certificate(-1), AT)).toMatchObject({ finding: 'good' });
  });

  it('tries again with one question after its rest, and closes when that is answered', async () => {
    const ocsp = client();
    await breakIt(ocsp);
    let answer: () => void = () => undefined;
    server.answer((seen, response) => {
      answer = () => says('good')(seen, response);
    });
    clock.step(-86_400_000);
    clock.pass(REST_MS);
    const trial = ask(ocsp, 1);
    await until(() => server.requests.length === 1);
    expect(ocsp.health().circuit).toBe('half-open');
    expect(await ask(ocsp, 50)).toEqual(times(50, 'none'));
    expect(server.requests).toHaveLength(1);
    answer();
    expect(await trial).toEqual(['good']);
    expect(ocsp.health().circuit).toBe('closed');
    server.answer(says('good'));
    expect(await ask(ocsp, 50)).toEqual(times(50, 'good'));
  });

  it('rests again when the trial fails, as long as before', async () => {
    const ocsp = client();
    await breakIt(ocsp);
    for (let round = 1; round <= 3; round++) {
      clock.pass(REST_MS);
      expect(await ask(ocsp, 20)).toEqual(times(20, 'none'));
      expect(server.requests).toHaveLength(round);
      expect(ocsp.health().circuit).toBe('open');
      clock.pass(REST_MS - 1);
      await ask(ocsp, 1);
      expect(server.requests).toHaveLength(round);
      clock.pass(1 - REST_MS);
    }
    // One failure of old does not weigh on a responder that is back.
    server.answer(says('good'));
    clock.pass(REST_MS);
    expect(await ask(ocsp, 1)).toEqual(['good']);
    server.answer(reset);
    for (let i = 0; i < 5; i++) await ask(ocsp, 1);
    expect(ocsp.health().circuit).toBe('closed');
  });

  describe('and the queue', () => {
    it('asks no more than are allowed to wait', async () => {
      const held: (() => void)[] = [];
      server.answer((seen, response) => held.push(() => says('good')(seen, response)));
      const ocsp = client({ maxConcurrent: 2, maxWaiting: 3 });
      const asked = ask(ocsp, 8);
      await until(() => held.length === 2);
      expect(outcomes).toEqual(times(3, 'queue-full'));
      expect(ocsp.health()).toMatchObject({ circuit: 'closed', skipped: 3 });
      server.answer(says('good'));
      for (const answer of held) answer();
      expect((await asked).filter((finding) => finding === 'good')).toHaveLength(5);
    });

    it('counts waiting into the limit, and what waited in vain takes no turn from who comes later', async () => {
      server.answer(hang);
      const ocsp = client({ timeoutMs: 500, maxConcurrent: 2, maxWaiting: 20, clock: realClock });
      const before = performance.now();
      expect(await ask(ocsp, 8)).toEqual(times(8, 'none'));
      expect(performance.now() - before).toBeLessThan(2000);
      expect(outcomes.toSorted()).toEqual([...times(2, 'timeout'), ...times(6, 'waited-too-long')]);
      expect(server.requests).toHaveLength(2);
      expect(ocsp.health()).toMatchObject({ circuit: 'closed', failed: 2, skipped: 6 });
      server.answer(says('good'));
      expect(await ask(ocsp, 6)).toEqual(times(6, 'good'));
    });

    it('lets nobody who waits through when the circuit opens meanwhile', async () => {
      const held: (() => void)[] = [];
      server.answer((seen, response) => held.push(() => reset(seen, response)));
      const ocsp = client({ maxConcurrent: 10, maxWaiting: 50 });
      const asked = ask(ocsp, 60);
      await until(() => held.length === 10);
      server.answer(reset);
      for (const answer of held) answer();
      expect(await asked).toEqual(times(60, 'none'));
      expect(ocsp.health()).toMatchObject({ circuit: 'open' });
      // The first failures let some of those who wait take their turn before the tenth opens the circuit.
      expect(server.requests.length).toBeLessThan(40);
    });
  });

  it('holds no ballot longer than the limit with a slow responder, and none at all once it is open', async () => {
    server.answer((seen, response) => setTimeout(() => says('good')(seen, response), 800));
    const durations: number[] = [];
    const ocsp = client({
      timeoutMs: 200,
      clock: realClock,
      onAnswer: (outcome, durationMs) => {
        outcomes.push(outcome);
        durations.push(durationMs);
      },
    });
    expect(await ask(ocsp, 72)).toEqual(times(72, 'none'));
    await ask(ocsp, 8);
    expect(Math.max(...durations)).toBeLessThan(400);
    await until(() => ocsp.health().circuit === 'open');
    durations.length = 0;
    expect(await ask(ocsp, 200)).toEqual(times(200, 'none'));
    expect(Math.max(...durations)).toBeLessThan(100);
  });
});
