import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PublishedTally } from '../../src/tally/view.ts';
import { request, startHttp, type Harness } from './support.ts';

const LIVE: PublishedTally = {
  contest: 'demo',
  state: 'live',
  size: 1301,
  ballots: 1300,
  annulled: 0,
  publishedAt: '2026-01-10T11:59:00.000Z',
  nominations: [{ id: 'care', ballots: 1300, candidates: [{ id: 'abai-12', number: 12, ballots: 1300 }] }],
};

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});
const results = async (language = 'kk'): Promise<string> =>
  (await request(`${http.url}/${language}/contests/demo/results`)).text;

describe('the page of results', () => {
  it('tells nothing but turnout under embargo, and why', async () => {
    const page = await results('ru');
    expect(page).toContain('промежуточный счёт не должен влиять на выбор');
    expect(page).not.toContain('data-candidate');
    expect(page).toContain('10 января 2026');
    expect(page).toMatch(/data-day="2026-01-10".*?data-ballots[^>]*>5</);
    expect(page).toMatch(/data-day="2026-01-19".*?data-ballots[^>]*>–</);
    expect(page).not.toContain('data-day="2026-01-20"');
  });

  it('shows numbers, shares and bars, and what they cover', async () => {
    http.publish(LIVE);
    const page = await results();
    expect(page).toMatch(/data-total[^>]*>1\u00a0300</);
    expect(page).toMatch(/data-size[^>]*>1\u00a0301</);
    expect(page).toContain('2026 ж. 10 қаңтар, 16:59');
    expect(page).toMatch(/data-candidate="abai-12".*?<rect width="100%".*?>1\u00a0300<.*?>100,0\u00a0%</);
    expect(page).not.toContain('/protocol?format=csv');
  });

  it('counts what was annulled apart', async () => {
    http.publish({ ...LIVE, annulled: 2 });
    expect(await results('en')).toMatch(/annulled by decision<\/dt><dd>2</);
  });

  it('leads to protocol, table and checkpoint once the result is final', async () => {
    http.deps.contests = { ...http.deps.contests, state: () => 'closed' };
    http.publish({ ...LIVE, state: 'final' });
    expect(await results('en')).toContain('The final protocol is being drawn up.');
    http.deps.protocol = async () => ({ protocol: '{}', proof: '', csv: '', sha256: 'cd'.repeat(32) });
    const page = await results('en');
    for (const href of ['protocol?format=json', 'protocol?format=csv']) {
      expect(page).toContain(`href="/api/v1/contests/demo/${href}"`);
    }
    expect(page).toContain('href="/log/demo/checkpoint"');
  });

  it('is rendered anew when anything on it changes', async () => {
    const [before, again] = [await results(), await results()];
    expect(again).toBe(before);
    http.clock.wallMs += 2 * 86_400_000;
    const later = await results();
    expect(later).not.toBe(before);
    http.publish(LIVE);
    expect(await results()).not.toBe(later);
  });
});

describe('turnout', () => {
  it('is public, under embargo too', async () => {
    const answer = await request(`${http.url}/api/v1/contests/demo/turnout`);
    expect(answer.json).toMatchObject({ contest: 'demo', ballots: 7, days: [{ ballots: 5 }, { ballots: 2 }] });
    expect((await request(`${http.url}/api/v1/contests/none/turnout`)).status).toBe(404);
  });
});
