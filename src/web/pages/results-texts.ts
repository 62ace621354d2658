import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';

export interface ResultsTexts {
  readonly title: string;
  readonly description: string;
  readonly states: Readonly<Record<'live' | 'final' | 'embargoed', string>>;
  /** Why there are no counts yet. */
  readonly embargo: Readonly<Record<ContestState, string>>;
  readonly embargoReason: string;
  readonly total: string;
  readonly annulled: string;
  readonly asOf: string;
  readonly covers: string;
  readonly notYet: string;
  readonly refresh: string;
  readonly live: string;
  readonly lost: string;
  readonly changed: string;
  readonly show: string;
  /** `{n}` stands for the number. */
  readonly summary: string;
  readonly contents: string;
  readonly candidate: string;
  readonly ballots: string;
  readonly share: string;
  readonly inAll: string;
  readonly turnout: string;
  readonly turnoutDetail: string;
  readonly noTurnout: string;
  readonly day: string;
  readonly final: string;
  readonly finalDetail: string;
  readonly protocol: string;
  readonly csv: string;
  readonly checkpoint: string;
  readonly noProtocol: string;
  readonly audit: string;
}

export const RESULTS_TEXTS: Readonly<Record<Language, ResultsTexts>> = {
  kk: {
    title: 'Нәтижелер',
    description: 'Дауыс беру нәтижелері: әр номинация бойынша дауыс саны, үлесі және күн сайынғы белсенділік.',
    states: {
      live: 'Алдын ала нәтиже',
      final: 'Қорытынды нәтиже',
      embargoed: 'Нәтиже дауыс беру жабылғаннан кейін жарияланады',
    },
    embargo: {
      before: 'Дауыс беру әлі басталған жоқ.',
      open: 'Дауыс беру жүріп жатыр. Кімге қанша дауыс берілгені әзірге ешкімге көрсетілмейді.',
      closing: 'Дауыс беру аяқталды, қорытынды есептелуде.',
      closed: 'Дауыс беру жабылды, қорытынды есептелуде.',
    },
    embargoReason:
      'Бұл – осы байқаудың ережесі: аралық есеп кейін дауыс беретін адамның таңдауына әсер етпеуге тиіс. Дауыс беру жабылған соң нәтиже осы бетте автоматты түрде жарияланады және оны кез келген адам қайта санап шыға алады.',
    total: 'Барлық дауыс',
    annulled: 'Оның ішінде шешіммен жарамсыз деп танылғаны',
    asOf: 'Есептелген уақыты',
    covers: 'Қамтылған журнал жазбалары',
    notYet: 'Әлі бірде-бір дауыс есептелген жоқ.',
    refresh: 'Бетті жаңарту',
    live: 'Сандар өздігінен жаңарып тұр.',
    lost: 'Байланыс үзілді. Қайта қосылуда; қазір көрініп тұрғаны – соңғы алынған сандар.',
    changed: 'Жаңа мәлімет жарияланды.',
    show: 'Көрсету',
    summary: 'Барлық дауыс саны: {n}',
    contents: 'Номинациялар',
    candidate: 'Қатысушы',
    ballots: 'Дауыс',
    share: 'Үлесі',
    inAll: 'Барлығы',
    turnout: 'Күн сайынғы белсенділік',
    turnoutDetail: 'Әр күні қабылданған бюллетеньдер саны. Күндер байқаудың уақыт белдеуі бойынша саналады:',
    noTurnout: 'Әлі бірде-бір бюллетень қабылданған жоқ.',
    day: 'Күні',
    final: 'Дауыс беру жабылды',
    finalDetail: 'Төмендегі сандар өзгермейді. Оларды журналдан кез келген адам қайта санай алады.',
    protocol: 'Қорытынды хаттама (JSON)',
    csv: 'Қорытынды кесте (CSV)',
    checkpoint: 'Журналдың бақылау нүктесі',
    noProtocol: 'Қорытынды хаттама дайындалуда.',
    audit: 'Нәтижені өзіңіз тексеріңіз',
  },
  ru: {
    title: 'Результаты',
    description: 'Результаты голосования: число и доля голосов по каждой номинации, активность по дням.',
    states: {
      live: 'Предварительный результат',
      final: 'Окончательный результат',
      embargoed: 'Результат публикуется после закрытия голосования',
    },
    embargo: {
      before: 'Голосование ещё не началось.',
      open: 'Голосование идёт. Кому сколько голосов отдано, пока не показывается никому.',
      closing: 'Голосование завершено, подводится итог.',
      closed: 'Голосование закрыто, подводится итог.',
    },
    embargoReason:
      'Таково правило этого конкурса: промежуточный счёт не должен влиять на выбор тех, кто голосует позже. После закрытия результат появится на этой странице автоматически, и любой человек сможет его пересчитать.',
    total: 'Всего голосов',
    annulled: 'Из них признано недействительными по решению',
    asOf: 'Подсчитано',
    covers: 'Учтено записей журнала',
    notYet: 'Пока не подсчитано ни одного голоса.',
    refresh: 'Обновить страницу',
    live: 'Числа обновляются сами.',
    lost: 'Связь прервалась. Идёт повторное подключение; сейчас видны последние полученные числа.',
    changed: 'Опубликованы новые данные.',
    show: 'Показать',
    summary: 'Всего голосов: {n}',
    contents: 'Номинации',
    candidate: 'Участник',
    ballots: 'Голоса',
    share: 'Доля',
    inAll: 'Всего',
    turnout: 'Активность по дням',
    turnoutDetail: 'Сколько бюллетеней принято за каждый день. Дни считаются по часовому поясу конкурса:',
    noTurnout: 'Пока не принято ни одного бюллетеня.',
    day: 'День',
    final: 'Голосование закрыто',
    finalDetail: 'Эти числа больше не изменятся. Любой человек может пересчитать их по журналу.',
    protocol: 'Итоговый протокол (JSON)',
    csv: 'Итоговая таблица (CSV)',
    checkpoint: 'Контрольная точка журнала',
    noProtocol: 'Итоговый протокол готовится.',
    audit: 'Проверьте результат сами',
  },
  en: {
    title: 'Results',
    description: 'Results of the vote: ballots and shares in every nomination, and the turnout of each day.',
    states: {
      live: 'Preliminary result',
      final: 'Final result',
      embargoed: 'The result is published after voting has closed',
    },
    embargo: {
      before: 'Voting has not begun.',
      open: 'Voting is open. How many votes each candidate has is shown to nobody yet.',
      closing: 'Voting is over, the result is being drawn up.',
      closed: 'Voting is closed, the result is being drawn up.',
    },
    embargoReason:
      'That is the rule of this contest: a running count must not sway those who vote later. After closing the result appears on this page by itself, and anyone can recount it.',
    total: 'Votes in all',
    annulled: 'Of these, annulled by decision',
    asOf: 'Counted at',
    covers: 'Entries of the log covered',
    notYet: 'No vote has been counted yet.',
    refresh: 'Refresh the page',
    live: 'The numbers update by themselves.',
    lost: 'The connection was lost and is being made again. You see the last numbers that came.',
    changed: 'Something new has been published.',
    show: 'Show it',
    summary: 'Votes in all: {n}',
    contents: 'Nominations',
    candidate: 'Candidate',
    ballots: 'Votes',
    share: 'Share',
    inAll: 'In all',
    turnout: 'Turnout per day',
    turnoutDetail: 'Ballots accepted on each day, in the time zone of the contest:',
    noTurnout: 'No ballot has been accepted yet.',
    day: 'Day',
    final: 'Voting is closed',
    finalDetail: 'These numbers will not change. Anyone can recount them from the log.',
    protocol: 'Final protocol (JSON)',
    csv: 'Final table (CSV)',
    checkpoint: 'Checkpoint of the log',
    noProtocol: 'The final protocol is being drawn up.',
    audit: 'Check the result yourself',
  },
};
