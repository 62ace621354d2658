import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseContestDefinition, type ContestDefinition } from '../../src/domain/contest.ts';
import { fromUtf8, toHex } from '../../src/encoding/bytes.ts';
import { contestTag, definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import { ballotBytes, sha256, testContest } from '../support/ballots.ts';

const contest = testContest('qamqor-demo');
const digestOf = (definition: ContestDefinition): string => toHex(definitionDigest(definition, sha256));
const [first, ...others] = contest.candidates;

describe('definitionDigest', () => {
  it('is SHA-256 over the definition’s members in sorted order, without white space, summaries and media', () => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, member]) => [name, sorted(member)]),
      );
    };
    const candidates = contest.candidates.map(({ summary: _summary, media: _media, ...rest }) => rest);
    const bytes = JSON.stringify(sorted({ ...contest, candidates }));
    expect(digestOf(contest)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('does not depend on a candidate’s summary and media', () => {
    const media = [{ kind: 'video', url: 'https://example.kz/v' }];
    const illustrated = parseContestDefinition({
      ...contest,
      candidates: [{ ...first, summary: { kk: 'Қысқаша', ru: 'Кратко' }, media }, ...others],
    });
    expect(digestOf(illustrated)).toBe(digestOf(contest));
  });

  it('does not depend on the order of members in the file', () => {
    const reversed = Object.fromEntries(Object.entries(contest).reverse());
    expect(digestOf(parseContestDefinition(reversed))).toBe(digestOf(contest));
  });

  it.each<[string, Partial<ContestDefinition>]>([
    ['a title', { title: { ...contest.title, en: 'Another' } }],
    ['the hour of closing', { closesAt: '2027-12-31T00:00:01+05:00' }],
    ['the spelling of the hour of closing', { closesAt: '2027-12-30T19:00:00Z' }],
    ['the origin', { origin: 'vote.example.kz/log/other' }],
    ['the order of candidates', { candidates: [...others, first!] }],
    ['a candidate', { candidates: others }],
    ['a pace that was the default', { publication: { mode: 'live' } }],
  ])('changes with %s', (_, change) => {
    expect(digestOf(parseContestDefinition({ ...contest, ...change }))).not.toBe(digestOf(contest));
  });

  it('gives the contest its tag', () => {
    const digest = definitionDigest(contest, sha256);
    expect(toHex(contestTag(digest))).toBe(toHex(digest).slice(0, 32));
  });
});

describe('encodeBallot', () => {
  it('writes what a citizen signs, byte for byte', () => {
    const small = parseContestDefinition({
      id: 'demo',
      origin: 'vote.example.kz/log/demo',
      title: { kk: 'Байқау', ru: 'Конкурс', en: 'Contest' },
      timezone: 'Asia/Almaty',
      opensAt: '2026-10-01T00:00:00+05:00',
      closesAt: '2026-10-06T00:00:00+05:00',
      publication: { mode: 'live' },
      regions: [{ id: 'abai', name: { kk: 'Абай облысы', ru: 'Абайская область' } }],
      nominations: [{ id: 'project', title: { kk: 'Жоба', ru: 'Проект', en: 'Project' } }],
      candidates: [
        {
          ...{ id: 'n012', number: 12, region: 'abai', nomination: 'project' },
          name: { kk: '№ 12 «номинант»', ru: 'Номинант № 12', en: 'Nominee' },
        },
      ],
    });
    const digest = definitionDigest(small, sha256);
    expect(fromUtf8(encodeBallot(small, small.candidates[0]!, digest))).toBe(
      '{"ballot":"dauys/1","candidate":{"id":"n012","name":{"kk":"№ 12 «номинант»","ru":"Номинант № 12"},"number":12},' +
        `"contest":{"definition":"${toHex(digest)}","id":"demo","title":{"kk":"Байқау","ru":"Конкурс"}},` +
        '"log":"vote.example.kz/log/demo","nomination":{"id":"project","title":{"kk":"Жоба","ru":"Проект"}},' +
        '"statement":{"kk":"Осы қатысушыға бір ғана дауысымды беремін","ru":"Отдаю свой единственный голос за этого участника"}}',
    );
  });

  it('differs for every candidate', () => {
    const ballots = contest.candidates.map(({ number }) => toHex(sha256(ballotBytes(contest, number))));
    expect(new Set(ballots).size).toBe(contest.candidates.length);
  });

  it('stays the same for as long as the definition does', () => {
    expect(ballotBytes(testContest('qamqor-demo'), 12)).toEqual(ballotBytes(contest, 12));
  });

  it('refuses a candidate of no nomination of the contest', async () => {
    const stray = { ...first!, nomination: 'nothing' };
    await expect(() => encodeBallot(contest, stray, sha256(new Uint8Array()))).toRejectWithCode('contest-invalid');
  });
});
