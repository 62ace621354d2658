import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { PluralForms } from '../wording.ts';

interface HomeTexts {
  readonly contests: string;
  readonly noContests: string;
  readonly states: Readonly<Record<ContestState, string>>;
  readonly opens: string;
  readonly closes: string;
  readonly daysLeft: PluralForms;
  readonly lastDay: string;
  readonly daysBefore: PluralForms;
  readonly ballots: PluralForms;
  readonly oneVote: string;
  readonly oneVoteDetail: string;
  readonly choose: string;
  readonly results: string;
  readonly howTitle: string;
  readonly how: readonly (readonly [string, string])[];
  readonly nominations: string;
  readonly candidates: PluralForms;
  readonly need: string;
  readonly needDetail: string;
  readonly protection: string;
}

/** The start page and the first page of a contest. */
export const HOME_TEXTS: Readonly<Record<Language, HomeTexts>> = {
  kk: {
    contests: 'Байқаулар',
    noContests: 'Қазір байқау жоқ.',
    states: {
      before: 'Дауыс беру әлі басталған жоқ',
      open: 'Дауыс беру жүріп жатыр',
      closing: 'Дауыс беру аяқталды, нәтиже есептелуде',
      closed: 'Дауыс беру аяқталды',
    },
    opens: 'Басталуы',
    closes: 'Аяқталуы',
    daysLeft: { other: 'күн қалды' },
    lastDay: 'Бүгін – соңғы күн',
    daysBefore: { other: 'күннен кейін басталады' },
    ballots: { other: 'дауыс қабылданды' },
    oneVote: 'Бір адам – бір дауыс',
    oneVoteDetail:
      'Бүкіл байқауда тек бір қатысушыға, тек бір рет дауыс бере аласыз. Қол қойылғаннан кейін таңдауды өзгертуге болмайды.',
    choose: 'Қатысушыны таңдау',
    results: 'Нәтижелерді көру',
    howTitle: 'Қалай дауыс беруге болады',
    how: [
      ['Қатысушыны таңдаңыз', 'Қатысушылардың еңбегі мен жобасы туралы оқып, таңдаңыз.'],
      ['ЭЦҚ-мен қол қойыңыз', 'NCALayer, eGov Mobile немесе дайын қолтаңба файлы арқылы.'],
      ['Түбіртекті сақтаңыз', 'Түбіртек бойынша дауысыңыздың есепке алынғанын кез келген уақытта тексере аласыз.'],
    ],
    nominations: 'Номинациялар',
    candidates: { other: 'қатысушы' },
    need: 'Не қажет',
    needDetail: 'ҚР ҰКО жеке тұлғаға берген жарамды ЭЦҚ кілті. Ұйымның кілтімен дауыс беруге болмайды.',
    protection: 'Дауыстың қалай қорғалатынын білу',
  },
  ru: {
    contests: 'Конкурсы',
    noContests: 'Сейчас конкурсов нет.',
    states: {
      before: 'Голосование ещё не началось',
      open: 'Голосование идёт',
      closing: 'Голосование завершено, подводится итог',
      closed: 'Голосование завершено',
    },
    opens: 'Начало',
    closes: 'Окончание',
    daysLeft: { one: 'день до конца', few: 'дня до конца', many: 'дней до конца', other: 'дня до конца' },
    lastDay: 'Сегодня последний день',
    daysBefore: { one: 'день до начала', few: 'дня до начала', many: 'дней до начала', other: 'дня до начала' },
    ballots: { one: 'голос принят', few: 'голоса принято', many: 'голосов принято', other: 'голоса принято' },
    oneVote: 'Один человек – один голос',
    oneVoteDetail:
      'Отдать голос можно только один раз и только за одного участника на весь конкурс. После подписания изменить выбор нельзя.',
    choose: 'Выбрать участника',
    results: 'Посмотреть результаты',
    howTitle: 'Как проголосовать',
    how: [
      ['Выберите участника', 'Прочитайте о работе и проектах участников и сделайте выбор.'],
      ['Подпишите ЭЦП', 'Через NCALayer, eGov Mobile или готовым файлом подписи.'],
      ['Сохраните квитанцию', 'По ней в любой момент можно проверить, что ваш голос учтён.'],
    ],
    nominations: 'Номинации',
    candidates: { one: 'участник', few: 'участника', many: 'участников', other: 'участника' },
    need: 'Что понадобится',
    needDetail: 'Действующий ключ ЭЦП физического лица, выданный НУЦ РК. Ключом организации голосовать нельзя.',
    protection: 'Узнать, как защищён голос',
  },
  en: {
    contests: 'Contests',
    noContests: 'There is no contest now.',
    states: {
      before: 'Voting has not begun',
      open: 'Voting is open',
      closing: 'Voting is over, the result is being drawn up',
      closed: 'Voting is over',
    },
    opens: 'Opens',
    closes: 'Closes',
    daysLeft: { one: 'day left', other: 'days left' },
    lastDay: 'Today is the last day',
    daysBefore: { one: 'day until it opens', other: 'days until it opens' },
    ballots: { one: 'ballot taken', other: 'ballots taken' },
    oneVote: 'One person, one vote',
    oneVoteDetail: 'You can vote once, and for one candidate in the whole contest. A signed vote cannot be changed.',
    choose: 'Choose a candidate',
    results: 'See the results',
    howTitle: 'How to vote',
    how: [
      ['Choose a candidate', 'Read about the work and projects of the candidates.'],
      ['Sign with ЭЦП', 'With NCALayer, eGov Mobile, or a signature file made elsewhere.'],
      ['Keep the receipt', 'With it you can check at any time that your ballot is counted.'],
    ],
    nominations: 'Nominations',
    candidates: { one: 'candidate', other: 'candidates' },
    need: 'What you need',
    needDetail: 'A valid ЭЦП key issued to you as an individual by НУЦ РК. An organisation’s key cannot vote.',
    protection: 'How a vote is protected',
  },
};
