import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES, textOf } from '../../src/domain/texts.ts';
import { TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import {
  createInstallation,
  eventually,
  openContest,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

/** Every letter of Kazakh that other Cyrillic alphabets lack, in both cases. */
const LETTERS = 'Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і';
const NAME = { kk: `${LETTERS} номинант`, ru: 'Номинант ё Ъ «кавычки» — тире', en: 'Nominee' };
const API = '/api/v1/contests/qamqor-demo';

describe('languages', () => {
  let installation: TestInstallation;
  let service: TestService;
  beforeAll(async () => {
    const contest = openContest(TEST_NOW);
    const candidates = contest.candidates.map((c) => (c.number === 12 ? { ...c, name: NAME } : c));
    installation = createInstallation({ contest: { ...contest, candidates }, authorities: [testCa()] });
    service = await startTestService(installation);
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });

  it.each([
    ['kk', 'kk'],
    ['kk', 'kk-KZ'],
    ['ru', 'ru-KZ,ru;q=0.9'],
    ['en', 'en'],
    ['ru', 'de, ru;q=0.5, en;q=0.4'],
    ['kk', 'de'],
    ['kk', '*'],
    ['kk', ''],
    ['ru', 'kk;q=0, ru'],
  ] as const)('answers in %s to Accept-Language "%s", on every kind of route', async (language, header) => {
    const headers = { 'accept-language': header };
    const answers = [
      ['contest-unknown', await service.get('/api/v1/contests/another', headers)],
      ['not-yet-published', await service.get('/log/qamqor-demo/openings/000.p/1', headers)],
      ['ballot-malformed', await service.post(new Uint8Array(), headers)],
    ] as const;
    for (const [code, answer] of answers) {
      expect(JSON.parse(answer.body)).toMatchObject({ code, ...textOf(code, language) });
      expect(answer.headers.get('content-language')).toBe(language);
      expect(answer.headers.get('vary')).toMatch(/accept-language/i);
    }
  });

  it('takes the first language there is where the reader names none', async () => {
    const raw = await fetch(`${service.url}/nothing`, { headers: { 'accept-language': 'x'.repeat(3000) } });
    expect(raw.headers.get('content-language')).toBe(LANGUAGES[0]);
  });

  it('keeps every Kazakh letter from the definition to the ballot, the receipt’s candidate and the protocol', async () => {
    const ballot = (await service.get(`${API}/candidates/n012/ballot`)).body;
    expect(JSON.parse(ballot)).toMatchObject({ candidate: { name: { kk: NAME.kk, ru: NAME.ru } } });
    expect(ballot).not.toContain('Nominee');
    expect(ballot).not.toContain('\\u');
    expect((await service.vote(testCitizen(1), 12)).status).toBe(201);
    service.clock.pass(2 * 3_600_000);
    const protocol = await eventually(async () => {
      const answer = await service.get(`${API}/protocol`);
      return answer.status === 200 ? answer.body : undefined;
    });
    expect(protocol).toContain(NAME.kk);
    const csv = (await service.get(`${API}/protocol?format=csv`)).body;
    expect(csv).toContain(NAME.kk);
    expect(csv).toContain('ё Ъ «кавычки» — тире');
  });

  it('lists candidates in all languages their definition has', async () => {
    const { candidates } = JSON.parse((await service.get(`${API}/candidates`)).body) as {
      candidates: { id: string; name: object }[];
    };
    expect(candidates.find(({ id }) => id === 'n012')?.name).toEqual(NAME);
  });
});
