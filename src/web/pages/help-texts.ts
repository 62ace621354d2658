import type { RefusalCode } from '../../domain/errors.ts';
import type { Language } from '../../domain/texts.ts';
import type { Chapter } from '../reading.tsx';
import { HELP_ANSWERS_EN } from './help-answers-en.ts';
import { HELP_ANSWERS_KK } from './help-answers-kk.ts';
import { HELP_ANSWERS_RU } from './help-answers-ru.ts';
import { HELP_STEPS_EN } from './help-steps-en.ts';
import { HELP_STEPS_KK } from './help-steps-kk.ts';
import { HELP_STEPS_RU } from './help-steps-ru.ts';

export interface HelpTexts {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly contents: string;
  readonly answersTitle: string;
  readonly answers: readonly Chapter[];
  readonly codesTitle: string;
  readonly codesLead: string;
  readonly code: string;
  readonly steps: Readonly<Record<RefusalCode, readonly string[]>>;
}

export const HELP_TEXTS: Readonly<Record<Language, HelpTexts>> = {
  kk: {
    title: 'Көмек',
    description: 'Дауыс беру туралы сұрақтар мен жауаптар, барлық қате коды және не істеу керектігі.',
    lead: 'Керегін тез табу үшін браузердің бет ішінен іздеуін пайдаланыңыз: Ctrl+F, телефонда – «Беттен табу».',
    contents: 'Бұл бетте',
    answersTitle: 'Сұрақтар мен жауаптар',
    answers: HELP_ANSWERS_KK,
    codesTitle: 'Қате кодтары',
    codesLead: 'Қате шыққанда оның коды көрсетіледі. Төменде әр кодтың мәні мен не істеу керектігі жазылған.',
    code: 'Қате коды',
    steps: HELP_STEPS_KK,
  },
  ru: {
    title: 'Помощь',
    description: 'Вопросы и ответы о голосовании, все коды ошибок и что при них делать.',
    lead: 'Чтобы быстро найти нужное, ищите по странице средствами браузера: Ctrl+F, на телефоне – «Найти на странице».',
    contents: 'На этой странице',
    answersTitle: 'Вопросы и ответы',
    answers: HELP_ANSWERS_RU,
    codesTitle: 'Коды ошибок',
    codesLead: 'Вместе с ошибкой показывается её код. Здесь сказано, что значит каждый код и что делать.',
    code: 'Код ошибки',
    steps: HELP_STEPS_RU,
  },
  en: {
    title: 'Help',
    description: 'Questions and answers about voting, every error code and what to do about it.',
    lead: 'To find something quickly, search this page with your browser: Ctrl+F, on a phone “Find in page”.',
    contents: 'On this page',
    answersTitle: 'Questions and answers',
    answers: HELP_ANSWERS_EN,
    codesTitle: 'Error codes',
    codesLead: 'Every error shows its code. Here is what each code means, and what to do.',
    code: 'Error code',
    steps: HELP_STEPS_EN,
  },
};
