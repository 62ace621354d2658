import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reverify, type Verdict } from '../../src/demo/reverify.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { sha256, testCitizen } from '../support/ballots.ts';
import {
  createInstallation,
  eventually,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

/** What a service that lies changes in an answer. */
type Lie = (path: string, body: Buffer) => Buffer;

describe('reverify', () => {
  let installation: TestInstallation;
  let service: TestService;
  let liar: Server;
  let lie: Lie;
  let vkey: string;
  const receipts: string[] = [];

  beforeAll(async () => {
    installation = createInstallation();
    service = await startTestService(installation);
    for (let n = 1; n <= 5; n++) receipts.push((await service.vote(testCitizen(n), n)).body);
    vkey = (await service.get('/log/qamqor-demo/key')).body.trim();
    service.clock.pass(2 * 3_600_000);
    await eventually(async () =>
      (await service.get('/api/v1/contests/qamqor-demo/protocol')).status === 200 ? true : undefined,
    );
    liar = createServer((request, response) => {
      void (async () => {
        const answer = await fetch(`${service.url}${request.url ?? ''}`);
        response.writeHead(answer.status);
        response.end(lie(request.url ?? '', Buffer.from(await answer.arrayBuffer())));
      })();
    });
    liar.listen(0, '127.0.0.1');
    await once(liar, 'listening');
  });
  afterAll(async () => {
    liar.closeAllConnections();
    liar.close();
    await service.stop();
    installation.remove();
  });

  const verdict = (
    how: Lie = (_, body) => body,
    changes: { receipts?: string[]; vkey?: string } = {},
  ): Promise<Verdict> => {
    lie = how;
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    return reverify({ url, contestId: 'qamqor-demo', vkey, receipts, sha256, verifyEd25519, ...changes });
  };
  const changing =
    (part: string, change: (body: Buffer) => Buffer): Lie =>
    (path, body) =>
      path.includes(part) ? change(body) : body;
  const flipping = (at: number) => (body: Buffer) => {
    const changed = Buffer.from(body);
    changed[at]! ^= 1;
    return changed;
  };
  const replacing = (from: string | RegExp, to: string) => (body: Buffer) =>
    Buffer.from(body.toString().replace(from, to));

  it('confirms an honest log and recounts it', async () => {
    const { size, ballots, byCandidate } = await verdict();
    expect([size, ballots]).toEqual([8, 5]);
    expect(Object.fromEntries(byCandidate)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
  });

  it.each<[string, Lie]>([
    ['another signature under the checkpoint', changing('/checkpoint', replacing(/(.)(.)\n$/, '$2$1\n'))],
    ['a checkpoint of another size', changing('/checkpoint', replacing('\n8\n', '\n9\n'))],
    ['a leaf with one bit changed', changing('/tile/entries/', flipping(2 + 130 * 3 + 70))],
    ['a leaf left out', changing('/tile/entries/', (body) => body.subarray(130))],
    ['an opening to another candidate', changing('/openings/', flipping(34 * 2 + 1))],
    ['an opening with another salt', changing('/openings/', flipping(34 * 2 + 9))],
    ['openings cut short', changing('/openings/', (body) => body.subarray(34))],
    ['a protocol with another count', changing('/protocol', replacing('"ballots":1', '"ballots":2'))],
    ['a protocol without a candidate', changing('/protocol', replacing(/\{"ballots":1,"id":"n001".*?\},/, ''))],
    ['no protocol', changing('/protocol', () => Buffer.from('{"protocol":{"nominations":[]}}'))],
  ])('refuses %s', async (_, how) => {
    await expect(verdict(how)).rejects.toThrow();
    // The lie is told, and nothing else is wrong.
    expect((await verdict()).size).toBe(8);
  });

  it('refuses a log without a ballot that somebody holds a receipt of, or with one nobody holds', async () => {
    await expect(verdict(undefined, { receipts: receipts.slice(1) })).toRejectWithCode('ledger-corrupt');
    await expect(verdict(undefined, { receipts: [...receipts, receipts[0]!] })).toRejectWithCode('ledger-corrupt');
    const moved = receipts.map((text) => text.replace('"index":1,', '"index":2,'));
    await expect(verdict(undefined, { receipts: moved })).toRejectWithCode('receipt-invalid');
  });
});
