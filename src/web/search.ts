/** Latin as Kazakh and Russian are written with it, longest first. */
const LATIN: readonly (readonly [string, string])[] = [
  ['shch', 'ш'],
  ['sch', 'ш'],
  ['sh', 'ш'],
  ['ch', 'ч'],
  ['kh', 'х'],
  ['zh', 'ж'],
  ['gh', 'г'],
  ['ts', 'ц'],
  ['ya', 'я'],
  ['yu', 'ю'],
  ['yo', 'е'],
  ['ye', 'е'],
  ...Array.from('abcdefghijklmnopqrstuvwxyz', (latin, i) => [latin, 'абцдефгхижклмнопкрстуввхиз'.charAt(i)] as const),
];
const CYRILLIC = new Map(LATIN);
const LATIN_SOUNDS = new RegExp(LATIN.map(([latin]) => latin).join('|'), 'g');

/** Letters that a keyboard without Kazakh, a hurry or a transliteration writes as one and the same. */
const SAME_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ә: 'а',
    ғ: 'г',
    қ: 'к',
    ң: 'н',
    ө: 'о',
    ұ: 'у',
    ү: 'у',
    һ: 'х',
    і: 'и',
    ы: 'и',
    э: 'е',
    щ: 'ш',
    ь: '',
    ъ: '',
    // Dotless i of the Kazakh Latin alphabet.
    ı: 'и',
  }),
);

/**
 * A text as search compares it: words of plain Cyrillic letters and digits between single spaces. Case, marks above and
 * below (й → и, ё → е), Kazakh letters and Latin spelling make no difference.
 */
export function foldText(text: string): string {
  const letters = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
  const cyrillic = letters.replace(LATIN_SOUNDS, (latin) => CYRILLIC.get(latin) ?? latin);
  const same = Array.from(cyrillic, (letter) => SAME_LETTERS.get(letter) ?? letter).join('');
  return same
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ');
}

/** What of a candidate can be found. */
export interface Searchable {
  readonly number: number;
  /** Folded, with a space at either end. */
  readonly words: string;
}

export function searchable(number: number, texts: readonly string[]): Searchable {
  return { number, words: ` ${foldText([`${number}`, ...texts].join(' '))} ` };
}

/** True for what a search asks for. */
export type Search = (candidate: Searchable) => boolean;

/** A number, with or without «№», finds its candidate alone; else every word asked for begins one of the candidate's. */
export function searchFor(query: string): Search {
  const [, digits] = /^\s*(?:№|n[o°]?\.?|#)?\s*(\d{1,9})\s*$/i.exec(query) ?? [];
  if (digits !== undefined) return ({ number }) => number === Number(digits);
  const words = foldText(query).split(' ').filter(Boolean);
  // Inside other words a number is a whole one: 12 does not ask for 120.
  const needles = words.map((word) => (/^\p{N}+$/u.test(word) ? ` ${word} ` : ` ${word}`));
  return (candidate) => needles.length > 0 && needles.every((needle) => candidate.words.includes(needle));
}
