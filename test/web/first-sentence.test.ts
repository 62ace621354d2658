import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstSentence } from '../../src/web/first-sentence.ts';

describe('firstSentence', () => {
  it.each([
    ['Помогает на дому. Учит родственников.', 'Помогает на дому.'],
    ['Үйде көмектеседі! Туыстарын үйретеді.', 'Үйде көмектеседі!'],
    ['Работает в г. Астане с 2015 г. по сей день. Ведёт кружок.', 'Работает в г. Астане с 2015 г. по сей день.'],
    ['Работы А. Б. и других.', 'Работы А. Б. и других.'],
    ['Один отдел', 'Один отдел'],
    ['Проект «Дом». «Свет» – второй.', 'Проект «Дом».'],
  ])('of %s is %s', (text, sentence) => {
    expect(firstSentence(text)).toBe(sentence);
  });

  it('ends a long one after a whole word', () => {
    const text = `${'сөз '.repeat(39)}ұзақсөзінің соңы`;
    expect(firstSentence(text)).toBe(`${'сөз '.repeat(38)}сөз…`);
  });

  it('is how the text begins, and no longer than a card has room for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const sentence = firstSentence(text);
        expect(text.startsWith(sentence.replace(/…$/, ''))).toBe(true);
        expect(Array.from(sentence).length).toBeLessThanOrEqual(161);
      }),
    );
  });
});
