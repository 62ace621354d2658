import { describe, expect, it } from '@jest/globals';
import { OPERATOR_CODES, REFUSAL_CODES } from '../../src/domain/errors.ts';
import { textOf, LANGUAGES } from '../../src/domain/texts.ts';

const CODES = [...REFUSAL_CODES, ...OPERATOR_CODES];

describe('textOf', () => {
  it.each(LANGUAGES)('has a title and a next step for every code in %s', (language) => {
    for (const code of CODES) {
      const { title, detail } = textOf(code, language);
      expect([code, title.length]).toEqual([code, expect.any(Number)]);
      expect(title).toMatch(/^\S.*[^\s.]$/u);
      expect(detail).toMatch(/^\S.*\.$/u);
      expect(title).toBe(title.normalize('NFC'));
    }
  });

  it('says something else in every language and for every code', () => {
    for (const language of LANGUAGES) {
      expect(new Set(CODES.map((code) => textOf(code, language).title)).size).toBe(CODES.length);
    }
    for (const code of CODES) {
      expect(new Set(LANGUAGES.map((language) => textOf(code, language).detail)).size).toBe(LANGUAGES.length);
    }
  });

  it('is written in the script of its language, Kazakh with its own letters', () => {
    const all = (language: 'kk' | 'ru' | 'en'): string[] =>
      CODES.map((code) => Object.values(textOf(code, language)).join(' '));
    for (const text of all('kk')) expect(text).toMatch(/[әғқңөұүһі]/iu);
    for (const text of all('ru')) expect(text).not.toMatch(/[әғқңөұүһі]/iu);
    for (const text of all('en')) expect(text).not.toMatch(/\p{Script=Cyrillic}/u);
  });

  it('carries no digits that could be a personal number', () => {
    for (const language of LANGUAGES) {
      for (const code of CODES) expect(JSON.stringify(textOf(code, language))).not.toMatch(/\d{6}/);
    }
  });
});
