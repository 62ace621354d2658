import type { Language } from '../../domain/texts.ts';
import type { Leaf } from '../../log/leaf.ts';
import type { PluralForms } from '../wording.ts';

interface CheckTexts {
  readonly title: string;
  readonly lead: string;
  readonly byReceipt: string;
  readonly byReceiptDetail: string;
  readonly file: string;
  readonly paste: string;
  readonly check: string;
  readonly withoutScript: string;
  readonly byIndex: string;
  readonly byIndexDetail: string;
  readonly index: string;
  readonly show: string;
  readonly entry: (index: number) => string;
  readonly kinds: Readonly<Record<Leaf['type'], string>>;
  readonly time: string;
  readonly size: PluralForms;
  readonly annulled: string;
  readonly noEntry: (index: string) => string;
  readonly bySignature: string;
  readonly bySignatureDetail: string;
  readonly ncalayerButton: string;
  readonly requestFile: string;
  readonly requestDetail: string;
  readonly requestDownload: string;
  readonly requestSigned: string;
  readonly requestSend: string;
  readonly commands: string;
  readonly commandsReceipt: string;
  readonly commandsSignature: string;
}

export const CHECK_TEXTS: Readonly<Record<Language, CheckTexts>> = {
  kk: {
    title: 'Дауысым журналда ма?',
    lead: 'Үш тәсілдің бірін таңдаңыз. Олардың ешқайсысы жаңа дауыс бермейді және берілген дауысты өзгертпейді.',
    byReceipt: 'Түбіртек бойынша',
    byReceiptDetail:
      'Түбіртек осы браузердің ішінде тексеріледі, ешқайда жіберілмейді. Содан кейін журналдан дәл сол жазба сұралады.',
    file: 'Түбіртек файлы (.json). Оны осы бетке сүйреп әкелуге де болады',
    paste: 'Немесе түбіртектің мәтінін қойыңыз',
    check: 'Тексеру',
    withoutScript: 'Бұл тәсілге JavaScript керек. Онсыз төмендегі командаларды пайдаланыңыз.',
    byIndex: 'Жазба нөмірі бойынша',
    byIndexDetail:
      'Журналда мұндай жазба бар-жоғын кез келген адам көре алады. Ол кімдікі және кімге берілгені көрсетілмейді.',
    index: 'Жазба нөмірі',
    show: 'Көрсету',
    entry: (index) => `${index}-жазба журналда тұр`,
    kinds: {
      ballot: 'Бюллетень',
      annulment: 'Комиссияның бюллетеньді есептен шығаруы',
      opened: 'Дауыс берудің басталуы',
      closed: 'Дауыс берудің аяқталуы',
      protocol: 'Қорытынды хаттама',
      'time-anchor': 'Уақыт белгісі',
      decision: 'Комиссияның шешімі',
      'trust-changed': 'Сенім білдірілген куәландырушы орталықтардың өзгеруі',
      erasure: 'Жазбаның мәліметтерін өшіру',
    },
    time: 'Уақыты (минутқа дейін)',
    size: { other: 'жазба журналда бар' },
    annulled: 'Бұл бюллетеньді комиссия есептен шығарған.',
    noEntry: (index) => `Журналда ${index}-жазба жоқ.`,
    bySignature: 'ЭЦҚ арқылы',
    bySignatureDetail:
      'Арнайы сұрауға ЭЦҚ-мен қол қойыңыз: сервис сіздің атыңыздан бюллетень бар-жоғын тек өзіңізге айтады. Бұл – дауыс беру емес.',
    ncalayerButton: 'NCALayer-де сұрауға қол қою',
    requestFile: 'Басқа бағдарламада қол қойылған файлмен',
    requestDetail: 'Сұрау бес минут жарамды, бір рет қана қолданылады.',
    requestDownload: 'Сұрауды жүктеп алу',
    requestSigned: 'Қол қойылған сұрау (.cms, .p7s, .sig)',
    requestSend: 'Сұрауды жіберу',
    commands: 'Командалармен тексеру',
    commandsReceipt: 'Түбіртек, желісіз:',
    commandsSignature: 'ЭЦҚ арқылы сұрау: challenge.json файлына қол қойып, challenge.cms етіп сақтаңыз.',
  },
  ru: {
    title: 'Есть ли мой голос в журнале?',
    lead: 'Выберите один из трёх способов. Ни один из них не отдаёт нового голоса и не меняет отданного.',
    byReceipt: 'По квитанции',
    byReceiptDetail:
      'Квитанция проверяется прямо в браузере и никуда не отправляется. Затем у журнала запрашивается та же запись.',
    file: 'Файл квитанции (.json). Его можно и перетащить на эту страницу',
    paste: 'Или вставьте текст квитанции',
    check: 'Проверить',
    withoutScript: 'Для этого способа нужен JavaScript. Без него используйте команды, указанные ниже.',
    byIndex: 'По номеру записи',
    byIndexDetail: 'Любой может увидеть, что такая запись в журнале есть. Чья она и за кого, не показывается.',
    index: 'Номер записи',
    show: 'Показать',
    entry: (index) => `Запись № ${index} стоит в журнале`,
    kinds: {
      ballot: 'Бюллетень',
      annulment: 'Исключение бюллетеня из подсчёта комиссией',
      opened: 'Начало голосования',
      closed: 'Окончание голосования',
      protocol: 'Итоговый протокол',
      'time-anchor': 'Метка времени',
      decision: 'Решение комиссии',
      'trust-changed': 'Изменение доверенных удостоверяющих центров',
      erasure: 'Удаление данных записи',
    },
    time: 'Время (с точностью до минуты)',
    size: { one: 'запись в журнале', few: 'записи в журнале', many: 'записей в журнале', other: 'записи в журнале' },
    annulled: 'Этот бюллетень исключён комиссией из подсчёта.',
    noEntry: (index) => `Записи № ${index} в журнале нет.`,
    bySignature: 'С помощью ЭЦП',
    bySignatureDetail:
      'Подпишите ЭЦП особый запрос: сервис скажет вам, и только вам, есть ли бюллетень на ваше имя. Это не голосование.',
    ncalayerButton: 'Подписать запрос в NCALayer',
    requestFile: 'Файлом, подписанным в другой программе',
    requestDetail: 'Запрос действует пять минут и только один раз.',
    requestDownload: 'Скачать запрос',
    requestSigned: 'Подписанный запрос (.cms, .p7s, .sig)',
    requestSend: 'Отправить запрос',
    commands: 'Проверить командами',
    commandsReceipt: 'Квитанция, без сети:',
    commandsSignature: 'Запрос с ЭЦП: подпишите файл challenge.json и сохраните подпись как challenge.cms.',
  },
  en: {
    title: 'Is my ballot in?',
    lead: 'Choose one of three ways. None of them casts a vote or changes one.',
    byReceipt: 'By receipt',
    byReceiptDetail:
      'The receipt is verified inside this browser and sent nowhere. Then the log is asked for the same entry.',
    file: 'Receipt file (.json). You can also drop it on this page',
    paste: 'Or paste the text of the receipt',
    check: 'Check',
    withoutScript: 'This way needs JavaScript. Without it use the commands below.',
    byIndex: 'By number of the entry',
    byIndexDetail: 'Anyone can see that such an entry is in the log. Whose it is, and for whom, is not shown.',
    index: 'Number of the entry',
    show: 'Show',
    entry: (index) => `Entry ${index} stands in the log`,
    kinds: {
      ballot: 'Ballot',
      annulment: 'A ballot taken out of the count by the commission',
      opened: 'Voting opened',
      closed: 'Voting closed',
      protocol: 'Final protocol',
      'time-anchor': 'Time-stamp',
      decision: 'Decision of the commission',
      'trust-changed': 'Change of trusted authorities',
      erasure: 'Erasure of a record',
    },
    time: 'Time (to the minute)',
    size: { one: 'entry in the log', other: 'entries in the log' },
    annulled: 'The commission took this ballot out of the count.',
    noEntry: (index) => `There is no entry ${index} in the log.`,
    bySignature: 'With ЭЦП',
    bySignatureDetail:
      'Sign a special request with ЭЦП: the service tells you, and only you, whether there is a ballot in your name. This is not a vote.',
    ncalayerButton: 'Sign the request in NCALayer',
    requestFile: 'With a file signed elsewhere',
    requestDetail: 'A request is good for five minutes and once.',
    requestDownload: 'Download the request',
    requestSigned: 'Signed request (.cms, .p7s, .sig)',
    requestSend: 'Send the request',
    commands: 'Check with commands',
    commandsReceipt: 'A receipt, without a network:',
    commandsSignature: 'A request with ЭЦП: sign challenge.json and keep the signature as challenge.cms.',
  },
};
