import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Protocol } from '../../src/tally/protocol.ts';
import { encodeProtocol } from '../../src/tally/protocol.ts';
import { sha256, TEST_NOW, testCitizen } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { spellings } from '../support/needles.ts';
import {
  createInstallation,
  eventually,
  openContest,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { cookieFor, grant, signIn } from './support/signing-in.ts';

const CONTEST = 'qamqor-demo';
const API = `/api/v1/contests/${CONTEST}`;
const FILES = ['pdf', 'xlsx', 'csv', 'json'].map((form) => `protocol.${form}`);
const MEMBER = testCitizen(90);
const VOTERS = [1, 2, 3, 4, 5].map((n) => testCitizen(n));

let installation: TestInstallation;
let service: TestService;
let cookie: string;
const lines: string[] = [];
/** Every answer, by when and what it was. */
const answers = new Map<string, Answer>();
beforeAll(async () => {
  installation = createInstallation({
    contest: openContest(TEST_NOW, { publication: { mode: 'afterClose', everySeconds: 1, minNewBallots: 1 } }),
  });
  const logTo = { write: (line: string) => void lines.push(line) };
  const changes = { DAUYS_LOG_LEVEL: 'debug' };
  service = await startTestService(installation, changes, frozenClock(TEST_NOW), { logTo, tickMs: 50 });
  await grant(installation, MEMBER, 'commission');
  for (const [i, voter] of VOTERS.entries()) expect((await service.vote(voter, i < 3 ? 13 : 12)).status).toBe(201);
  await eventually(async () => ((await turnout()) === VOTERS.length ? true : undefined));
  cookie = cookieFor(page('kk'), await signIn(service, MEMBER));
  await readAll('open');
  service.clock.pass(3_600_000);
  await readAll('closing');
  // Sessions do not last that long.
  service.clock.pass(31_000);
  await eventually(async () => ((await service.get(`${API}/protocol`)).status === 200 ? true : undefined));
  cookie = cookieFor(page('kk'), await signIn(service, MEMBER));
  await readAll('published');
});
afterAll(async () => {
  await service.stop();
  installation.remove();
});

const page = (language: string): string => `/${language}/contests/${CONTEST}/commission`;
const turnout = async (): Promise<number> =>
  (JSON.parse((await service.get(`${API}/tallies`)).body) as { ballots: number }).ballots;

/** All that the page gives to readers and to a member of the commission. */
async function readAll(when: string): Promise<void> {
  for (const language of ['kk', 'ru', 'en']) {
    answers.set(`${when} ${language} page`, await service.get(page(language)));
    answers.set(`${when} ${language} page of a member`, await service.get(page(language), { cookie }));
    for (const file of FILES) {
      answers.set(`${when} ${language} ${file}`, await service.get(`${page(language)}/${file}`));
      answers.set(
        `${when} ${language} ${file} of a member`,
        await service.get(`${page(language)}/${file}`, { cookie }),
      );
    }
  }
}
const of = (when: string, kind: RegExp): Answer[] =>
  [...answers].filter(([name]) => name.startsWith(`${when} `) && kind.test(name)).map(([, answer]) => answer);

describe('embargo: before the protocol', () => {
  it.each(['open', 'closing'])('while it is %s there is a reason and no file, for members too', (when) => {
    for (const { status } of of(when, /page/)) expect(status).toBe(200);
    expect(of(when, /protocol/)).toHaveLength(24);
    for (const answer of of(when, /protocol/)) expect([answer.status, answer.code]).toEqual([403, 'not-yet-published']);
  });

  it('a member sees how many voted, and neither for whom nor in what nomination', () => {
    const [kk = { body: '' }] = of('open', /kk page of a member/);
    expect(kk.body).toMatch(/<dd class="figure">5<\/dd>/);
    expect(of('open', /kk page$/)[0]?.body).not.toMatch(/<dd class="figure">/);
    for (const { body } of [...of('open', /page/), ...of('closing', /page/)]) {
      expect(body).not.toMatch(/n012|n013|№ 12|№ 13/);
      expect(body).not.toMatch(/<table/);
    }
  });
});

describe('the final protocol on the page of the commission', () => {
  it('stands there for everybody, with every number', async () => {
    const { protocol } = JSON.parse((await service.get(`${API}/protocol`)).body) as { protocol: Protocol };
    for (const { status, body } of of('published', /page/)) {
      expect(status).toBe(200);
      expect(body).toContain(Buffer.from(sha256(encodeProtocol(protocol))).toString('hex'));
      expect(body.match(/<strong class="good">/g)).toHaveLength(4);
      expect(body).not.toContain('class="bad"');
    }
    const kk = of('published', /kk page$/)[0]!.body;
    const rows = [...kk.matchAll(/<tr><td class="number">(\d+)<\/td>.*?<td class="number">(\d+)<\/td>/g)];
    expect(rows).toHaveLength(129);
    expect(rows.filter(([, , ballots]) => ballots !== '0').map(([, number, ballots]) => [number, ballots])).toEqual([
      ['13', '3'],
      ['12', '2'],
    ]);
  });

  it('is in its files as in the API: the CSV byte for byte, and the JSON is what the log commits to', async () => {
    const csv = await service.get(`${API}/protocol?format=csv`);
    for (const answer of of('published', /protocol\.csv/)) expect(answer.body).toBe(csv.body);
    const sum = /"protocol_sha256";"([0-9a-f]{64})"/.exec(csv.body)?.[1];
    for (const { body } of of('published', /protocol\.json/)) {
      expect(Buffer.from(sha256(Buffer.from(body))).toString('hex')).toBe(sum);
    }
    const type = (form: RegExp) => of('published', form)[0]?.headers.get('content-type');
    expect(type(/pdf/)).toBe('application/pdf');
    expect(type(/xlsx/)).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  });

  it('no-personal-data: neither of voters nor of members', () => {
    const said = [...answers.values()].map(({ body, headers }) => body + JSON.stringify([...headers])).join('\n');
    const told = [...lines, said].join('\n');
    for (const { iin } of [MEMBER, ...VOTERS]) {
      for (const needle of spellings(iin)) expect(told).not.toContain(needle);
    }
    for (const name of ['АЗАМАТ-', 'СЫНАҚ']) expect(told).not.toContain(name);
  });
});
