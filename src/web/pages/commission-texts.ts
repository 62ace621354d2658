import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';

export interface CommissionTexts {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly nothing: string;
  /** Why there is no protocol yet; `when` is the end of the vote. */
  readonly reasons: Readonly<Record<ContestState, (when: string) => string>>;
  /** Why not even the commission sees counts before closing. */
  readonly embargo: string;
  readonly live: string;
  readonly liveLink: string;
  readonly annulling: string;
  readonly progress: string;
  readonly progressRule: string;
  readonly accepted: string;
  readonly entries: string;
  readonly downloads: string;
  readonly pdf: string;
  readonly xlsx: string;
  readonly csv: string;
  readonly json: string;
  readonly checks: string;
  readonly checksRule: string;
  readonly check: Readonly<Record<'isCommitted' | 'isInLog' | 'isSigned' | 'addsUp', string>>;
  readonly good: string;
  readonly bad: string;
  readonly byHand: string;
  readonly annulments: string;
  readonly noAnnulments: string;
  readonly ballot: string;
  readonly reason: string;
  readonly decided: string;
  readonly contents: string;
}

/** Words of the page of the commission. */
export const COMMISSION_TEXTS: Readonly<Record<Language, CommissionTexts>> = {
  kk: {
    title: 'Комиссия беті',
    description: 'Дауыс берудің қорытынды хаттамасы: кестелер, файлдар және қолтаңбаны тексеру.',
    lead: 'Қорытынды хаттама және оны тексеруге қажеттің бәрі.',
    nothing: 'Хаттама әлі жоқ',
    reasons: {
      before: (when) => `Дауыс беру әлі басталған жоқ. Хаттама дауыс беру жабылғаннан кейін жасалады: ${when}.`,
      open: (when) => `Дауыс беру жүріп жатыр. Хаттама ол жабылғаннан кейін жасалады: ${when}.`,
      closing: (when) =>
        `Дауыс беру ${when} аяқталды. Соңғы бюллетеньдер журналға жазылып, журнал жабылуда; бұл бірнеше минутқа дейін созылады.`,
      closed: () => 'Журнал жабылды. Хаттама жасалып, журналға енгізілуде.',
    },
    embargo:
      'Дауыс беру жабылғанға дейін кімге қанша дауыс берілгенін ешкім, комиссия да көрмейді: аралық есеп кейін дауыс беретіндердің таңдауына әсер етпеуге тиіс.',
    live: 'Бұл байқауда аралық есеп баршаға ашық:',
    liveLink: 'нәтижелер беті',
    annulling:
      'Хаттама жарияланғанға дейін комиссияның екі мүшесі бірге шешім қабылдап, бюллетеньді жарамсыз деп тани алады. Шешімге екеуі де ЭЦҚ-мен қол қояды, ол себебімен бірге журналда жария болады.',
    progress: 'Дауыс берудің барысы',
    progressRule: 'Қабылданған бюллетеньдер саны ғана: кімге берілгені көрсетілмейді.',
    accepted: 'Қабылданған бюллетеньдер',
    entries: 'Журналдағы жазбалар',
    downloads: 'Жүктеп алу',
    pdf: 'Хаттама (PDF)',
    xlsx: 'Кестелер (XLSX)',
    csv: 'Кестелер (CSV)',
    json: 'protocol.json: SHA-256 мәні есептелген файлдың өзі',
    checks: 'Тексеру нәтижесі',
    checksRule: 'Осы бетті көрсетпес бұрын сервис мыналарды журналдың ашық кілтімен тексерді:',
    check: {
      isCommitted: 'Хаттаманың SHA-256 мәні журнал жазбасындағы мәнге тең',
      isInLog: 'Бұл жазба журналда бар, журнал бақылау нүктесінің қолтаңбасы дұрыс',
      isSigned: 'Хаттамадағы бақылау нүктесінің қолтаңбасы дұрыс және ол хаттама қамтыған барлық жазбаны қамтиды',
      addsUp: 'Барлық қосынды дұрыс: қабылданғаны = есепке алынғаны + жарамсыз деп танылғаны',
    },
    good: 'Дұрыс',
    bad: 'Сәйкес емес',
    byHand: 'Сервистің өзін-өзі тексергені дәлел емес. Төмендегі қадамдармен өзіңіз тексеріңіз.',
    annulments: 'Жарамсыз деп танылған бюллетеньдер',
    noAnnulments: 'Бірде-бір бюллетень жарамсыз деп танылған жоқ.',
    ballot: 'Бюллетень жазбасы',
    reason: 'Себебі',
    decided: 'Шешім журналға енгізілген уақыт',
    contents: 'Бет мазмұны',
  },
  ru: {
    title: 'Страница комиссии',
    description: 'Итоговый протокол голосования: таблицы, файлы и проверка подписи.',
    lead: 'Итоговый протокол и всё, что нужно для его проверки.',
    nothing: 'Протокола ещё нет',
    reasons: {
      before: (when) => `Голосование ещё не началось. Протокол будет составлен после закрытия голосования: ${when}.`,
      open: (when) => `Идёт голосование. Протокол будет составлен после его закрытия: ${when}.`,
      closing: (when) =>
        `Голосование окончено: ${when}. Последние бюллетени вносятся в журнал, и он закрывается; это занимает до нескольких минут.`,
      closed: () => 'Журнал закрыт. Протокол составляется и вносится в журнал.',
    },
    embargo:
      'До закрытия голосования никто, и комиссия тоже, не видит, сколько голосов у кого: промежуточный счёт не должен влиять на тех, кто голосует позже.',
    live: 'В этом конкурсе промежуточный счёт открыт для всех:',
    liveLink: 'страница результатов',
    annulling:
      'До публикации протокола два члена комиссии могут общим решением признать бюллетень недействительным. Решение подписывают ЭЦП оба, вместе с причиной оно становится публичным в журнале.',
    progress: 'Ход голосования',
    progressRule: 'Только число принятых бюллетеней: за кого они, не показывается.',
    accepted: 'Принято бюллетеней',
    entries: 'Записей в журнале',
    downloads: 'Скачать',
    pdf: 'Протокол (PDF)',
    xlsx: 'Таблицы (XLSX)',
    csv: 'Таблицы (CSV)',
    json: 'protocol.json: сам файл, от которого взят SHA-256',
    checks: 'Результат проверки',
    checksRule: 'Прежде чем показать эту страницу, сервис проверил открытым ключом журнала:',
    check: {
      isCommitted: 'SHA-256 протокола равен значению в записи журнала',
      isInLog: 'Эта запись есть в журнале, подпись контрольной точки журнала верна',
      isSigned: 'Подпись контрольной точки в протоколе верна, и она охватывает все записи, по которым он составлен',
      addsUp: 'Все суммы сходятся: принято = учтено + признано недействительными',
    },
    good: 'Верно',
    bad: 'Не сходится',
    byHand: 'Проверка сервисом самого себя ничего не доказывает. Проверьте сами по шагам ниже.',
    annulments: 'Бюллетени, признанные недействительными',
    noAnnulments: 'Ни один бюллетень не признан недействительным.',
    ballot: 'Запись бюллетеня',
    reason: 'Причина',
    decided: 'Решение внесено в журнал',
    contents: 'Содержание страницы',
  },
  en: {
    title: 'Page of the commission',
    description: 'The final protocol of the vote: tables, files and how its signature is checked.',
    lead: 'The final protocol and all that is needed to verify it.',
    nothing: 'There is no protocol yet',
    reasons: {
      before: (when) => `Voting has not begun. The protocol is made after voting closes: ${when}.`,
      open: (when) => `Voting is open. The protocol is made after it closes: ${when}.`,
      closing: (when) =>
        `Voting ended: ${when}. The last ballots are entered and the log is being closed; it takes up to a few minutes.`,
      closed: () => 'The log is closed. The protocol is being made and entered into the log.',
    },
    embargo:
      'Before closing nobody, the commission included, sees who has how many votes: a count in between must not sway those who vote later.',
    live: 'In this contest the count in between is open to everybody:',
    liveLink: 'the page of results',
    annulling:
      'Until the protocol is published two members of the commission can annul a ballot by a joint decision. Both sign it with their digital signatures, and with its reason it becomes public in the log.',
    progress: 'How voting goes',
    progressRule: 'The number of ballots accepted alone: not for whom they are.',
    accepted: 'Ballots accepted',
    entries: 'Entries in the log',
    downloads: 'Downloads',
    pdf: 'Protocol (PDF)',
    xlsx: 'Tables (XLSX)',
    csv: 'Tables (CSV)',
    json: 'protocol.json: the very file that the SHA-256 is of',
    checks: 'What was checked',
    checksRule: 'Before showing this page the service checked with the public key of the log:',
    check: {
      isCommitted: 'The SHA-256 of the protocol is the one in the entry of the log',
      isInLog: 'That entry is in the log, and the signature of the log’s checkpoint holds',
      isSigned:
        'The signature of the checkpoint in the protocol holds, and it covers all entries the protocol is made of',
      addsUp: 'All sums are right: accepted = counted + annulled',
    },
    good: 'Right',
    bad: 'Does not hold',
    byHand: 'A service that checks itself proves nothing. Verify it yourself by the steps below.',
    annulments: 'Ballots that were annulled',
    noAnnulments: 'No ballot was annulled.',
    ballot: 'Entry of the ballot',
    reason: 'Reason',
    decided: 'Decision entered',
    contents: 'On this page',
  },
};
