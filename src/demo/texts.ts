import type { Language } from '../domain/texts.ts';

interface DemoTexts {
  readonly preparing: string;
  readonly casting: string;
  readonly cast: (ballots: number, seconds: string) => string;
  readonly outage: string;
  readonly counts: (published: number) => string;
  readonly leaders: string;
  readonly sameAgain: string;
  readonly otherCandidate: (code: string) => string;
  readonly revoked: (code: string) => string;
  readonly closing: string;
  readonly closed: (size: number) => string;
  readonly verified: (receipts: number) => string;
  readonly anchored: (tokens: number) => string;
  readonly redecided: (ballots: number, of: number) => string;
  readonly good: string;
  /** While the vote goes on. */
  readonly verifiedOpen: (receipts: number, size: number) => string;
  readonly browse: (url: string) => string;
  readonly vote: (url: string) => string;
  readonly signs: (control: string) => string;
}

/** What the demonstration says. */
export const DEMO_TEXTS: Readonly<Record<Language, DemoTexts>> = {
  kk: {
    preparing: 'Бір реттік куәландырушы орталық (RSA және МЕМСТ) жасалып, қызмет іске қосылуда…',
    casting: 'Бюллетеньдер',
    cast: (ballots, seconds) => `Қол қойылған ${ballots} бюллетень ${comma(seconds)} с ішінде қабылданды.`,
    outage:
      'Соңғысы жіберілгенде OCSP жауап бермеді: сертификат кері қайтарылған сертификаттар тізімі бойынша тексерілді.',
    counts: (published) => `Жарияланған дауыстар: ${published}`,
    leaders: 'Әр номинациядағы алғашқы үшеу:',
    sameAgain: 'Сол бюллетень қайта жіберілді: алғашқы түбіртек байтпа-байт қайтарылды.',
    otherCandidate: (code) => `Сол азамат басқа қатысушыға дауыс бермек болды: қабылданбады (${code}).`,
    revoked: (code) =>
      `Сертификаты жаңа ғана кері қайтарылған азамат дауыс бермек болды: қабылданбады (${code}), дауысы еш жерде саналған жоқ.`,
    closing: 'Дауыс беру аяқталуда…',
    closed: (size) => `Дауыс беру аяқталды. Журналда ${size} жазба бар, қорытынды хаттама жарияланды.`,
    verified: (receipts) =>
      `Тексерілді: журналдың түбірі, ${receipts} түбіртек, ешкімнің екі рет дауыс бермегені, дауыстардың қайта саналуы, хаттама.`,
    anchored: (tokens) =>
      `Уақыт белгілері тексерілді (${tokens}): олар қорытынды хаттамамен қоса бүкіл журналды куәландырады.`,
    redecided: (ballots, of) =>
      `Сақталған дәлелдемелер түбіртектерге сәйкес. Солар бойынша, желісіз, ${of} бюллетеньнің ішінен ${ballots} бюллетень қайта тексерілді: шешімдер өзгермеді.`,
    good: 'ҚОРЫТЫНДЫ: бәрі сәйкес келеді.',
    verifiedOpen: (receipts, size) =>
      `Тексерілді: журналдың түбірі (${size} жазба), ${receipts} түбіртек, ешкімнің екі рет дауыс бермегені. Дауыс беру жалғасуда.`,
    browse: (url) => `Сайт ашық: ${url} (тоқтату үшін Ctrl+C басыңыз)`,
    vote: (url) => `Енді өзіңіз дауыс беріп көріңіз: ${url} (тоқтату үшін Ctrl+C басыңыз)`,
    signs: (control) =>
      `NCALayer қажет емес: оның орнын басушы сіз үшін көрсетілім азаматының кілтімен қол қояды. Басқа азаматты (немесе қатені) осы жерде таңдаңыз: ${control}`,
  },
  ru: {
    preparing: 'Создаётся одноразовый удостоверяющий центр (RSA и ГОСТ), запускается сервис…',
    casting: 'Бюллетени',
    cast: (ballots, seconds) => `Принято подписанных бюллетеней: ${ballots} за ${comma(seconds)} с.`,
    outage: 'При отправке последнего OCSP не отвечал: сертификат проверен по списку отозванных сертификатов.',
    counts: (published) => `Опубликовано голосов: ${published}`,
    leaders: 'Первые трое в каждой номинации:',
    sameAgain: 'Тот же бюллетень отправлен ещё раз: вернулась первая квитанция, байт в байт.',
    otherCandidate: (code) => `Тот же гражданин попробовал проголосовать за другого участника: отказ (${code}).`,
    revoked: (code) =>
      `Гражданин с только что отозванным сертификатом попробовал проголосовать: отказ (${code}), голос нигде не учтён.`,
    closing: 'Голосование закрывается…',
    closed: (size) => `Голосование закрыто. Записей в журнале: ${size}, итоговый протокол опубликован.`,
    verified: (receipts) =>
      `Проверено: корень журнала, квитанции (${receipts}), что никто не проголосовал дважды, пересчёт голосов, протокол.`,
    anchored: (tokens) => `Метки времени проверены (${tokens}): ими заверен весь журнал, включая итоговый протокол.`,
    redecided: (ballots, of) =>
      `Сохранённые доказательства соответствуют квитанциям. По ним, без сети, заново проверено бюллетеней: ${ballots} из ${of}, решения те же.`,
    good: 'ВЕРДИКТ: всё сходится.',
    verifiedOpen: (receipts, size) =>
      `Проверено: корень журнала (записей: ${size}), квитанции (${receipts}), что никто не проголосовал дважды. Голосование продолжается.`,
    browse: (url) => `Сайт открыт: ${url} (остановить — Ctrl+C)`,
    vote: (url) => `Теперь проголосуйте сами: ${url} (остановить — Ctrl+C)`,
    signs: (control) =>
      `NCALayer не нужен: его замена подписывает за вас ключом демонстрационного гражданина. Выбрать другого гражданина (или сбой): ${control}`,
  },
  en: {
    preparing: 'Making a throw-away certification authority (RSA and GOST) and starting the service…',
    casting: 'Ballots',
    cast: (ballots, seconds) => `Signed ballots accepted: ${ballots} in ${seconds} s.`,
    outage: 'OCSP was down for the last of them: its certificate was checked on the list of revoked certificates.',
    counts: (published) => `Votes published: ${published}`,
    leaders: 'The first three of each nomination:',
    sameAgain: 'The same ballot sent again: the first receipt came back, byte for byte.',
    otherCandidate: (code) => `The same citizen tried to vote for another candidate: refused (${code}).`,
    revoked: (code) =>
      `A citizen whose certificate had just been revoked tried to vote: refused (${code}), counted nowhere.`,
    closing: 'Closing the vote…',
    closed: (size) => `Closed. The log holds ${size} entries, the final protocol is published.`,
    verified: (receipts) =>
      `Verified: the root of the log, the receipts (${receipts}), that nobody voted twice, a recount, the protocol.`,
    anchored: (tokens) => `Time-stamps verified (${tokens}): they cover the whole log, the final protocol included.`,
    redecided: (ballots, of) =>
      `The evidence kept agrees with the receipts. Decided again from it, without a network: ${ballots} of ${of} ballots, all the same.`,
    good: 'VERDICT: everything agrees.',
    verifiedOpen: (receipts, size) =>
      `Verified: the root of the log (${size} entries), the receipts (${receipts}), that nobody voted twice. The vote goes on.`,
    browse: (url) => `The site is open: ${url} (press Ctrl+C to stop)`,
    vote: (url) => `Now vote yourself: ${url} (press Ctrl+C to stop)`,
    signs: (control) =>
      `NCALayer is not needed: a stand-in signs for you as a demonstration citizen. To choose another citizen (or a fault): ${control}`,
  },
};

function comma(seconds: string): string {
  return seconds.replace('.', ',');
}
