import type { Language } from '../domain/texts.ts';

export interface ProtocolTexts {
  readonly title: string;
  readonly contest: string;
  readonly window: string;
  readonly opened: string;
  readonly closed: string;
  readonly reconciliation: string;
  readonly reconciliationRule: string;
  readonly accepted: string;
  readonly annulled: string;
  readonly counted: string;
  readonly nominations: string;
  readonly nomination: string;
  readonly regions: string;
  readonly region: string;
  readonly number: string;
  readonly candidate: string;
  readonly ballots: string;
  readonly share: string;
  readonly shareRule: string;
  readonly inAll: string;
  readonly proof: string;
  readonly sha256: string;
  readonly definition: string;
  readonly log: string;
  readonly logKey: string;
  readonly entries: string;
  readonly checkpoint: string;
  readonly verify: string;
  readonly steps: readonly string[];
  /** Of a sheet, short. */
  readonly summarySheet: string;
  readonly candidatesSheet: string;
  readonly page: (n: number, of: number) => string;
}

/** Words of the final protocol, wherever it is shown. */
export const PROTOCOL_TEXTS: Readonly<Record<Language, ProtocolTexts>> = {
  kk: {
    title: 'Дауыс беру қорытындысының хаттамасы',
    contest: 'Байқау',
    window: 'Дауыс беру мерзімі',
    opened: 'Журнал ашылған уақыт',
    closed: 'Журнал жабылған уақыт',
    reconciliation: 'Бюллетеньдер балансы',
    reconciliationRule: 'Қабылданған бюллетеньдер = есепке алынған дауыстар + жарамсыз деп танылған бюллетеньдер.',
    accepted: 'Қабылданды',
    annulled: 'Жарамсыз деп танылды',
    counted: 'Есепке алынды',
    nominations: 'Номинациялар бойынша нәтиже',
    nomination: 'Номинация',
    regions: 'Қатысушылардың өңірлері бойынша',
    region: 'Өңір',
    number: '№',
    candidate: 'Қатысушы',
    ballots: 'Дауыс саны',
    share: 'Үлесі',
    shareRule:
      'Қатысушылар дауыс санының кемуі бойынша, саны тең болса нөмірі бойынша тізілген. Үлес – номинацияда есепке алынған дауыстардың пайызы.',
    inAll: 'Барлығы',
    proof: 'Құжаттың түпнұсқалығы',
    sha256: 'Хаттаманың SHA-256 мәні',
    definition: 'Байқау анықтамасының SHA-256 мәні',
    log: 'Журнал',
    logKey: 'Журналдың ашық кілті',
    entries: 'Қамтылған жазбалар',
    checkpoint: 'Журналдың қол қойылған бақылау нүктесі',
    verify: 'Қалай тексеруге болады',
    steps: [
      'Сервистегі комиссия бетінен protocol.json файлын жүктеп алып, оның SHA-256 мәнін есептеңіз (sha256sum protocol.json). Ол осы құжаттағы мәнмен бірдей болуға тиіс.',
      'Журналдың ашық кілтін ұйымдастырушы басқа жерде жариялаған кілтпен салыстырыңыз.',
      'Экспорттың жария бөлігін жүктеп алып, «dauys audit» командасымен тексеріңіз: ол журналды, осы мәнді бекіткен жазбаны және барлық санды өзі қайта есептейді.',
    ],
    summarySheet: 'Қорытынды',
    candidatesSheet: 'Қатысушылар',
    page: (n, of) => `${n}-бет, барлығы ${of}`,
  },
  ru: {
    title: 'Протокол об итогах голосования',
    contest: 'Конкурс',
    window: 'Срок голосования',
    opened: 'Журнал открыт',
    closed: 'Журнал закрыт',
    reconciliation: 'Баланс бюллетеней',
    reconciliationRule: 'Принятые бюллетени = учтённые голоса + бюллетени, признанные недействительными.',
    accepted: 'Принято',
    annulled: 'Признано недействительными',
    counted: 'Учтено',
    nominations: 'Результаты по номинациям',
    nomination: 'Номинация',
    regions: 'По регионам участников',
    region: 'Регион',
    number: '№',
    candidate: 'Участник',
    ballots: 'Голосов',
    share: 'Доля',
    shareRule:
      'Участники стоят по убыванию числа голосов, при равенстве – по номеру. Доля – процент от учтённых голосов номинации.',
    inAll: 'Всего',
    proof: 'Подлинность документа',
    sha256: 'SHA-256 протокола',
    definition: 'SHA-256 описания конкурса',
    log: 'Журнал',
    logKey: 'Открытый ключ журнала',
    entries: 'Охвачено записей',
    checkpoint: 'Подписанная контрольная точка журнала',
    verify: 'Как проверить',
    steps: [
      'Скачайте на странице комиссии файл protocol.json и вычислите его SHA-256 (sha256sum protocol.json). Значение должно совпасть с указанным в этом документе.',
      'Сравните открытый ключ журнала с тем, который организатор опубликовал в другом месте.',
      'Скачайте открытую часть выгрузки и проверьте её командой «dauys audit»: она сама заново проверит журнал, запись, которая закрепляет это значение, и пересчитает все числа.',
    ],
    summarySheet: 'Итоги',
    candidatesSheet: 'Участники',
    page: (n, of) => `Страница ${n} из ${of}`,
  },
  en: {
    title: 'Protocol of the result of the vote',
    contest: 'Contest',
    window: 'Time of the vote',
    opened: 'Log opened',
    closed: 'Log closed',
    reconciliation: 'Reconciliation of ballots',
    reconciliationRule: 'Ballots accepted = votes counted + ballots annulled.',
    accepted: 'Accepted',
    annulled: 'Annulled',
    counted: 'Counted',
    nominations: 'Results by nomination',
    nomination: 'Nomination',
    regions: 'By region of the candidates',
    region: 'Region',
    number: 'No.',
    candidate: 'Candidate',
    ballots: 'Votes',
    share: 'Share',
    shareRule:
      'Candidates stand by the number of votes, and where it is equal by their number. The share is of the votes counted in the nomination.',
    inAll: 'In all',
    proof: 'Authenticity of this document',
    sha256: 'SHA-256 of the protocol',
    definition: 'SHA-256 of the definition of the contest',
    log: 'Log',
    logKey: 'Public key of the log',
    entries: 'Entries covered',
    checkpoint: 'Signed checkpoint of the log',
    verify: 'How to verify',
    steps: [
      'Download protocol.json from the page of the commission and compute its SHA-256 (sha256sum protocol.json). It must be the one in this document.',
      'Compare the public key of the log with the one that the organiser published elsewhere.',
      'Download the public part of the export and verify it with “dauys audit”: it checks the log and the entry that commits to this value, and counts everything anew.',
    ],
    summarySheet: 'Summary',
    candidatesSheet: 'Candidates',
    page: (n, of) => `Page ${n} of ${of}`,
  },
};
