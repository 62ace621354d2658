import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldText, searchable, searchFor } from '../../src/web/search.ts';
import { testContest } from '../support/ballots.ts';

const KAZAKH = 'абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяә';
const LOOKALIKES: Readonly<Record<string, string>> = {
  ә: 'а',
  ғ: 'г',
  қ: 'к',
  ң: 'н',
  ө: 'о',
  ұ: 'у',
  ү: 'у',
  һ: 'х',
  і: 'и',
  ё: 'е',
};
const letters = fc.constantFrom(...Array.from(KAZAKH));
const words = fc.string({ unit: letters, minLength: 1, maxLength: 12 });
const anything = fc.string({ unit: 'binary', maxLength: 40 });

const contest = testContest('qamqor-demo');
const entries = contest.candidates.map(({ number, name, region }) => {
  const place = contest.regions.find(({ id }) => id === region)!.name;
  return searchable(number, [name.kk, name.ru, place.kk, place.ru]);
});
const found = (query: string): readonly number[] => entries.filter(searchFor(query)).map(({ number }) => number);

describe('foldText', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.oneof(anything, words), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });

  it('makes no difference of case, composition and what stands between words', () => {
    fc.assert(
      fc.property(words, words, fc.constantFrom(' ', '  ', '-', ', ', ' – ', '\u00a0', '.'), (one, other, between) => {
        const folded = foldText(`${one} ${other}`);
        expect(foldText(`${one}${between}${other} `.toUpperCase())).toBe(folded);
        expect(foldText(`${one}${between}${other}`.normalize('NFD'))).toBe(folded);
      }),
    );
  });

  it('takes a Kazakh letter and the one it is typed as for the same', () => {
    fc.assert(
      fc.property(words, (word) => {
        const typed = Array.from(word, (letter) => LOOKALIKES[letter] ?? letter).join('');
        expect(foldText(typed)).toBe(foldText(word));
      }),
    );
    expect(foldText('ӘҒҚҢӨҰҮҺІ ё й')).toBe('агкноуухи е и');
  });

  it('leaves different letters apart', () => {
    const apart = Array.from('абвгдежзклмнопрстуфхцчшюя');
    expect(new Set(apart.map(foldText)).size).toBe(apart.length);
  });

  it.each([
    ['Qaragandy', 'Қарағанды'],
    ['Qaraǵandy', 'Қарағанды'],
    ['karaganda', 'Караганда'],
    ['Kyzylorda', 'Қызылорда'],
    ['Qyzylorda', 'Кызылорда'],
    ['Mangystau', 'Маңғыстау'],
    ['Zhambyl', 'Жамбыл'],
    ['Jambyl', 'Жамбыл'],
    ['Jetisu', 'Жетісу'],
    ['Aqtöbe', 'Ақтөбе'],
    ['Shymkent', 'Шымкент'],
    ['Kostanay', 'Қостанай'],
    ['Kostanai', 'Костанай'],
    ['Ulytau', 'Ұлытау'],
    ['Turkistan', 'Түркістан'],
    ['äleumettik', 'әлеуметтік'],
    ['proekt', 'проект'],
  ])('reads %s as %s', (latin, cyrillic) => {
    expect(foldText(latin)).toBe(foldText(cyrillic));
  });
});

describe('searchFor', () => {
  it('finds a number alone, however it is written', () => {
    for (const query of ['12', ' 12 ', '№ 12', '№12', 'N12', 'No. 12', 'no 12', '#12', '012']) {
      expect([query, found(query)]).toEqual([query, [12]]);
    }
    expect(found('130')).toEqual([]);
    expect(found('999999999999')).toEqual([]);
  });

  it('finds every candidate by its own name, in either language', () => {
    const { candidates } = contest;
    for (const { number, name } of candidates) {
      expect(found(name.kk)).toEqual([number]);
      expect(found(name.ru)).toEqual([number]);
    }
  });

  it('finds a word by its beginning, and asks for every word in any order', () => {
    const inRegion = (id: string): readonly number[] =>
      contest.candidates.filter(({ region }) => region === id).map(({ number }) => number);
    expect(found('маңғ')).toEqual(inRegion('mangystau'));
    expect(found('МАНГ')).toEqual(inRegion('mangystau'));
    expect(found('облыс шығыс')).toEqual(inRegion('east-kazakhstan'));
    expect(found('east')).toEqual([]);
    expect(found('аңғы')).toEqual([]);
  });

  it('does not take 12 for the beginning of 120 beside other words', () => {
    expect(found('номинант 12')).toEqual([12]);
  });

  it('finds nobody for signs alone', () => {
    for (const query of ['', '№', '!!!', '<>', '\u0301']) expect(found(query)).toEqual([]);
  });

  it('stands any text', () => {
    fc.assert(
      fc.property(anything, (query) => {
        expect(found(query).length).toBeLessThanOrEqual(entries.length);
      }),
      { numRuns: 50 },
    );
  });
});
