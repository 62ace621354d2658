import type { Language } from '../../domain/texts.ts';

export interface AuditorsTexts {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly contents: string;
  readonly exported: string;
  readonly publicPart: string;
  readonly wholeExport: string;
  readonly noExport: string;
  readonly noRestricted: string;
  readonly restrictedRule: string;
  readonly manifest: string;
  readonly manifestSha256: string;
  readonly entries: string;
  readonly files: string;
  readonly bytes: string;
  readonly list: string;
  readonly path: string;
  readonly more: (n: string) => string;
  readonly keys: string;
  readonly keysRule: string;
  readonly logKey: string;
  readonly statementsKey: string;
  readonly witnessKeys: string;
  readonly noWitnesses: string;
  readonly state: string;
  readonly logSize: string;
  readonly witnessed: string;
  readonly notWitnessed: string;
  readonly anchored: string;
  readonly notAnchored: string;
  readonly late: string;
  readonly details: string;
  readonly commands: string;
  readonly commandsRule: string;
  readonly site: string;
  readonly signHere: string;
  readonly commandsToken: string;
}

/** Words of the page of auditors. */
export const AUDITORS_TEXTS: Readonly<Record<Language, AuditorsTexts>> = {
  kk: {
    title: 'Аудиторлар беті',
    description: 'Журнал экспорты, ашық кілттер, куәгерлер мен уақыт белгілерінің күйі, тексеру командалары.',
    lead: 'Бюллетеньдер журналын өзіңізге алып, бәрін ешкімге сенбей-ақ тексеруге қажеттің бәрі.',
    contents: 'Бет мазмұны',
    exported: 'Журнал экспорты',
    publicPart: 'Жария бөлігі',
    wholeExport: 'Толық экспорт, жабық бөлігімен',
    noExport: 'Оператор экспортты әлі жарияламаған.',
    noRestricted:
      'Сіздің кілтіңізге шифрланған экспорт әлі жоқ: оператор аудиторлардың age кілттерін баптап, экспортты жариялауы керек.',
    restrictedRule:
      'Жабық бөлігінде бюллетеньдердің қолтаңбалары, яғни дербес деректер бар. Ол тек аудиторлардың age кілттеріне шифрланып беріледі; шифрын өз компьютеріңізде ашыңыз.',
    manifest: 'Манифест',
    manifestSha256: 'Манифестің SHA-256 мәні',
    entries: 'Қамтылған жазбалар',
    files: 'Файлдар',
    bytes: 'Байт',
    list: 'Файлдар тізімі',
    path: 'Файл',
    more: (n) => `Тағы ${n} файл манифесте көрсетілген.`,
    keys: 'Ашық кілттер',
    keysRule: 'Бұл кілттерді ұйымдастырушы басқа жерде (мысалы, бұйрықта) жариялаған кілттермен салыстырыңыз.',
    logKey: 'Журнал кілті',
    statementsKey: 'Анықтамалар кілті',
    witnessKeys: 'Куәгерлердің кілттері',
    noWitnesses: 'Куәгерлер бапталмаған.',
    state: 'Журналдың қазіргі күйі',
    logSize: 'Журналдағы жазбалар',
    witnessed: 'Куәгерлер қол қойған жазбалар',
    notWitnessed: 'әлі жоқ',
    anchored: 'Уақыт белгісімен бекітілген жазбалар',
    notAnchored: 'әлі жоқ немесе бапталмаған',
    late: 'кешігуде',
    details: 'Толығырақ: аудит беті',
    commands: 'Командалар',
    commandsRule: 'Төмендегі командалар сұрау алып, кіріп, толық экспортты жүктейді де, тексереді:',
    site: 'https://осы-сайттың-мекенжайы',
    signHere: '# signin.json файлына ЭЦҚ-мен қол қойыңыз (CMS, мазмұнымен бірге): signin.p7s',
    commandsToken:
      'Сессия жарты сағат жарамды. Одан ұзақ жүктеу үшін оператордан токен сұраңыз (dauys token create --role auditor) және -b session.txt орнына -H "Authorization: Bearer …" жазыңыз.',
  },
  ru: {
    title: 'Страница аудиторов',
    description: 'Выгрузка журнала, открытые ключи, состояние свидетелей и меток времени, команды проверки.',
    lead: 'Всё, чтобы забрать журнал бюллетеней к себе и проверить его, не доверяя никому.',
    contents: 'Содержание страницы',
    exported: 'Выгрузка журнала',
    publicPart: 'Открытая часть',
    wholeExport: 'Полная выгрузка с закрытой частью',
    noExport: 'Оператор ещё не опубликовал выгрузку.',
    noRestricted:
      'Выгрузки, зашифрованной для вас, ещё нет: оператор должен указать ключи age аудиторов и опубликовать выгрузку.',
    restrictedRule:
      'В закрытой части – подписи бюллетеней, то есть персональные данные. Она выдаётся только зашифрованной на ключи age аудиторов; расшифровывайте её на своём компьютере.',
    manifest: 'Манифест',
    manifestSha256: 'SHA-256 манифеста',
    entries: 'Охвачено записей',
    files: 'Файлов',
    bytes: 'Байт',
    list: 'Список файлов',
    path: 'Файл',
    more: (n) => `Ещё файлов в манифесте: ${n}.`,
    keys: 'Открытые ключи',
    keysRule: 'Сравните эти ключи с теми, которые организатор опубликовал в другом месте, например в приказе.',
    logKey: 'Ключ журнала',
    statementsKey: 'Ключ справок',
    witnessKeys: 'Ключи свидетелей',
    noWitnesses: 'Свидетели не настроены.',
    state: 'Состояние журнала сейчас',
    logSize: 'Записей в журнале',
    witnessed: 'Записей, которые подписали свидетели',
    notWitnessed: 'пока нет',
    anchored: 'Записей, заверенных меткой времени',
    notAnchored: 'пока нет или не настроено',
    late: 'запаздывает',
    details: 'Подробнее на странице аудита',
    commands: 'Команды',
    commandsRule: 'Эти команды берут запрос, входят, скачивают полную выгрузку и проверяют её:',
    site: 'https://адрес-этого-сайта',
    signHere: '# подпишите signin.json своей ЭЦП (CMS вместе с содержимым): signin.p7s',
    commandsToken:
      'Сессия действует полчаса. Для более долгой загрузки попросите у оператора токен (dauys token create --role auditor) и вместо -b session.txt пишите -H "Authorization: Bearer …".',
  },
  en: {
    title: 'Page of auditors',
    description: 'The export of the log, public keys, the state of witnesses and time-stamps, commands to verify.',
    lead: 'All that is needed to take the log of ballots home and verify it, trusting nobody.',
    contents: 'On this page',
    exported: 'Export of the log',
    publicPart: 'Public part',
    wholeExport: 'Whole export with the restricted part',
    noExport: 'The operator has not published an export yet.',
    noRestricted:
      'No export is encrypted to you yet: the operator has to configure the auditors’ age keys and publish one.',
    restrictedRule:
      'The restricted part holds the signatures of ballots, which are personal data. It is given out encrypted to the auditors’ age keys alone; decrypt it on your own computer.',
    manifest: 'Manifest',
    manifestSha256: 'SHA-256 of the manifest',
    entries: 'Entries covered',
    files: 'Files',
    bytes: 'Bytes',
    list: 'List of files',
    path: 'File',
    more: (n) => `Files more in the manifest: ${n}.`,
    keys: 'Public keys',
    keysRule: 'Compare these keys with those that the organiser published elsewhere, in an order for example.',
    logKey: 'Key of the log',
    statementsKey: 'Key of statements',
    witnessKeys: 'Keys of the witnesses',
    noWitnesses: 'No witnesses are configured.',
    state: 'The log as it stands',
    logSize: 'Entries in the log',
    witnessed: 'Entries that witnesses signed',
    notWitnessed: 'none yet',
    anchored: 'Entries under a time-stamp',
    notAnchored: 'none yet, or not configured',
    late: 'late',
    details: 'More on the audit page',
    commands: 'Commands',
    commandsRule: 'These commands take a request, sign in, download the whole export and verify it:',
    site: 'https://address-of-this-site',
    signHere: '# sign signin.json with your digital signature (CMS with content): signin.p7s',
    commandsToken:
      'A session lasts half an hour. For longer downloads ask the operator for a token (dauys token create --role auditor) and write -H "Authorization: Bearer …" instead of -b session.txt.',
  },
};
