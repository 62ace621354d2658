import type { Language } from '../domain/texts.ts';

interface LayoutTexts {
  readonly language: string;
  readonly service: string;
  readonly skip: string;
  readonly languages: string;
  readonly sections: string;
  readonly contest: string;
  readonly candidates: string;
  readonly results: string;
  readonly check: string;
  readonly protection: string;
  readonly help: string;
  readonly audit: string;
  readonly status: string;
  readonly accessibility: string;
  readonly privacy: string;
  readonly commission: string;
  readonly auditors: string;
  readonly about: string;
}

/** Words of every page: header, navigation, footer. */
export const LAYOUT_TEXTS: Readonly<Record<Language, LayoutTexts>> = {
  kk: {
    language: 'Қазақша',
    service: 'ЭЦҚ арқылы дауыс беру сервисі',
    skip: 'Негізгі мазмұнға өту',
    languages: 'Тілді таңдау',
    sections: 'Бөлімдер',
    contest: 'Байқау',
    candidates: 'Қатысушылар',
    results: 'Нәтижелер',
    check: 'Дауысымды тексеру',
    protection: 'Дауыс қалай қорғалады',
    help: 'Көмек',
    audit: 'Аудит',
    status: 'Сервистің күйі',
    accessibility: 'Қолжетімділік',
    privacy: 'Дербес деректер',
    commission: 'Комиссияға',
    auditors: 'Аудиторларға',
    about: 'Dauys – әр дауысты кез келген адам тексере алатын ашық дауыс беру сервисі.',
  },
  ru: {
    language: 'Русский',
    service: 'Голосование с электронной цифровой подписью',
    skip: 'Перейти к основному содержанию',
    languages: 'Выбор языка',
    sections: 'Разделы',
    contest: 'Конкурс',
    candidates: 'Участники',
    results: 'Результаты',
    check: 'Проверить мой голос',
    protection: 'Как защищён голос',
    help: 'Помощь',
    audit: 'Аудит',
    status: 'Состояние сервиса',
    accessibility: 'Доступность',
    privacy: 'Персональные данные',
    commission: 'Комиссии',
    auditors: 'Аудиторам',
    about: 'Dauys – открытое голосование, в котором каждый голос может проверить любой человек.',
  },
  en: {
    language: 'English',
    service: 'Voting with the state digital signature',
    skip: 'Skip to main content',
    languages: 'Language',
    sections: 'Sections',
    contest: 'Contest',
    candidates: 'Candidates',
    results: 'Results',
    check: 'Check my ballot',
    protection: 'How a vote is protected',
    help: 'Help',
    audit: 'Audit',
    status: 'Service status',
    accessibility: 'Accessibility',
    privacy: 'Personal data',
    commission: 'Commission',
    auditors: 'Auditors',
    about: 'Dauys is an open vote: every ballot in it can be checked by anyone.',
  },
};
