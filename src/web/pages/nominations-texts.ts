import type { Language } from '../../domain/texts.ts';
import type { PluralForms } from '../wording.ts';

interface NominationsTexts {
  readonly title: string;
  readonly lead: string;
  readonly oneVote: string;
  readonly candidates: PluralForms;
  readonly regions: PluralForms;
  /** Both already counted. */
  readonly from: (candidates: string, regions: string) => string;
  readonly all: string;
}

/** The nominations of a contest. */
export const NOMINATIONS_TEXTS: Readonly<Record<Language, NominationsTexts>> = {
  kk: {
    title: 'Номинациялар',
    lead: 'Номинацияны таңдап, оның қатысушыларымен танысыңыз.',
    oneVote:
      'Дауыс бүкіл байқауға біреу: әр номинацияда жеке дауыс берілмейді. Қай номинациядан болса да бір ғана қатысушыны таңдайсыз.',
    candidates: { other: 'қатысушы' },
    regions: { other: 'өңірден' },
    from: (candidates, regions) => `${regions} ${candidates}`,
    all: 'Барлық қатысушыны көру',
  },
  ru: {
    title: 'Номинации',
    lead: 'Выберите номинацию и познакомьтесь с её участниками.',
    oneVote:
      'Голос один на весь конкурс, а не по одному в каждой номинации: вы выбираете одного участника из любой номинации.',
    candidates: { one: 'участник', few: 'участника', many: 'участников', other: 'участника' },
    regions: { one: 'региона', few: 'регионов', many: 'регионов', other: 'региона' },
    from: (candidates, regions) => `${candidates} из ${regions}`,
    all: 'Показать всех участников',
  },
  en: {
    title: 'Nominations',
    lead: 'Choose a nomination and read about its candidates.',
    oneVote:
      'There is one vote for the whole contest, not one in each nomination: you choose one candidate of any nomination.',
    candidates: { one: 'candidate', other: 'candidates' },
    regions: { one: 'region', other: 'regions' },
    from: (candidates, regions) => `${candidates} from ${regions}`,
    all: 'Show all candidates',
  },
};
