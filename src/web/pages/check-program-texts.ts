import type { Language } from '../../domain/texts.ts';

type Told = readonly [title: string, detail: string];

/** Said by the program that checks. */
interface CheckProgramTexts {
  readonly working: string;
  readonly receiptGood: string;
  /** `{index}`, `{time}`. */
  readonly receiptFacts: string;
  /** `{size}`. */
  readonly live: string;
  readonly consistent: string;
  readonly unreachable: string;
  readonly verified: string;
  /** `{index}`, `{accepted}`. */
  readonly found: string;
  readonly foundProof: string;
  readonly none: string;
  readonly noneWord: string;
  /** `{time}`, `{size}`. */
  readonly asOf: string;
  readonly download: string;
  readonly downloadCms: string;
  readonly problems: Readonly<
    Record<
      'receipt-malformed' | 'receipt-invalid' | 'another-contest' | 'log-differs' | 'statement-invalid' | 'offline',
      Told
    >
  >;
}

export const CHECK_PROGRAM_TEXTS: Readonly<Record<Language, CheckProgramTexts>> = {
  kk: {
    working: 'Тексерілуде…',
    receiptGood: 'Дауысыңыз журналда',
    receiptFacts: 'Түбіртек шын: {index}-жазба, {time} қабылданған.',
    live: 'Журнал қазір де дәл осы жазбаны көрсетіп тұр; онда {size} жазба бар.',
    consistent: 'Журнал түбіртек берілген кездегісінің жалғасы: ештеңе өшірілмеген, алмастырылмаған.',
    unreachable:
      'Журналды қазір сұрау мүмкін болмады. Түбіртектің өзі дұрыс; жазбаның қазір де тұрғанын кейінірек тексеріңіз.',
    verified: 'Осы браузерде тексерілді: журналдың қолтаңбасы шын, жазба журналда тұр.',
    found: 'Сіздің бюллетеніңіз журналда: {index}-жазба, {accepted} қабылданған.',
    foundProof: 'Жазба журналдың өз кілтімен дәлелденді, осы браузерде тексерілді.',
    none: 'Журналда сіздің атыңыздан бюллетень жоқ',
    noneWord: 'Бұл – ұйымдастырушының қол қойылған сөзі: журналда бір нәрсенің жоғын дәлелдеу мүмкін емес.',
    asOf: '{time} жағдайы бойынша, журналда {size} жазба болғанда.',
    download: 'Жауапты жүктеп алу',
    downloadCms: 'Қол қойылған сұрауды жүктеп алу',
    problems: {
      'receipt-malformed': ['Бұл түбіртек емес', 'Сервис берген файлды өзгертпей таңдаңыз.'],
      'receipt-invalid': [
        'Түбіртек расталмады',
        'Файл өзгертілген немесе басқа журналдікі. Файлды қайта жүктеп көріңіз; сонда да расталмаса, ұйымдастырушы мен байқаушыларға хабарлаңыз.',
      ],
      'another-contest': ['Бұл – басқа байқаудың түбіртегі', 'Оны сол байқаудың бетінде тексеріңіз.'],
      'log-differs': [
        'Журнал түбіртекке сәйкес келмейді',
        'Түбіртегіңіз дұрыс, бірақ журнал қазір басқаны көрсетеді. Түбіртекті сақтап, ұйымдастырушы мен байқаушыларға дереу хабарлаңыз: бұл – бұзушылықтың дәлелі.',
      ],
      'statement-invalid': [
        'Сервистің жауабы расталмады',
        'Жауаптың қолтаңбасы дұрыс емес немесе ол басқа сұрауға берілген. Қайталап көріңіз; қайталанса, ұйымдастырушы мен байқаушыларға хабарлаңыз.',
      ],
      offline: ['Серверге қосылу мүмкін болмады', 'Интернет байланысын тексеріп, қайталап көріңіз.'],
    },
  },
  ru: {
    working: 'Проверяется…',
    receiptGood: 'Ваш голос в журнале',
    receiptFacts: 'Квитанция подлинная: запись № {index}, принята {time}.',
    live: 'Журнал и сейчас показывает ту же запись; записей в нём – {size}.',
    consistent: 'Журнал – продолжение того, что был при выдаче квитанции: ничего не удалено и не подменено.',
    unreachable:
      'Запросить журнал сейчас не удалось. Сама квитанция верна; что запись стоит и сейчас, проверьте позже.',
    verified: 'Проверено в вашем браузере: подпись журнала подлинная, запись стоит в журнале.',
    found: 'Ваш бюллетень в журнале: запись № {index}, принят {accepted}.',
    foundProof: 'Запись доказана ключом самого журнала, проверено в вашем браузере.',
    none: 'Бюллетеня на ваше имя в журнале нет',
    noneWord: 'Это подписанное слово организатора: доказать, что чего-то в журнале нет, нельзя.',
    asOf: 'На {time}, когда записей в журнале было {size}.',
    download: 'Скачать ответ',
    downloadCms: 'Скачать подписанный запрос',
    problems: {
      'receipt-malformed': ['Это не квитанция', 'Выберите файл в том виде, в каком его прислал сервис.'],
      'receipt-invalid': [
        'Квитанция не подтверждается',
        'Файл изменён или относится к другому журналу. Скачайте его заново; если и он не подтверждается, сообщите организатору и наблюдателям.',
      ],
      'another-contest': ['Это квитанция другого конкурса', 'Проверьте её на странице того конкурса.'],
      'log-differs': [
        'Журнал не сходится с квитанцией',
        'Ваша квитанция верна, но журнал сейчас показывает другое. Сохраните квитанцию и сразу сообщите организатору и наблюдателям: это доказательство нарушения.',
      ],
      'statement-invalid': [
        'Ответ сервиса не подтверждается',
        'Подпись ответа неверна, или он дан на другой запрос. Попробуйте ещё раз; если повторится, сообщите организатору и наблюдателям.',
      ],
      offline: ['Не удаётся связаться с сервером', 'Проверьте подключение к интернету и попробуйте ещё раз.'],
    },
  },
  en: {
    working: 'Checking…',
    receiptGood: 'Your ballot is in the log',
    receiptFacts: 'The receipt is genuine: entry {index}, accepted {time}.',
    live: 'The log shows the same entry now; it has {size} entries.',
    consistent: 'The log goes on from what it was when the receipt was given: nothing was removed or replaced.',
    unreachable: 'The log could not be asked now. The receipt itself is good; check later that the entry still stands.',
    verified: 'Verified in your browser: the signature of the log is genuine, the entry stands in it.',
    found: 'Your ballot is in the log: entry {index}, accepted {accepted}.',
    foundProof: "The entry is proved under the log's own key, verified in your browser.",
    none: 'There is no ballot in your name in the log',
    noneWord: "This is the organizer's signed word: that something is not in a log cannot be proved.",
    asOf: 'As of {time}, when the log had {size} entries.',
    download: 'Download the answer',
    downloadCms: 'Download the signed request',
    problems: {
      'receipt-malformed': ['This is no receipt', 'Choose the file just as the service sent it.'],
      'receipt-invalid': [
        'The receipt cannot be confirmed',
        'The file was changed or is of another log. Download it again; if it still cannot be confirmed, tell the organizer and observers.',
      ],
      'another-contest': ['This receipt is of another contest', 'Check it on the page of that contest.'],
      'log-differs': [
        'The log does not agree with the receipt',
        'Your receipt is good, but the log shows something else now. Keep the receipt and tell the organizer and observers at once: it is evidence.',
      ],
      'statement-invalid': [
        "The service's answer cannot be confirmed",
        'Its signature is wrong, or it answers another request. Try again; if it goes on, tell the organizer and observers.',
      ],
      offline: ['The server cannot be reached', 'Check your connection and try again.'],
    },
  },
};
