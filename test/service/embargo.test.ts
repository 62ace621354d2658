import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_NOW, testCa, testCitizen, testContest } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { hasRedis } from '../support/redis-server.ts';
import { createInstallation, eventually, type TestInstallation } from '../support/service.ts';
import { observeService, type ObservedService } from './support/observed-service.ts';

const HOUR_MS = 3_600_000;
const contest = testContest('regional-demo', {
  opensAt: new Date(TEST_NOW.getTime() - HOUR_MS).toISOString(),
  closesAt: new Date(TEST_NOW.getTime() + HOUR_MS).toISOString(),
  publication: { mode: 'afterClose', everySeconds: 1, minNewBallots: 1 },
});
const TALLIES = `/api/v1/contests/${contest.id}/tallies`;
const numbers = contest.candidates.map(({ number }) => number);
const citizens = Array.from({ length: 6 }, (_, i) => testCitizen(i + 1));

/** The same people vote at the same times; only their choices differ. */
const CHOICES = [
  citizens.map(() => numbers[0]!),
  citizens.map((_, i) => numbers[numbers.length - 1 - (i % 3)]!),
] as const;

interface Run {
  readonly installation: TestInstallation;
  readonly observed: ObservedService;
}

async function start(withRedis: boolean): Promise<Run> {
  const installation = createInstallation({ contest, authorities: [testCa()] });
  return { installation, observed: await observeService(installation, frozenClock(TEST_NOW), { withRedis }) };
}

async function vote({ observed }: Run, choices: readonly number[]): Promise<void> {
  for (const [i, citizen] of citizens.entries()) {
    const number = choices[i]!;
    expect((await observed.service.vote(citizen, number)).status).toBe(201);
    expect((await observed.service.vote(citizen, number)).status).toBe(200);
    const other = numbers.find((candidate) => candidate !== number)!;
    expect((await observed.service.vote(citizen, other)).code).toBe('already-voted');
    // One after the other to the tally as well, so that both runs make the same steps.
    await eventually(async () => ((await tallies(observed))['ballots'] === i + 1 ? true : undefined));
  }
}

async function tallies({ service }: ObservedService): Promise<Record<string, unknown>> {
  return JSON.parse((await service.get(TALLIES)).body) as Record<string, unknown>;
}

describe.each([
  ['the embedded default', false],
  [hasRedis ? 'Redis' : 'Redis (skipped: no redis-server)', true],
])('embargo with %s', (_, withRedis) => {
  const suite = withRedis && !hasRedis ? describe.skip : describe;
  suite('until the closing entry', () => {
    const runs: Run[] = [];
    /** Per run: everything that came out, by where. */
    let before: Map<string, string>[];

    beforeAll(async () => {
      for (const choices of CHOICES) {
        const run = await start(withRedis);
        runs.push(run);
        await vote(run, choices);
      }
      before = await Promise.all(runs.map(({ observed }) => everything(observed)));
    });
    afterAll(async () => {
      for (const { observed, installation } of runs) {
        await observed.stop();
        installation.remove();
      }
    });

    it('tells turnout and nothing else', async () => {
      for (const { observed } of runs) {
        const turnout = { contest: contest.id, state: 'embargoed', size: 7, ballots: 6 };
        expect(await tallies(observed)).toEqual(turnout);
        const frames = [...observed.frames().matchAll(/^data: (.*)$/gm)].map(
          ([, json]) => JSON.parse(json!) as unknown,
        );
        expect(frames.length).toBeGreaterThan(0);
        for (const frame of frames) expect(Object.keys(frame as object)).toEqual(Object.keys(turnout));
        expect((await observed.service.get(`/log/${contest.id}/openings/000.p/2`)).code).toBe('not-yet-published');
        expect((await observed.service.get(`/api/v1/contests/${contest.id}/protocol`)).code).toBe('not-yet-published');
      }
    });

    it('lets nobody tell two runs with other choices apart', () => {
      const [one, other] = before;
      expect([...one!.keys()]).toEqual([...other!.keys()]);
      expect(one!.size).toBeGreaterThan(40);
      if (withRedis) expect(one!.get('Redis')).toMatch(/sadd.*upToIndex/s);
      for (const [place, bytes] of one!) expect([place, bytes]).toEqual([place, other!.get(place)]);
    });

    it('is what keeps them alike: after closing the counts are final, public and different', async () => {
      for (const [i, { observed }] of runs.entries()) {
        observed.service.clock.pass(HOUR_MS + 30_000);
        const final = await eventually(async () => {
          const view = await tallies(observed);
          return view['state'] === 'final' ? view : undefined;
        });
        const counted = (final['nominations'] as { candidates: { number: number; ballots: number }[] }[])
          .flatMap(({ candidates }) => candidates)
          .flatMap(({ number, ballots }) => Array.from({ length: ballots }, () => number));
        expect(counted.sort()).toEqual([...CHOICES[i]!].sort());
        expect(final).toMatchObject({ ballots: 6 });
        const openings = await eventually(async () => {
          const answer = await fetch(`${observed.service.url}/log/${contest.id}/openings/000.p/7`);
          return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()) : undefined;
        });
        expect(citizens.map((__, at) => openings.readUInt16BE((at + 1) * 34))).toEqual(CHOICES[i]);
      }
    });
  });
});

/** All that came out of a service, with what differs between any two runs replaced: hashes, signatures, times. */
async function everything(observed: ObservedService): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const [path, bytes] of await observed.publicBytes()) out.set(path, alike(path, bytes));
  out.set('stream', observed.frames());
  out.set('log', observed.lines.map((line) => alike('log', line)).join(''));
  // How hints gather into jobs is a matter of milliseconds: what a command can say is compared, not how often.
  const said = observed.commands.flatMap(
    (command) =>
      /^(?:sadd \S+|publish .*)|\{"contest".*?\}/.exec(alike('Redis', command))?.[0].replaceAll(/\d+/g, 'N') ?? [],
  );
  out.set('Redis', [...new Set(said)].sort().join('\n'));
  return out;
}

function alike(place: string, bytes: string): string {
  // Leaves and hashes: of a leaf, type, contest tag and the minute stay.
  const head = bytes.slice(0, bytes.indexOf('\n\n')).replaceAll(/[0-9a-f]{32,}/g, 'HEX');
  if (place.includes('/tile/entries/')) return `${head}\n\n${leafHeads(bytes)}`;
  if (place.includes('/tile/')) return head + String(bytes.length);
  return bytes
    .replaceAll(/[0-9a-f]{32,}/g, 'HEX')
    .replaceAll(/\+[0-9a-f]{8}\+/g, '+ID+')
    .replaceAll(/[A-Za-z0-9+/]{43,}={0,2}/g, 'BASE64')
    .replaceAll(/"(time|publishedAt)":"[^"]*"/g, '"$1":"TIME"')
    .replaceAll(/"(durationMs|port)":[0-9.e-]+/g, '"$1":0')
    .replaceAll(/^dauys_(?:process|nodejs)_.*\n/gm, '')
    .replaceAll(/^(\S*_(?:seconds|bucket)\S*) .*$/gm, '$1 0')
    .replaceAll(/^(\S+_sum\S*|dauys_gate_unknown_total) .*$/gm, '$1 0');
}

function leafHeads(bytes: string): string {
  const body = Buffer.from(bytes.slice(bytes.indexOf('\n\n') + 2), 'latin1');
  const heads: string[] = [];
  for (let at = 2; at < body.length; at += 130) heads.push(body.subarray(at, at + 32).toString('hex'));
  return heads.join('\n');
}
