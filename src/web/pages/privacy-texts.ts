import type { Language } from '../../domain/texts.ts';
import type { ReadingTexts } from '../reading.tsx';

export const PRIVACY_TEXTS: Readonly<Record<Language, ReadingTexts>> = {
  kk: {
    title: 'Дербес деректер',
    description: 'Дауыс беру кезінде қандай дербес деректер сақталады, оларды кім көреді және олар қалай өшіріледі.',
    lead: 'Сайтты тіркелмей оқуға болады. Дербес деректер дауыс бергенде ғана пайда болады.',
    contents: 'Бұл бетте',
    chapters: [
      {
        id: 'kept',
        title: 'Не сақталады',
        blocks: [
          [
            'Қол қойылған бюллетень: онда таңдауыңыз және сертификатыңыз бар. Сертификатта аты-жөніңіз бен ЖСН жазылған.',
            'Дауыс қабылданған уақыт және сол сәтте сертификаттың жарамды болғанының дәлелі.',
            'Дауыс берушінің белгісі: ЖСН-нан құпия кілтпен есептелген сан. Бір адам екі рет дауыс бермеуі үшін керек.',
          ],
          'IP-мекенжай, браузер туралы деректер, пошта, телефон сақталмайды. Сервис журналына ЖСН, есім, IP-мекенжай және таңдау жазылмайды.',
        ],
      },
      {
        id: 'why',
        title: 'Не үшін',
        blocks: [
          'Бұл деректерсіз дауыстың шын екенін және бір адамдікі екенін кейін дәлелдеу мүмкін емес: аудитор әр қолтаңбаны қайта тексереді.',
          'ЖСН басқа мақсатта қолданылмайды.',
        ],
      },
      {
        id: 'who',
        title: 'Кім көреді',
        blocks: [
          [
            'Оператор: қол қойылған бюллетеньдердің бәрін.',
            'Рұқсат берілген аудиторлар: өз кілттеріне шифрланған көшірмесін.',
            'Комиссия: тек сандарды және хаттаманы.',
            'Жұртшылық: есімсіз, ЖСН-сыз журналды; жабылғаннан кейін – кімдікі екені көрсетілмеген таңдауларды.',
            'ҚР ҰКО: сертификат тексерілгенде, оның нөмірі мен тексеру уақытын. Таңдауды емес.',
            'eGov Mobile арқылы қол қойсаңыз, бюллетень мәтіні сол қосымшаға жіберіледі.',
          ],
        ],
      },
      {
        id: 'how-long',
        title: 'Қанша уақыт',
        blocks: [
          'Бюллетеньдер нәтиже бекітіліп, аудит және шағым мерзімі аяқталғанша сақталады. Нақты мерзімді ұйымдастырушы белгілейді және хабарлайды.',
          'Ашық журнал мерзімсіз сақталады: онда дербес деректер жоқ.',
        ],
      },
      {
        id: 'erasure',
        title: 'Өшіру',
        blocks: [
          'Жеке бюллетеньді өшіру туралы ұйымдастырушыға жазыңыз. Шешім болса, қол қойылған файл, сертификат және түбіртек өшіріледі.',
          'Журналдағы жазба, дауыс берушінің белгісі және есептелген дауыс қалады. Белгіні сізбен тек құпия кілт арқылы байланыстыруға болады; аудиттен кейін ол кілт жойылуға немесе мөрленуге тиіс. Өшірудің өзі журналда көрінеді.',
          'Өшірілгеннен кейін де екінші рет дауыс беруге болмайды.',
        ],
      },
      {
        id: 'cookies',
        title: 'Cookie файлдары',
        blocks: [
          [
            'visitor – қатысушыларды кездейсоқ, бірақ сіз үшін тұрақты ретпен көрсететін сан. Кім екеніңізді көрсетпейді. Бір айдан кейін өшеді.',
            'Комиссия мүшелері мен аудиторлар ЭЦҚ арқылы кіргенде ғана – сеанс cookie файлы.',
          ],
          'Басқа cookie, жарнама, санауыш жоқ. Бет ешқандай бөгде серверге сұрау жібермейді. NCALayer-мен байланыс өз компьютеріңіздің ішінде ғана болады.',
        ],
      },
      {
        id: 'yours',
        title: 'Өзіңіз нені сақтауыңыз керек',
        blocks: [
          'Толық түбіртек пен қол қойылған файл кімге дауыс бергеніңізді көрсетеді. Оларды өзіңізде сақтаңыз, әлеуметтік желіге салмаңыз.',
          'Көмек сұрағанда ЖСН-ды, кілтті, құпиясөзді және түбіртекті жібермеңіз.',
        ],
      },
    ],
  },
  ru: {
    title: 'Персональные данные',
    description: 'Какие персональные данные хранятся при голосовании, кто их видит и как они удаляются.',
    lead: 'Читать сайт можно без регистрации. Персональные данные появляются только при голосовании.',
    contents: 'На этой странице',
    chapters: [
      {
        id: 'kept',
        title: 'Что хранится',
        blocks: [
          [
            'Подписанный бюллетень: в нём ваш выбор и ваш сертификат. В сертификате записаны ваши имя и ИИН.',
            'Время приёма голоса и доказательство того, что сертификат тогда действовал.',
            'Метка голосующего: число, вычисленное из ИИН с секретным ключом. Она нужна, чтобы никто не проголосовал дважды.',
          ],
          'IP-адрес, данные о браузере, почта и телефон не хранятся. ИИН, имя, IP-адрес и выбор в журналы работы сервиса не записываются.',
        ],
      },
      {
        id: 'why',
        title: 'Для чего',
        blocks: [
          'Без этих данных потом нельзя доказать, что голос подлинный и принадлежит одному человеку: аудитор заново проверяет каждую подпись.',
          'Для других целей ИИН не используется.',
        ],
      },
      {
        id: 'who',
        title: 'Кто видит',
        blocks: [
          [
            'Оператор: все подписанные бюллетени.',
            'Аудиторы с допуском: выгрузку, зашифрованную на их ключи.',
            'Комиссия: только числа и протокол.',
            'Все: журнал без имён и ИИН; после закрытия – выборы без указания, чьи они.',
            'НУЦ РК: номер сертификата и время его проверки. Выбор – нет.',
            'Если вы подписываете через eGov Mobile, текст бюллетеня передаётся в это приложение.',
          ],
        ],
      },
      {
        id: 'how-long',
        title: 'Как долго',
        blocks: [
          'Бюллетени хранятся, пока не утверждён результат и не закончились аудит и срок обжалования. Точный срок устанавливает и объявляет организатор.',
          'Открытый журнал хранится бессрочно: персональных данных в нём нет.',
        ],
      },
      {
        id: 'erasure',
        title: 'Удаление',
        blocks: [
          'Об удалении своего бюллетеня напишите организатору. По решению удаляются подписанный файл, сертификат и квитанция.',
          'Остаются запись в журнале, метка голосующего и учтённый голос. Связать метку с вами можно только с секретным ключом; после аудита его следует уничтожить или опечатать. Само удаление видно в журнале.',
          'Проголосовать ещё раз нельзя и после удаления.',
        ],
      },
      {
        id: 'cookies',
        title: 'Файлы cookie',
        blocks: [
          [
            'visitor – число, по которому участники показываются в случайном, но постоянном для вас порядке. Кто вы, оно не говорит. Удаляется через месяц.',
            'Cookie сеанса – только когда члены комиссии и аудиторы входят с ЭЦП.',
          ],
          'Других cookie, рекламы и счётчиков нет. Страница не обращается ни к каким посторонним серверам. Связь с NCALayer происходит только внутри вашего компьютера.',
        ],
      },
      {
        id: 'yours',
        title: 'Что беречь вам самим',
        blocks: [
          'Полная квитанция и подписанный файл показывают, за кого вы голосовали. Храните их у себя и не выкладывайте в социальные сети.',
          'Обращаясь за помощью, не присылайте ИИН, ключ, пароль и квитанцию.',
        ],
      },
    ],
  },
  en: {
    title: 'Personal data',
    description: 'Which personal data are kept when you vote, who sees them, and how they are erased.',
    lead: 'The site can be read without registering. Personal data come into being only when you vote.',
    contents: 'On this page',
    chapters: [
      {
        id: 'kept',
        title: 'What is kept',
        blocks: [
          [
            'The signed ballot: it holds your choice and your certificate. The certificate holds your name and ИИН.',
            'When the vote was accepted, and proof that the certificate was valid then.',
            'A voter tag: a number computed from the ИИН with a secret key. It keeps anybody from voting twice.',
          ],
          'IP addresses, data of your browser, mail addresses and telephone numbers are not kept. No ИИН, name, IP address or choice is written to the service’s own logs.',
        ],
      },
      {
        id: 'why',
        title: 'What for',
        blocks: [
          'Without these data nobody could prove later that a vote is genuine and belongs to one person: auditors verify every signature anew.',
          'The ИИН is used for nothing else.',
        ],
      },
      {
        id: 'who',
        title: 'Who sees what',
        blocks: [
          [
            'The operator: all signed ballots.',
            'Auditors who are given access: an export that is encrypted to their keys.',
            'The commission: numbers and the protocol alone.',
            'Everybody: the log, without names and ИИН; after closing, the choices, without whose they are.',
            'НУЦ РК: the number of a certificate and when it was checked. Not the choice.',
            'If you sign with eGov Mobile, the text of the ballot goes to that app.',
          ],
        ],
      },
      {
        id: 'how-long',
        title: 'How long',
        blocks: [
          'Ballots are kept until the result is confirmed and the audit and the time for complaints are over. The organiser sets and announces the exact term.',
          'The public log is kept for good: it holds no personal data.',
        ],
      },
      {
        id: 'erasure',
        title: 'Erasure',
        blocks: [
          'Write to the organiser to have your ballot erased. On a decision, the signed file, the certificate and the receipt are erased.',
          'The entry in the log, the voter tag and the counted vote stay. The tag can be linked to you only with the secret key, which is to be destroyed or sealed after the audit. The erasure itself shows in the log.',
          'Nobody can vote a second time after an erasure.',
        ],
      },
      {
        id: 'cookies',
        title: 'Cookies',
        blocks: [
          [
            'visitor – a number by which candidates are shown in an order that is random but stays the same for you. It does not tell who you are. It ends after a month.',
            'A session cookie, only for members of the commission and auditors who sign in with ЭЦП.',
          ],
          'There are no other cookies, no advertising and no counters. Pages ask no server but this one. What is said to NCALayer stays inside your own computer.',
        ],
      },
      {
        id: 'yours',
        title: 'What to keep to yourself',
        blocks: [
          'A full receipt and the signed file show whom you voted for. Keep them to yourself and off social networks.',
          'When you ask for help, do not send your ИИН, key, password or receipt.',
        ],
      },
    ],
  },
};
