import { describe, expect, it } from '@jest/globals';
import { parseContestDefinition, publicationPace } from '../../src/domain/contest.ts';
import { testContest } from '../support/ballots.ts';

const demo = testContest('qamqor-demo');
const count = <T>(items: readonly T[], key: (item: T) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
};
const [first, second] = demo.candidates;

describe('the demonstration contest', () => {
  it('has the shape of the 2025 contest', () => {
    expect(demo.regions).toHaveLength(20);
    expect(demo.candidates.map((c) => c.number)).toEqual(Array.from({ length: 129 }, (_, i) => i + 1));
    const byNomination = count(demo.candidates, (c) => c.nomination);
    expect(byNomination.size).toBe(7);
    expect(Object.fromEntries(byNomination)).toMatchObject({
      'special-services-centre': 20,
      'social-inspector': 17,
      'social-pedagogue': 19,
      'social-project': 19,
    });
    const inAllSeven = [...count(demo.candidates, (c) => c.region).values()].filter((n) => n === 7);
    expect(inAllSeven).toHaveLength(13);
    expect(new Set(demo.candidates.map((c) => `${c.region} ${c.nomination}`)).size).toBe(129);
  });

  it('names its candidates by number and region alone', () => {
    for (const candidate of demo.candidates) {
      const region = demo.regions.find((r) => r.id === candidate.region)!;
      expect(candidate.name.ru).toBe(`Номинант № ${candidate.number}, ${region.name.ru}`);
      expect(candidate.name.kk).toBe(`№ ${candidate.number} номинант, ${region.name.kk}`);
    }
  });
});

describe('the regional contest', () => {
  it('has nominations of its own and publishes after closing', () => {
    const regional = testContest('regional-demo');
    expect(regional.publication.mode).toBe('afterClose');
    const ours = new Set(demo.nominations.map((n) => n.id));
    expect(regional.nominations.some((n) => ours.has(n.id))).toBe(false);
  });
});

describe('parseContestDefinition', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an unknown key', { extra: 1 }],
    ['an unknown key of a candidate', { candidates: [{ ...first, extra: 1 }] }],
    ['an id with a capital', { id: 'Qamqor' }],
    ['an id of a path', { id: '../etc' }],
    ['an origin with a space', { origin: 'vote example' }],
    ['an origin with a plus sign', { origin: 'vote+example' }],
    ['a title with a line break', { title: { kk: 'a\nb', ru: 'a' } }],
    ['a title out of NFC', { title: { kk: 'и\u0306', ru: 'a' } }],
    ['a title with a lone surrogate', { title: { kk: '\ud800', ru: 'a' } }],
    ['a title without Kazakh', { title: { ru: 'a' } }],
    ['a time zone nobody knows', { timezone: 'Asia/Nowhere' }],
    ['an instant without an offset', { opensAt: '2026-10-01T00:00:00' }],
    ['an instant without seconds', { opensAt: '2026-10-01T00:00+05:00' }],
    ['an instant that is no day', { opensAt: '2026-02-30T00:00:00+05:00' }],
    ['an offset that no clock has', { opensAt: '2026-10-01T00:00:00+25:00' }],
    ['closing at the opening', { closesAt: demo.opensAt }],
    ['closing before the opening', { closesAt: '2026-09-30T23:59:59+05:00' }],
    ['no candidate', { candidates: [] }],
    ['candidate number 0', { candidates: [{ ...first, number: 0 }] }],
    ['candidate number 65535', { candidates: [{ ...first, number: 65_535 }] }],
    ['half a candidate number', { candidates: [{ ...first, number: 1.5 }] }],
    ['one number twice', { candidates: [first, { ...second, number: first!.number }] }],
    ['one candidate id twice', { candidates: [first, { ...second, id: first!.id }] }],
    ['a candidate of no region', { candidates: [{ ...first, region: 'nowhere' }] }],
    ['a candidate of no nomination', { candidates: [{ ...first, nomination: 'nothing' }] }],
    ['one region twice', { regions: [...demo.regions, demo.regions[0]] }],
    ['one nomination twice', { nominations: [...demo.nominations, demo.nominations[0]] }],
    ['another publication mode', { publication: { mode: 'never' } }],
    ['media that run script', { candidates: [{ ...first, media: [{ kind: 'video', url: 'javascript:alert(1)' }] }] }],
  ])('refuses %s', async (_, change) => {
    await expect(() => parseContestDefinition({ ...demo, ...change })).toRejectWithCode('contest-invalid');
  });

  it.each([null, [], 'text', 1])('refuses %j', async (json) => {
    await expect(() => parseContestDefinition(json)).toRejectWithCode('contest-invalid');
  });

  it('names a fault by its path and never by its value', () => {
    const secret = 'ИИН 000000000001';
    expect(() => parseContestDefinition({ ...demo, id: secret })).toThrow(/^id: (?!.*000000000001)/);
  });

  it('keeps instants as they are written', () => {
    expect(parseContestDefinition({ ...demo, opensAt: '2026-09-30T19:00:00Z' }).opensAt).toBe('2026-09-30T19:00:00Z');
  });
});

describe('publicationPace', () => {
  it('is every ten seconds and every ballot unless the definition says otherwise', () => {
    const pace = (publication: object): unknown =>
      publicationPace(parseContestDefinition({ ...demo, publication: { mode: 'live', ...publication } }));
    expect(pace({})).toEqual({ everySeconds: 10, minNewBallots: 1 });
    expect(pace({ everySeconds: 60, minNewBallots: 5 })).toEqual({ everySeconds: 60, minNewBallots: 5 });
  });
});
