import type { LocalizedText } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';

type Told = readonly [title: string, detail: string];

interface ReceiptTexts {
  readonly title: string;
  readonly done: string;
  readonly doneDetail: string;
  readonly keep: string;
  readonly verifying: string;
  readonly verified: string;
  /** `{size}` entries. */
  readonly checks: Readonly<Record<'signature' | 'entry' | 'choice' | 'document' | 'contest', string>>;
  /** Where the choice was read. */
  readonly sources: Readonly<Record<'signed' | 'contest', string>>;
  readonly actions: string;
  readonly download: string;
  readonly downloadCms: string;
  readonly print: string;
  readonly store: string;
  readonly storeDetail: string;
  readonly forget: string;
  readonly forgotten: string;
  readonly secret: string;
  readonly byHand: string;
  readonly byHandDetail: string;
  readonly withoutScript: string;
  readonly none: string;
  readonly noneDetail: string;
  readonly open: string;
  readonly openLabel: string;
  readonly candidates: string;
  readonly check: string;
  readonly code: string;
  readonly help: string;
  readonly problems: Readonly<Record<'receipt-malformed' | 'receipt-invalid' | 'another-contest', Told>>;
}

/** Labels of the receipt itself: on paper they stand in both state languages. */
export const RECEIPT_LABELS = {
  contest: { kk: 'Байқау', ru: 'Конкурс', en: 'Contest' },
  choice: { kk: 'Сіздің таңдауыңыз', ru: 'Ваш выбор', en: 'Your choice' },
  index: { kk: 'Журналдағы жазба нөмірі', ru: 'Номер записи в журнале', en: 'Entry in the log' },
  acceptedAt: { kk: 'Қабылданған уақыты', ru: 'Время приёма', en: 'Accepted' },
  key: { kk: 'Журнал кілті', ru: 'Ключ журнала', en: 'Key of the log' },
  address: { kk: 'Жазбаны тексеру', ru: 'Проверить запись', en: 'Check the entry' },
} satisfies Record<string, Required<LocalizedText>>;

export const RECEIPT_TEXTS: Readonly<Record<Language, ReceiptTexts>> = {
  kk: {
    title: 'Түбіртек',
    done: 'Дауысыңыз қабылданды',
    doneDetail: 'Бұдан басқа ештеңе істеудің қажеті жоқ. Түбіртекті сақтап алыңыз.',
    keep: 'Түбіртек',
    verifying: 'Түбіртек тексерілуде…',
    verified: 'Осы браузерде тексерілді',
    checks: {
      signature: 'Журналдың қолтаңбасы шын.',
      entry: 'Бюллетеніңіз журналда тұр: онда {size} жазба бар.',
      choice: 'Жазбада дәл осы таңдау бекітілген.',
      document: 'Реестрде сіз жіберген қол қойылған құжат сақталған.',
      contest: 'Түбіртек осы байқаудікі.',
    },
    sources: {
      signed: 'Таңдауыңыз сіз қол қойған құжаттың өзінен оқылды.',
      contest: 'Нөмір түбіртекпен дәлелденді, аты байқаудың анықтамасынан алынды.',
    },
    actions: 'Сақтау',
    download: 'Түбіртекті жүктеп алу',
    downloadCms: 'Қол қойылған құжатты жүктеп алу',
    print: 'Басып шығару',
    store: 'Түбіртекті осы компьютерде сақтау',
    storeDetail: 'Ортақ компьютерде бұлай жасамаңыз. Белгі қойылмаса, бет жабылғанда түбіртек осы браузерден өшеді.',
    forget: 'Түбіртекті осы компьютерден өшіру',
    forgotten: 'Түбіртек осы браузерден өшірілді. Дауысыңыз журналда қалады.',
    secret: 'Түбіртек сіздің қалай дауыс бергеніңізді көрсетеді. Оны ешкімге беруге міндетті емессіз.',
    byHand: 'Өзіңіз тексеру',
    byHandDetail: 'Түбіртекті бұл сайтсыз, желісіз де тексеруге болады:',
    withoutScript: 'Браузерде JavaScript өшірулі: түбіртекті төмендегі командамен тексеріңіз.',
    none: 'Бұл браузерде түбіртек жоқ',
    noneDetail:
      'Түбіртек бет жабылғанда өшеді. Жүктеп алған файлыңыз болса, оны осында ашыңыз. Түбіртек жоғалса, дауысыңызды ЭЦҚ арқылы тексеруге болады.',
    open: 'Түбіртек файлын ашу',
    openLabel: 'Түбіртек файлы (.json). Оны осы бетке сүйреп әкелуге де болады',
    candidates: 'Қатысушылар',
    check: 'Дауысымды тексеру',
    code: 'Қате коды',
    help: 'Не істеу керек',
    problems: {
      'receipt-malformed': ['Бұл түбіртек емес', 'Сервис берген файлды өзгертпей таңдаңыз.'],
      'receipt-invalid': [
        'Түбіртек расталмады',
        'Файл өзгертілген немесе басқа журналдікі. Файлды қайта жүктеп көріңіз; сонда да расталмаса, ұйымдастырушы мен байқаушыларға хабарлаңыз.',
      ],
      'another-contest': ['Бұл – басқа байқаудың түбіртегі', 'Оны сол байқаудың бетінде ашыңыз.'],
    },
  },
  ru: {
    title: 'Квитанция',
    done: 'Ваш голос принят',
    doneDetail: 'Больше ничего делать не нужно. Сохраните квитанцию.',
    keep: 'Квитанция',
    verifying: 'Квитанция проверяется…',
    verified: 'Проверено в вашем браузере',
    checks: {
      signature: 'Подпись журнала подлинная.',
      entry: 'Ваш бюллетень стоит в журнале: в нём записей – {size}.',
      choice: 'В записи закреплён именно этот выбор.',
      document: 'В реестре хранится тот подписанный документ, который вы отправили.',
      contest: 'Квитанция относится к этому конкурсу.',
    },
    sources: {
      signed: 'Выбор прочитан из самого документа, который вы подписали.',
      contest: 'Номер доказан квитанцией, имя взято из определения конкурса.',
    },
    actions: 'Сохранить',
    download: 'Скачать квитанцию',
    downloadCms: 'Скачать подписанный документ',
    print: 'Напечатать',
    store: 'Хранить квитанцию на этом компьютере',
    storeDetail:
      'Не делайте этого на общем компьютере. Без отметки квитанция исчезнет из браузера, когда вы закроете страницу.',
    forget: 'Удалить квитанцию с этого компьютера',
    forgotten: 'Квитанция удалена из этого браузера. Ваш голос остаётся в журнале.',
    secret: 'Квитанция показывает, как вы проголосовали. Вы не обязаны никому её показывать.',
    byHand: 'Проверить самому',
    byHandDetail: 'Квитанцию можно проверить и без этого сайта, без сети:',
    withoutScript: 'В браузере выключен JavaScript: проверьте квитанцию командой, указанной ниже.',
    none: 'В этом браузере квитанции нет',
    noneDetail:
      'Квитанция исчезает, когда страницу закрывают. Если вы скачали файл, откройте его здесь. Если квитанции нет, проверьте голос с помощью ЭЦП.',
    open: 'Открыть файл квитанции',
    openLabel: 'Файл квитанции (.json). Его можно и перетащить на эту страницу',
    candidates: 'Участники',
    check: 'Проверить мой голос',
    code: 'Код ошибки',
    help: 'Что делать',
    problems: {
      'receipt-malformed': ['Это не квитанция', 'Выберите файл в том виде, в каком его прислал сервис.'],
      'receipt-invalid': [
        'Квитанция не подтверждается',
        'Файл изменён или относится к другому журналу. Скачайте его заново; если и он не подтверждается, сообщите организатору и наблюдателям.',
      ],
      'another-contest': ['Это квитанция другого конкурса', 'Откройте её на странице того конкурса.'],
    },
  },
  en: {
    title: 'Receipt',
    done: 'Your vote is accepted',
    doneDetail: 'There is nothing more to do. Keep the receipt.',
    keep: 'Receipt',
    verifying: 'Verifying the receipt…',
    verified: 'Verified in your browser',
    checks: {
      signature: 'The signature of the log is genuine.',
      entry: 'Your ballot stands in the log, which has {size} entries.',
      choice: 'The entry is bound to exactly this choice.',
      document: 'The signed document in the ledger is the one you sent.',
      contest: 'The receipt is of this contest.',
    },
    sources: {
      signed: 'The choice was read out of the very document you signed.',
      contest: 'The number is proved by the receipt, the name is from the definition of the contest.',
    },
    actions: 'Keep it',
    download: 'Download the receipt',
    downloadCms: 'Download the signed document',
    print: 'Print',
    store: 'Keep the receipt on this computer',
    storeDetail: 'Do not do this on a shared computer. Otherwise the receipt goes when you close the page.',
    forget: 'Delete the receipt from this computer',
    forgotten: 'The receipt was deleted from this browser. Your vote stays in the log.',
    secret: 'The receipt shows how you voted. You need not show it to anyone.',
    byHand: 'Check it yourself',
    byHandDetail: 'The receipt can be verified without this site and without a network, too:',
    withoutScript: 'JavaScript is switched off in this browser: verify the receipt with the command below.',
    none: 'This browser holds no receipt',
    noneDetail:
      'A receipt goes when its page is closed. If you downloaded the file, open it here. If it is lost, check your ballot with ЭЦП.',
    open: 'Open a receipt file',
    openLabel: 'Receipt file (.json). You can also drop it on this page',
    candidates: 'Candidates',
    check: 'Check my ballot',
    code: 'Error code',
    help: 'What to do',
    problems: {
      'receipt-malformed': ['This is no receipt', 'Choose the file just as the service sent it.'],
      'receipt-invalid': [
        'The receipt cannot be confirmed',
        'The file was changed or is of another log. Download it again; if it still cannot be confirmed, tell the organizer and observers.',
      ],
      'another-contest': ['This receipt is of another contest', 'Open it on the page of that contest.'],
    },
  },
};
