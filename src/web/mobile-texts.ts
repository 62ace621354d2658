import type { Language } from '../domain/texts.ts';

/** What eGov Mobile shows on the phone. */
export interface MobileTexts {
  /** Before the title of the contest. */
  readonly vote: string;
  /** Before the candidate. */
  readonly ballot: string;
  readonly choice: string;
  readonly nomination: string;
  readonly contest: string;
  readonly note: string;
  readonly oneVote: string;
  readonly question: string;
  readonly about: string;
  readonly noVote: string;
  /** For a code that is over, or none of ours. */
  readonly over: string;
}

export const MOBILE_TEXTS: Readonly<Record<Language, MobileTexts>> = {
  kk: {
    vote: 'Дауыс беру',
    ballot: 'Бюллетень',
    choice: 'Сіздің таңдауыңыз',
    nomination: 'Номинация',
    contest: 'Байқау',
    note: 'Есте сақтаңыз',
    oneVote: 'Бір ғана дауыс беріледі, оны өзгертуге болмайды',
    question: 'Менің дауысым журналда бар ма?',
    about: 'Сұрау',
    noVote: 'Бұл – дауыс беру емес, өзіңіз туралы сұрау',
    over: 'Бұл кодтың мерзімі өтті. Сайттан жаңа код алыңыз.',
  },
  ru: {
    vote: 'Голосование',
    ballot: 'Бюллетень',
    choice: 'Ваш выбор',
    nomination: 'Номинация',
    contest: 'Конкурс',
    note: 'Помните',
    oneVote: 'Голос только один, изменить его нельзя',
    question: 'Есть ли мой голос в журнале?',
    about: 'Запрос',
    noVote: 'Это не голосование, а запрос о себе',
    over: 'Срок действия этого кода истёк. Получите на сайте новый код.',
  },
  en: {
    vote: 'Vote',
    ballot: 'Ballot',
    choice: 'Your choice',
    nomination: 'Nomination',
    contest: 'Contest',
    note: 'Remember',
    oneVote: 'You have one vote, and it cannot be changed',
    question: 'Is my vote in the log?',
    about: 'Question',
    noVote: 'This is not a vote but a question about yourself',
    over: 'This code is over. Get a new one on the site.',
  },
};
