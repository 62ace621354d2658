import type { LocalizedText } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';

interface VoteTexts {
  readonly title: string;
  readonly back: string;
  readonly choice: string;
  readonly sign: string;
  readonly ncalayer: string;
  readonly ncalayerDetail: string;
  readonly ncalayerButton: string;
  readonly ncalayerGet: string;
  readonly withoutScript: string;
  readonly file: string;
  readonly fileDetail: string;
  readonly fileDownload: string;
  readonly fileSign: string;
  readonly fileSend: string;
  readonly fileLabel: string;
  readonly fileButton: string;
  readonly what: string;
  readonly whatDetail: string;
  readonly whoSees: string;
  readonly whoSeesDetail: string;
  readonly protection: string;
}

/** Said in both state languages on every page, whatever its own: what is signed is in both, too. */
export const ONCE: Required<LocalizedText> = {
  kk: 'Дауыс бір-ақ рет беріледі. Қол қойылғаннан кейін таңдауды өзгертуге болмайды.',
  ru: 'Голос отдаётся один раз. После подписания изменить выбор нельзя.',
  en: 'You vote once. After signing, the choice cannot be changed.',
};

export const VOTE_TEXTS: Readonly<Record<Language, VoteTexts>> = {
  kk: {
    title: 'Таңдауыңызды тексеріңіз',
    back: 'Қатысушының бетіне оралу',
    choice: 'Сіздің таңдауыңыз',
    sign: 'Қол қойып, дауыс беру',
    ncalayer: 'Осы компьютердегі NCALayer арқылы',
    ncalayerDetail:
      'NCALayer іске қосулы болуы керек. Оның терезесінде жеке тұлғаға берілген қол қою кілтін таңдап, құпиясөзін енгізіңіз. NCALayer құжаттың мазмұнын көрсетпейді, сондықтан таңдауыңызды осы бетте тексеріңіз.',
    ncalayerButton: 'NCALayer-де қол қойып, дауыс беру',
    ncalayerGet: 'NCALayer-ді ҰКО сайтынан орнату (ncl.pki.gov.kz)',
    withoutScript:
      'Браузерде JavaScript өшірулі, ал NCALayer-ге ол қажет. Төмендегі файл арқылы қол қою JavaScript-сіз де жұмыс істейді.',
    file: 'Басқа бағдарламада қол қойылған файлмен',
    fileDetail: 'Бұл тәсіл кез келген браузерде жұмыс істейді. Файлға басқа құрылғыда да қол қоюға болады.',
    fileDownload: 'Қол қойылатын файлды жүктеп алыңыз:',
    fileSign:
      'Оған ЭЦҚ-мен CMS қолтаңбасын жасайтын кез келген бағдарламада қол қойыңыз. Құжаттың өзі қолтаңба файлының ішінде болсын; файлды өзгертпеңіз.',
    fileSend: 'Дайын қолтаңба файлын осында таңдап, жіберіңіз.',
    fileLabel: 'Қолтаңба файлы (.cms, .p7s, .sig; 64 КиБ-қа дейін)',
    fileButton: 'Файлды жіберіп, дауыс беру',
    what: 'Нақты неге қол қоясыз',
    whatDetail:
      'Дәл осы мәтінге қол қойылады: қазақша және орысша сіздің таңдауыңыз, байқау және журнал. Мұнда сіздің дербес деректеріңіз жоқ, олар тек ЭЦҚ сертификатында болады.',
    whoSees: 'Кім нені көреді',
    whoSeesDetail:
      'Дауысқа сіздің ЭЦҚ-ңызбен қол қойылады, сондықтан кімнің қалай дауыс бергенін ұйымдастырушы мен аудиторлар біледі. Көпшілікке сіздің атыңыз да, ЖСН-ыңыз да көрсетілмейді.',
    protection: 'Дауыс қалай қорғалады',
  },
  ru: {
    title: 'Проверьте свой выбор',
    back: 'Вернуться на страницу участника',
    choice: 'Ваш выбор',
    sign: 'Подписать и проголосовать',
    ncalayer: 'Через NCALayer на этом компьютере',
    ncalayerDetail:
      'Программа NCALayer должна быть запущена. В её окне выберите ключ подписи физического лица и введите пароль. NCALayer не показывает содержание документа, поэтому проверьте выбор на этой странице.',
    ncalayerButton: 'Подписать в NCALayer и проголосовать',
    ncalayerGet: 'Установить NCALayer с сайта НУЦ РК (ncl.pki.gov.kz)',
    withoutScript:
      'В браузере выключен JavaScript, а для NCALayer он нужен. Подписать файлом (ниже) можно и без JavaScript.',
    file: 'Файлом, подписанным в другой программе',
    fileDetail: 'Этот способ работает в любом браузере. Подписать файл можно и на другом устройстве.',
    fileDownload: 'Скачайте файл, который нужно подписать:',
    fileSign:
      'Подпишите его ЭЦП в любой программе, которая делает подпись CMS. Сам документ должен быть внутри файла подписи; не изменяйте его.',
    fileSend: 'Выберите здесь готовый файл подписи и отправьте его.',
    fileLabel: 'Файл подписи (.cms, .p7s, .sig; до 64 КиБ)',
    fileButton: 'Отправить файл и проголосовать',
    what: 'Что именно вы подписываете',
    whatDetail:
      'Подписывается в точности этот текст: ваш выбор, конкурс и журнал, на казахском и русском языках. Ваших персональных данных в нём нет, они есть только в сертификате ЭЦП.',
    whoSees: 'Кто что видит',
    whoSeesDetail:
      'Голос подписан вашей ЭЦП, поэтому организатор и аудиторы знают, кто как проголосовал. Публично ни ваше имя, ни ИИН не показываются.',
    protection: 'Как защищён голос',
  },
  en: {
    title: 'Check your choice',
    back: 'Back to the candidate',
    choice: 'Your choice',
    sign: 'Sign and vote',
    ncalayer: 'With NCALayer on this computer',
    ncalayerDetail:
      'NCALayer must be running. In its window choose your signing key as an individual and enter its password. NCALayer does not show what is signed, so check your choice on this page.',
    ncalayerButton: 'Sign in NCALayer and vote',
    ncalayerGet: 'Get NCALayer from НУЦ (ncl.pki.gov.kz)',
    withoutScript:
      'JavaScript is switched off in this browser, and NCALayer needs it. Voting with a signed file (below) works without.',
    file: 'With a file signed elsewhere',
    fileDetail: 'This way works in every browser. The file can be signed on another device, too.',
    fileDownload: 'Download the file to sign:',
    fileSign:
      'Sign it with ЭЦП in any program that makes CMS signatures. The document itself must be inside the signature file; do not change it.',
    fileSend: 'Choose the signature file here and send it.',
    fileLabel: 'Signature file (.cms, .p7s, .sig; up to 64 KiB)',
    fileButton: 'Send the file and vote',
    what: 'What exactly you sign',
    whatDetail:
      'Exactly this text is signed: your choice, the contest and the log, in Kazakh and Russian. None of your personal data is in it; that is only in the certificate of your ЭЦП.',
    whoSees: 'Who sees what',
    whoSeesDetail:
      'Your ЭЦП signs the vote, so the organizer and auditors know who voted how. In public neither your name nor your ИИН is shown.',
    protection: 'How a vote is protected',
  },
};
