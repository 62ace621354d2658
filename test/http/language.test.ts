import { beforeEach, describe, expect, it } from '@jest/globals';
import { textOf } from '../../src/domain/texts.ts';
import { negotiateLanguage } from '../../src/http/language.ts';
import { request, startHttp, type Harness } from './support.ts';

describe('negotiateLanguage', () => {
  it.each([
    [undefined, 'kk'],
    ['', 'kk'],
    ['de, fr;q=0.9', 'kk'],
    ['*', 'kk'],
    ['ru', 'ru'],
    ['RU-kz', 'ru'],
    ['en-US,en;q=0.9,ru;q=0.8', 'en'],
    ['de, en;q=0.1', 'en'],
    ['ru;q=0.5, en;q=0.7, kk;q=0.6', 'en'],
    ['ru, en', 'ru'],
    ['en;q=0, ru;q=0.1', 'ru'],
    ['en;q=nonsense, ru;q=0.1', 'ru'],
    ['*;q=0.1, ru;q=0.2', 'ru'],
    ['rus', 'kk'],
    [`${'de,'.repeat(30)}ru`, 'kk'],
  ] as const)('of %j is %s', (header, language) => {
    expect(negotiateLanguage(header)).toBe(language);
  });
});

describe('a problem', () => {
  let http: Harness;
  beforeEach(async () => {
    http = await startHttp();
  });

  it.each([
    ['kk-KZ, ru;q=0.5', 'kk'],
    ['ru-RU, en;q=0.5', 'ru'],
    ['en', 'en'],
  ] as const)('is written for %s', async (header, language) => {
    for (const path of ['/api/v1/contests/other', '/log/other/checkpoint']) {
      const answer = await request(`${http.url}${path}`, { headers: { 'accept-language': header } });
      expect(answer.headers.get('content-language')).toBe(language);
      expect(answer.headers.get('vary')).toBe('Accept-Language');
      expect(answer.json).toEqual({
        type: 'urn:dauys:problem:contest-unknown',
        status: 404,
        code: 'contest-unknown',
        ...textOf('contest-unknown', language),
      });
    }
  });
});
