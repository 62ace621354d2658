import type { Language } from '../../domain/texts.ts';
import type { PluralForms } from '../wording.ts';

interface CandidatesTexts {
  readonly title: string;
  readonly order: string;
  readonly candidates: PluralForms;
  /** How many were found, already with their noun, of how many. */
  readonly found: (some: string, all: string) => string;
  readonly filter: string;
  readonly nomination: string;
  readonly everyNomination: string;
  readonly region: string;
  readonly everyRegion: string;
  readonly search: string;
  readonly searchHint: string;
  readonly show: string;
  readonly chosen: string;
  readonly remove: string;
  readonly clear: string;
  readonly nobody: string;
  readonly nobodyDetail: string;
  readonly pages: string;
  readonly page: (page: number, pages: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly nominations: string;
}

/** The gallery of candidates. */
export const CANDIDATES_TEXTS: Readonly<Record<Language, CandidatesTexts>> = {
  kk: {
    title: 'Қатысушылар',
    order:
      'Қатысушылардың реті әр келушіге кездейсоқ таңдалады, сондықтан тізімдегі орын ешкімге артықшылық бермейді. Сізге көрінетін рет өзгермейді.',
    candidates: { other: 'қатысушы' },
    found: (some, all) => `Табылғаны: ${some} (барлығы – ${all})`,
    filter: 'Қатысушыны іздеу',
    nomination: 'Номинация',
    everyNomination: 'Барлық номинация',
    region: 'Өңір',
    everyRegion: 'Барлық өңір',
    search: 'Іздеу',
    searchHint: 'Аты, нөмірі немесе сөз: 12, жоба',
    show: 'Табу',
    chosen: 'Қолданылған сүзгілер',
    remove: 'сүзгіні алып тастау',
    clear: 'Бәрін тазалау',
    nobody: 'Мұндай қатысушы табылмады',
    nobodyDetail: 'Сөздің жазылуын тексеріңіз, тек басын жазып көріңіз немесе сүзгілердің бірін алып тастаңыз.',
    pages: 'Тізім беттері',
    page: (page, pages) => `${pages} беттің ${page}-беті`,
    previous: 'Алдыңғы',
    next: 'Келесі',
    nominations: 'Номинациялар туралы',
  },
  ru: {
    title: 'Участники',
    order:
      'Порядок участников выбран для каждого посетителя случайно, чтобы место в списке никому не давало преимущества. Для вас он не меняется.',
    candidates: { one: 'участник', few: 'участника', many: 'участников', other: 'участника' },
    found: (some, all) => `Найдено: ${some} из ${all}`,
    filter: 'Поиск участника',
    nomination: 'Номинация',
    everyNomination: 'Все номинации',
    region: 'Регион',
    everyRegion: 'Все регионы',
    search: 'Поиск',
    searchHint: 'Имя, номер или слово: 12, проект',
    show: 'Найти',
    chosen: 'Выбранные фильтры',
    remove: 'убрать фильтр',
    clear: 'Сбросить всё',
    nobody: 'Таких участников нет',
    nobodyDetail: 'Проверьте, нет ли опечатки, введите только начало слова или уберите один из фильтров.',
    pages: 'Страницы списка',
    page: (page, pages) => `Страница ${page} из ${pages}`,
    previous: 'Предыдущая',
    next: 'Следующая',
    nominations: 'О номинациях',
  },
  en: {
    title: 'Candidates',
    order:
      'The order of candidates is chosen at random for each visitor, so that nobody gains from a place in the list. For you it stays the same.',
    candidates: { one: 'candidate', other: 'candidates' },
    found: (some, all) => `Found: ${some} of ${all}`,
    filter: 'Find a candidate',
    nomination: 'Nomination',
    everyNomination: 'All nominations',
    region: 'Region',
    everyRegion: 'All regions',
    search: 'Search',
    searchHint: 'Name, number or word: 12, project',
    show: 'Find',
    chosen: 'Filters in use',
    remove: 'remove this filter',
    clear: 'Clear all',
    nobody: 'There are no such candidates',
    nobodyDetail: 'Check the spelling, type only the beginning of a word, or remove one of the filters.',
    pages: 'Pages of the list',
    page: (page, pages) => `Page ${page} of ${pages}`,
    previous: 'Previous',
    next: 'Next',
    nominations: 'About the nominations',
  },
};
