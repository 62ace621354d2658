import type { Language } from '../../domain/texts.ts';

export interface AuditTexts {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly contents: string;
  readonly log: string;
  readonly logDetail: string;
  readonly size: string;
  readonly key: string;
  readonly keyDetail: string;
  readonly checkpoint: string;
  readonly checkpointDetail: string;
  readonly noCheckpoint: string;
  readonly witnesses: string;
  readonly witnessesDetail: string;
  readonly noWitnesses: string;
  readonly witness: string;
  readonly cosigned: string;
  readonly covers: string;
  readonly notCosigned: string;
  readonly anchors: string;
  readonly anchorsDetail: string;
  readonly noAnchors: string;
  readonly anchorCount: string;
  readonly anchored: string;
  readonly downloads: string;
  readonly items: Readonly<Record<'checkpoint' | 'witnessed' | 'key' | 'definition' | 'anchors' | 'turnout', string>>;
  readonly export: string;
  readonly exportDetail: string;
  readonly noExport: string;
  readonly protocol: string;
  readonly csv: string;
  readonly openings: string;
  readonly openingsDetail: string;
  readonly later: string;
}

export const AUDIT_TEXTS: Readonly<Record<Language, AuditTexts>> = {
  kk: {
    title: 'Аудит',
    description: 'Дауыс беру журналы, оның кілті, куәгерлері, уақыт белгілері және оны өзіңіз тексеру жолы.',
    lead: 'Мұнда дауыс беруді ешкімге сенбей тексеруге қажеттінің бәрі бар. Рұқсат сұраудың қажеті жоқ.',
    contents: 'Бұл бетте',
    log: 'Журнал',
    logDetail:
      'Әрбір қабылданған бюллетень – журналдың бір жазбасы. Жазбаны із қалдырмай өзгерту де, алып тастау да мүмкін емес. Журналда есім де, ЖСН да жоқ.',
    size: 'Жазбалар саны',
    key: 'Журнал кілті',
    keyDetail: 'Кілтті басқа жерде жарияланғанымен салыстырыңыз: бұл бетке ғана сенбеңіз.',
    checkpoint: 'Ең жаңа бақылау нүктесі',
    checkpointDetail: 'Журналдың атауы, жазбалар саны, түбірі және қолтаңбалар – қалай берілсе, солай:',
    noCheckpoint: 'Журнал әлі басталған жоқ.',
    witnesses: 'Куәгерлер',
    witnessesDetail:
      'Куәгер – операторға тәуелсіз бақылаушының бағдарламасы. Ол барлық адамға бір ғана журнал көрсетілгенін растап, бақылау нүктесіне қол қояды.',
    noWitnesses: 'Бұл журналға куәгер тағайындалмаған.',
    witness: 'Куәгер',
    cosigned: 'Қол қойған уақыты',
    covers: 'Растаған жазбалары',
    notCosigned: 'әлі қол қоймаған',
    anchors: 'Уақыт белгілері',
    anchorsDetail:
      'Уақыт белгісі орталығы журналдың сол сәтте осындай болғанын растайды. Журналды артқы күнмен жазу мүмкін болмайды.',
    noAnchors: 'Бұл журналда уақыт белгісі жоқ.',
    anchorCount: 'Уақыт белгілерінің саны',
    anchored: 'Соңғысы растаған жазбалар',
    downloads: 'Жүктеп алу',
    items: {
      checkpoint: 'Бақылау нүктесі',
      witnessed: 'Куәгерлер қол қойған бақылау нүктесі',
      key: 'Журнал кілті',
      definition: 'Байқаудың анықтамасы (JSON)',
      anchors: 'Уақыт белгілері (JSON)',
      turnout: 'Күн сайынғы белсенділік (JSON)',
    },
    export: 'Журналдың ашық көшірмесі: файлдар тізімі',
    exportDetail: 'Көшірмедегі жазбалар саны',
    noExport: 'Журналдың ашық көшірмесі әлі жарияланған жоқ; жазбалардың өзін қазір де оқуға болады.',
    protocol: 'Қорытынды хаттама (JSON)',
    csv: 'Қорытынды кесте (CSV)',
    openings: 'Таңдаулардың ашылуы',
    openingsDetail: 'Олар бойынша дауыстарды кез келген адам қайта санай алады; есім мен ЖСН көрінбейді.',
    later: 'Хаттама мен таңдаулардың ашылуы дауыс беру жабылғаннан кейін жарияланады.',
  },
  ru: {
    title: 'Аудит',
    description: 'Журнал голосования, его ключ, свидетели, метки времени и как проверить всё самому.',
    lead: 'Здесь всё, что нужно, чтобы проверить голосование, никому не доверяя. Разрешения спрашивать не надо.',
    contents: 'На этой странице',
    log: 'Журнал',
    logDetail:
      'Каждый принятый бюллетень – одна запись журнала. Запись нельзя незаметно изменить или изъять. Ни имён, ни ИИН в журнале нет.',
    size: 'Записей',
    key: 'Ключ журнала',
    keyDetail: 'Сравните ключ с опубликованным в другом месте: не полагайтесь на одну эту страницу.',
    checkpoint: 'Новейшая контрольная точка',
    checkpointDetail: 'Имя журнала, число записей, корень и подписи – в том виде, в каком они выдаются:',
    noCheckpoint: 'Журнал ещё не начат.',
    witnesses: 'Свидетели',
    witnessesDetail:
      'Свидетель – программа наблюдателя, не зависящего от оператора. Подписывая контрольную точку, она подтверждает, что всем показан один и тот же журнал.',
    noWitnesses: 'У этого журнала свидетелей нет.',
    witness: 'Свидетель',
    cosigned: 'Подписал',
    covers: 'Подтверждено записей',
    notCosigned: 'ещё не подписал',
    anchors: 'Метки времени',
    anchorsDetail:
      'Центр меток времени подтверждает, что журнал в тот момент был именно таким. Записать журнал задним числом нельзя.',
    noAnchors: 'Меток времени в этом журнале нет.',
    anchorCount: 'Меток времени',
    anchored: 'Последняя подтверждает записей',
    downloads: 'Скачать',
    items: {
      checkpoint: 'Контрольная точка',
      witnessed: 'Контрольная точка с подписями свидетелей',
      key: 'Ключ журнала',
      definition: 'Определение конкурса (JSON)',
      anchors: 'Метки времени (JSON)',
      turnout: 'Активность по дням (JSON)',
    },
    export: 'Открытая выгрузка журнала: список файлов',
    exportDetail: 'Записей в выгрузке',
    noExport: 'Открытая выгрузка журнала ещё не опубликована; сами записи можно читать уже сейчас.',
    protocol: 'Итоговый протокол (JSON)',
    csv: 'Итоговая таблица (CSV)',
    openings: 'Раскрытие выборов',
    openingsDetail: 'По нему голоса может пересчитать любой человек; ни имён, ни ИИН в нём нет.',
    later: 'Протокол и раскрытие выборов публикуются после закрытия голосования.',
  },
  en: {
    title: 'Audit',
    description: 'The log of the vote, its key, witnesses, time-stamps, and how to check it all yourself.',
    lead: 'Here is all it takes to check the vote without trusting anybody. Nobody has to be asked.',
    contents: 'On this page',
    log: 'The log',
    logDetail:
      'Every accepted ballot is one entry of the log. No entry can be changed or taken out unnoticed. The log holds no names and no ИИН.',
    size: 'Entries',
    key: 'Key of the log',
    keyDetail: 'Compare the key with one published elsewhere: do not rely on this page alone.',
    checkpoint: 'Newest checkpoint',
    checkpointDetail: 'Name of the log, number of entries, root and signatures, as they are given out:',
    noCheckpoint: 'The log has not begun.',
    witnesses: 'Witnesses',
    witnessesDetail:
      'A witness is a program of an observer who is not the operator. By signing a checkpoint it confirms that everybody is shown one and the same log.',
    noWitnesses: 'This log has no witnesses.',
    witness: 'Witness',
    cosigned: 'Signed at',
    covers: 'Entries confirmed',
    notCosigned: 'has not signed yet',
    anchors: 'Time-stamps',
    anchorsDetail:
      'A time-stamp authority confirms that the log was like this at that moment. The log cannot be written with an earlier date.',
    noAnchors: 'This log has no time-stamps.',
    anchorCount: 'Time-stamps',
    anchored: 'Entries the newest one confirms',
    downloads: 'Downloads',
    items: {
      checkpoint: 'Checkpoint',
      witnessed: 'Checkpoint with the signatures of witnesses',
      key: 'Key of the log',
      definition: 'Definition of the contest (JSON)',
      anchors: 'Time-stamps (JSON)',
      turnout: 'Turnout per day (JSON)',
    },
    export: 'Public export of the log: the list of files',
    exportDetail: 'Entries in the export',
    noExport: 'No public export of the log has been published yet; the entries themselves can be read now.',
    protocol: 'Final protocol (JSON)',
    csv: 'Final table (CSV)',
    openings: 'Openings of the choices',
    openingsDetail: 'With them anyone recounts the votes; they show no name and no ИИН.',
    later: 'The protocol and the openings of the choices are published after voting has closed.',
  },
};
