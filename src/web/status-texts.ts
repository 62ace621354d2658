import type { ContestState } from '../domain/contest.ts';
import type { Language } from '../domain/texts.ts';
import type { RevocationMode } from '../signature/revocation.ts';

export interface StatusTexts {
  readonly title: string;
  readonly description: string;
  readonly off: string;
  readonly contests: string;
  readonly contest: string;
  readonly state: string;
  readonly states: Readonly<Record<ContestState, string>>;
  readonly entries: string;
  readonly anchor: string;
  readonly anchored: (size: string) => string;
  readonly noAnchor: string;
  readonly anchorLate: string;
  readonly revocation: string;
  readonly modes: Readonly<Record<RevocationMode, string>>;
  readonly ocspGood: string;
  readonly ocspBad: string;
  readonly list: string;
  readonly kinds: Readonly<Record<'base' | 'delta', string>>;
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  readonly expired: string;
  readonly clock: string;
  readonly clockGood: string;
  readonly clockBad: string;
}

export const STATUS_TEXTS: Readonly<Record<Language, StatusTexts>> = {
  kk: {
    title: 'Сервистің күйі',
    description:
      'Дауыс беру сервисі қалай жұмыс істеп тұр: байқаулар, сертификаттарды тексеру, уақыт белгілері, сағат.',
    off: 'Назар аударыңыз: сертификаттардың кері қайтарылуы тексерілмейді. Кері қайтарылған кілтпен де дауыс беруге болады.',
    contests: 'Байқаулар',
    contest: 'Байқау',
    state: 'Күйі',
    states: { before: 'әлі ашылған жоқ', open: 'дауыс беру жүріп жатыр', closing: 'жабылуда', closed: 'жабылды' },
    entries: 'Жазбалар',
    anchor: 'Уақыт белгісі',
    anchored: (size) => `алғашқы ${size} жазба куәландырылды`,
    noAnchor: 'жоқ',
    anchorLate: 'кешігуде',
    revocation: 'Сертификаттардың кері қайтарылуын тексеру',
    modes: {
      'ocsp-then-crl': 'ҰКО-ның OCSP жауабы бойынша, жауап болмаса – кері қайтарылған сертификаттар тізімі бойынша.',
      crl: 'Кері қайтарылған сертификаттар тізімі бойынша.',
      ocsp: 'ҰКО-ның OCSP жауабы бойынша.',
      off: 'Тексерілмейді.',
    },
    ocspGood: 'OCSP жауап беріп тұр.',
    ocspBad: 'OCSP қазір жауап бермейді.',
    list: 'Тізім',
    kinds: { base: 'негізгі', delta: 'толықтырушы' },
    thisUpdate: 'Шығарылған уақыты',
    nextUpdate: 'Жарамдылық мерзімі',
    expired: 'мерзімі өткен',
    clock: 'Сағат',
    clockGood: 'Сервердің сағаты дұрыс.',
    clockBad: 'Сервердің сағатына сенім жоқ: дауыс беру ашылмайды да, жабылмайды да.',
  },
  ru: {
    title: 'Состояние сервиса',
    description: 'Как работает сервис голосования: конкурсы, проверка сертификатов, метки времени, часы.',
    off: 'Внимание: отзыв сертификатов не проверяется. Проголосовать можно и отозванным ключом.',
    contests: 'Конкурсы',
    contest: 'Конкурс',
    state: 'Состояние',
    states: { before: 'ещё не открыт', open: 'идёт голосование', closing: 'закрывается', closed: 'закрыт' },
    entries: 'Записи',
    anchor: 'Метка времени',
    anchored: (size) => `заверено записей с начала: ${size}`,
    noAnchor: 'нет',
    anchorLate: 'запаздывает',
    revocation: 'Проверка отзыва сертификатов',
    modes: {
      'ocsp-then-crl': 'По ответу OCSP НУЦ РК, а если ответа нет – по списку отозванных сертификатов.',
      crl: 'По списку отозванных сертификатов.',
      ocsp: 'По ответу OCSP НУЦ РК.',
      off: 'Не проверяется.',
    },
    ocspGood: 'OCSP отвечает.',
    ocspBad: 'OCSP сейчас не отвечает.',
    list: 'Список',
    kinds: { base: 'основной', delta: 'дополняющий' },
    thisUpdate: 'Выпущен',
    nextUpdate: 'Действует до',
    expired: 'просрочен',
    clock: 'Часы',
    clockGood: 'Часы сервера идут верно.',
    clockBad: 'Часам сервера доверять нельзя: голосование не откроется и не закроется.',
  },
  en: {
    title: 'Status of the service',
    description: 'How the voting service stands: contests, checks of certificates, time-stamps, the clock.',
    off: 'Attention: revocation of certificates is not checked. A revoked key can vote too.',
    contests: 'Contests',
    contest: 'Contest',
    state: 'State',
    states: { before: 'not open yet', open: 'voting is open', closing: 'closing', closed: 'closed' },
    entries: 'Entries',
    anchor: 'Time-stamp',
    anchored: (size) => `covers the first ${size} entries`,
    noAnchor: 'none',
    anchorLate: 'late',
    revocation: 'How revocation of certificates is checked',
    modes: {
      'ocsp-then-crl':
        'By the OCSP answer of the authority, and where there is none by its list of revoked certificates.',
      crl: 'By the list of revoked certificates.',
      ocsp: 'By the OCSP answer of the authority.',
      off: 'Not at all.',
    },
    ocspGood: 'OCSP answers.',
    ocspBad: 'OCSP does not answer at the moment.',
    list: 'List',
    kinds: { base: 'base', delta: 'delta' },
    thisUpdate: 'Issued',
    nextUpdate: 'Valid until',
    expired: 'expired',
    clock: 'Clock',
    clockGood: "The server's clock is right.",
    clockBad: "The server's clock is not trusted: voting neither opens nor closes.",
  },
};
