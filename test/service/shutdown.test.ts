import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  eventually,
  exitOf,
  spawnDauys,
  spawnService,
  type ServiceProcess,
  type TestInstallation,
} from '../support/service.ts';
import { cast, castOpen, createBallotBox, open, type BallotBox } from './support/ballot-box.ts';
import { countsOf, publishedCounts } from './support/counts.ts';
import { installationOfToday, voteOf, votesOf } from './support/electorate.ts';
import { logFaults, readLog } from './support/public-log.ts';
import { spawnWorker } from './support/worker.ts';

const PEOPLE = 150;

let installation: TestInstallation;
let box: BallotBox;
let service: ServiceProcess;
beforeEach(async () => {
  installation = installationOfToday();
  box = createBallotBox();
  service = await spawnService(installation);
});
afterEach(async () => {
  await service.kill('SIGKILL');
  installation.remove();
});

async function expectAllWell(): Promise<void> {
  service = await spawnService(installation);
  await castOpen([service], box);
  await cast([...box.votes.values()], [service], box);
  expect(box.faults).toEqual([]);
  const log = await readLog(service, installation.contest.id);
  expect(logFaults(log, box)).toEqual([]);
  expect(log.leaves).toHaveLength(1 + box.votes.size);
}

/** A ballot whose last byte the test sends when it likes. */
function slowBallot(): { answer: Promise<{ status: number; body: string }>; finish(): void } {
  const { cms } = voteOf(9000, 5, installation.contest);
  const path = `/api/v1/contests/${installation.contest.id}/ballots`;
  const headers = { 'content-type': 'application/cms', 'content-length': cms.length };
  const upload = request(`${service.url}${path}`, { method: 'POST', headers, agent: false });
  upload.write(cms.subarray(0, -1));
  const answer = (once(upload, 'response') as Promise<[IncomingMessage]>).then(async ([response]) => {
    let body = '';
    for await (const chunk of response) body += String(chunk);
    return { status: response.statusCode ?? 0, body };
  });
  answer.catch(() => undefined);
  return {
    answer,
    finish() {
      upload.end(cms.subarray(-1));
    },
  };
}

describe('a stop under load', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'burn-nothing: after %s what was begun gets its receipt, what was not can be sent again, exit code 0',
    async (signal) => {
      const voting = cast(votesOf(1, PEOPLE, installation.contest), [service], box, { parallel: 32 });
      await eventually(() => (box.receipts.size > 20 ? true : undefined));
      expect(await service.kill(signal)).toBe(0);
      await voting;
      expect(box.faults).toEqual([]);
      expect(open(box).length).toBeGreaterThan(0);
      await expectAllWell();
      // No ballot was taken without its receipt going out.
      expect(box.storedUnanswered).toBe(0);
    },
  );

  it('burn-nothing: a ballot half sent when the stop begins is finished, and new connections are refused', async () => {
    const ballot = slowBallot();
    await service.vote(voteOf(1, 1, installation.contest).citizen, 1);
    const stopped = service.kill('SIGTERM');
    await eventually(async () => {
      const refused = await service.get('/healthz').then(
        () => false,
        () => true,
      );
      return refused ? true : undefined;
    });
    ballot.finish();
    const { status, body } = await ballot.answer;
    expect(status).toBe(201);
    expect(await stopped).toBe(0);
    await expectAllWellWith(body);
  });

  async function expectAllWellWith(receipt: string): Promise<void> {
    service = await spawnService(installation);
    const again = await service.post(voteOf(9000, 5, installation.contest).cms);
    expect(again).toMatchObject({ status: 200, body: receipt });
  }

  it('a stream of counts does not hold the stop up', async () => {
    const stream = await fetch(`${service.url}/api/v1/contests/${installation.contest.id}/tallies/stream`);
    const read = stream.body!.getReader();
    await read.read();
    expect(await service.kill('SIGTERM')).toBe(0);
    while (!(await read.read()).done);
  });
});

describe('a stop that comes while the service starts', () => {
  it('ends it in order, exit code 0', async () => {
    // Whoever starts asks for its revocation list before it listens.
    const lists = createServer((_, response) => {
      child.kill('SIGTERM');
      response.writeHead(404).end();
    });
    await once(lists.listen(0, '127.0.0.1'), 'listening');
    const { port } = lists.address() as AddressInfo;
    const settings = { DAUYS_LOG_LEVEL: 'info', DAUYS_CRL_URLS: `http://127.0.0.1:${port}/list.crl` };
    const child = spawnDauys(['serve'], installation.settings(settings));
    const output = text(child.stdout!);
    expect(await exitOf(child)).toBe(0);
    expect(await output).toContain('"event":"stopped"');
    lists.close();
  });
});

describe('a worker', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with exit code 0 after %s, in the middle of a vote', async (signal) => {
    const worker = await spawnWorker(installation);
    const voting = cast(votesOf(1, PEOPLE, installation.contest), [service], box);
    await eventually(() => (box.receipts.size > 20 ? true : undefined));
    expect(await worker.kill(signal)).toBe(0);
    await voting;
    expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
    expect(await publishedCounts(service, installation.contest, PEOPLE)).toEqual(countsOf(box));
  });
});
