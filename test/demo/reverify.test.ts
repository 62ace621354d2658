import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reverify, type Verdict } from '../../src/demo/reverify.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { parseProof } from '../../src/log/proof.ts';
import { parseCertificate, type Certificate } from '../../src/signature/certificate.ts';
import { sha256, testCitizen } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import {
  createInstallation,
  createTestClock,
  eventually,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

interface Anchors {
  readonly anchors: readonly { readonly size: number }[];
}

/** What a service that lies changes in an answer. */
type Lie = (path: string, body: Buffer) => Buffer;

describe('reverify', () => {
  let servers: TestServers;
  let installation: TestInstallation;
  let service: TestService;
  let liar: Server;
  let lie: Lie;
  let vkey: string;
  let tsa: Certificate[];
  const receipts: string[] = [];

  beforeAll(async () => {
    const clock = createTestClock();
    servers = await startTestServers({ clock, algorithms: ['rsa'] });
    tsa = [parseCertificate(servers.authority('rsa').tsa.certificateDer)];
    installation = createInstallation();
    const { DAUYS_TRUST = '', DAUYS_TSA = '' } = servers.settings();
    const settings = { DAUYS_TRUST, DAUYS_TSA, DAUYS_TSA_MINUTES: '1440' };
    service = await startTestService(installation, settings, clock, { tickMs: 100 });
    for (let n = 1; n <= 5; n++) receipts.push((await service.vote(testCitizen(n), n)).body);
    vkey = (await service.get('/log/qamqor-demo/key')).body.trim();
    service.clock.pass(2 * 3_600_000);
    const about = '/api/v1/contests/qamqor-demo';
    const protocol = await eventually(async () => {
      const { status, body } = await service.get(`${about}/protocol`);
      return status === 200 ? (JSON.parse(body) as { proof: string }) : undefined;
    });
    const { index } = parseProof(protocol.proof);
    await eventually(async () => {
      const { anchors } = JSON.parse((await service.get(`${about}/time-anchors?after=${index}`)).body) as Anchors;
      return anchors.find(({ size }) => size > index);
    });
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
    await servers.stop();
    installation.remove();
  });

  const verdict = (
    how: Lie = (_, body) => body,
    changes: Partial<Parameters<typeof reverify>[0]> = {},
  ): Promise<Verdict> => {
    lie = how;
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    return reverify({ url, contestId: 'qamqor-demo', vkey, receipts, tsa, sha256, verifyEd25519, ...changes });
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
    const { size, ballots, byCandidate, anchors, anchoredSize } = await verdict();
    // Opened, five ballots, closed, protocol; what a time anchor covers is all but that anchor.
    expect([size, ballots, anchoredSize]).toEqual([8 + anchors, 5, 7 + anchors]);
    expect(anchors).toBeGreaterThan(0);
    expect(Object.fromEntries(byCandidate)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
  });

  it.each<[string, Lie]>([
    ['another signature under the checkpoint', changing('/checkpoint', replacing(/(.)(.)\n$/, '$2$1\n'))],
    ['a checkpoint of another size', changing('/checkpoint', replacing(/\n(\d+)\n/, '\n1$1\n'))],
    ['a leaf with one bit changed', changing('/tile/entries/', flipping(2 + 130 * 3 + 70))],
    ['a leaf left out', changing('/tile/entries/', (body) => body.subarray(130))],
    ['an opening to another candidate', changing('/openings/', flipping(34 * 2 + 1))],
    ['an opening with another salt', changing('/openings/', flipping(34 * 2 + 9))],
    ['openings cut short', changing('/openings/', (body) => body.subarray(34))],
    ['a protocol with another count', changing('/protocol', replacing('"ballots":1', '"ballots":2'))],
    [
      'a protocol without a candidate',
      changing('/protocol', replacing(/\{"annulled":0,"ballots":1,"id":"n001".*?\},/, '')),
    ],
    ['a time anchor with another token', changing('/time-anchors', replacing(/"token":"(.{64})/, '"token":"AAAA$1'))],
    ['a time anchor over another root', changing('/time-anchors', replacing(/"root":"./, '"root":"g'))],
    ['no time anchors', changing('/time-anchors', () => Buffer.from('{"anchors":[]}'))],
    ['no protocol', changing('/protocol', () => Buffer.from('{"protocol":{"nominations":[]}}'))],
  ])('refuses %s', async (_, how) => {
    await expect(verdict(how)).rejects.toThrow();
    // The lie is told, and nothing else is wrong.
    expect((await verdict()).ballots).toBe(5);
  });

  it('believes no other time-stamp authority', async () => {
    await expect(verdict(undefined, { tsa: [] })).toRejectWithCode('time-stamp-invalid');
  });

  it('refuses a log without a ballot that somebody holds a receipt of, or with one nobody holds', async () => {
    await expect(verdict(undefined, { receipts: receipts.slice(1) })).toRejectWithCode('ledger-corrupt');
    await expect(verdict(undefined, { receipts: [...receipts, receipts[0]!] })).toRejectWithCode('ledger-corrupt');
    const moved = receipts.map((text) => text.replace('"index":1,', '"index":2,'));
    await expect(verdict(undefined, { receipts: moved })).toRejectWithCode('receipt-invalid');
  });
});
