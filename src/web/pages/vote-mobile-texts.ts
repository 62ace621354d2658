import type { Language } from '../../domain/texts.ts';

/** Signing with eGov Mobile, on the page; `{host}` and `{time}` are put in. */
export interface MobileSigningTexts {
  readonly title: string;
  readonly detail: string;
  readonly withoutScript: string;
  readonly start: string;
  readonly open: string;
  readonly steps: readonly [string, string, string];
  readonly codeLabel: string;
  readonly otherPhone: string;
  readonly beware: string;
  readonly program: MobileProgramTexts;
}

/** Said by the program of the page. */
export interface MobileProgramTexts {
  readonly starting: string;
  readonly pending: string;
  readonly pendingHere: string;
  readonly opened: string;
  readonly done: string;
  readonly left: string;
  readonly expired: string;
  readonly again: string;
  readonly offline: string;
  readonly help: string;
}

export const MOBILE_SIGNING_TEXTS: Readonly<Record<Language, MobileSigningTexts>> = {
  kk: {
    title: 'Телефондағы eGov Mobile арқылы',
    detail:
      'Телефоныңыздағы eGov Mobile қолданбасында ЭЦҚ болуы керек. Қолданба қол қойылатын мәтінді көрсетеді: таңдауыңызды сол жерден де тексере аласыз.',
    withoutScript: 'Браузерде JavaScript өшірулі, ал eGov Mobile арқылы қол қоюға ол қажет.',
    start: 'eGov Mobile үшін код алу',
    open: 'eGov Mobile қолданбасын ашу',
    steps: [
      'Телефонда eGov Mobile қолданбасын ашып, «eGov QR» қызметін таңдаңыз.',
      'Осы кодты сканерлеңіз.',
      'Таңдауыңызды телефон экранынан тексеріп, қол қойыңыз.',
    ],
    codeLabel: 'eGov Mobile үшін QR код',
    otherPhone: 'Басқа телефонмен сканерлеу',
    beware:
      'Кодты тек осы сайттан ({host}) және тек өз таңдауыңыз үшін сканерлеңіз. Біреу жіберген немесе басқа сайт көрсеткен кодқа қол қоймаңыз: ол сіздің дауысыңызды басқа біреуге беруі мүмкін.',
    program: {
      starting: 'Код дайындалуда…',
      pending: 'Кодтың сканерленуін күтіп тұрмыз.',
      pendingHere: 'eGov Mobile қолданбасын ашып, қол қойыңыз, содан кейін осы бетке оралыңыз.',
      opened: 'Код сканерленді. Телефонда таңдауыңызды тексеріп, қол қойыңыз.',
      done: 'Қолтаңба қабылданды.',
      left: 'Код тағы {time} жарамды',
      expired:
        'Кодтың мерзімі өтті. Жаңа код алыңыз. Телефонда қол қойып үлгерсеңіз де, қайта қол қоюға болады: дауыс бір рет есептеледі, түбіртек өзгермейді.',
      again: 'Жаңа код алу',
      offline: 'Серверге қосылу мүмкін болмады. Байланыс қалпына келгенде тексеру жалғасады.',
      help: 'Не істеу керек',
    },
  },
  ru: {
    title: 'Через eGov Mobile на телефоне',
    detail:
      'В приложении eGov Mobile на вашем телефоне должна быть ЭЦП. Приложение показывает текст, который подписывается: свой выбор можно проверить и там.',
    withoutScript: 'В браузере выключен JavaScript, а для подписания через eGov Mobile он нужен.',
    start: 'Получить код для eGov Mobile',
    open: 'Открыть eGov Mobile',
    steps: [
      'Откройте на телефоне приложение eGov Mobile и выберите «eGov QR».',
      'Отсканируйте этот код.',
      'Проверьте свой выбор на экране телефона и подпишите.',
    ],
    codeLabel: 'QR-код для eGov Mobile',
    otherPhone: 'Отсканировать другим телефоном',
    beware:
      'Сканируйте код только с этого сайта ({host}) и только для собственного выбора. Не подписывайте по коду, который вам прислали или показал другой сайт: он может отдать ваш голос другому.',
    program: {
      starting: 'Код готовится…',
      pending: 'Ждём, когда код будет отсканирован.',
      pendingHere: 'Откройте eGov Mobile, подпишите и вернитесь на эту страницу.',
      opened: 'Код отсканирован. Проверьте свой выбор на телефоне и подпишите.',
      done: 'Подпись принята.',
      left: 'Код действует ещё {time}',
      expired:
        'Срок действия кода истёк. Получите новый код. Если вы уже подписали на телефоне, подписать ещё раз не опасно: голос учитывается один раз, и квитанция будет та же.',
      again: 'Получить новый код',
      offline: 'Не удаётся связаться с сервером. Проверка продолжится, когда связь вернётся.',
      help: 'Что делать',
    },
  },
  en: {
    title: 'With eGov Mobile on your phone',
    detail:
      'The eGov Mobile app on your phone must hold your ЭЦП. The app shows the text that is signed: you can check your choice there, too.',
    withoutScript: 'JavaScript is switched off in this browser, and signing with eGov Mobile needs it.',
    start: 'Get a code for eGov Mobile',
    open: 'Open eGov Mobile',
    steps: [
      'Open eGov Mobile on your phone and choose “eGov QR”.',
      'Scan this code.',
      'Check your choice on the screen of the phone and sign.',
    ],
    codeLabel: 'QR code for eGov Mobile',
    otherPhone: 'Scan with another phone',
    beware:
      'Scan the code from this site only ({host}) and only for your own choice. Do not sign under a code that somebody sent you or another site shows: it may give your vote to somebody else.',
    program: {
      starting: 'Making the code…',
      pending: 'Waiting for the code to be scanned.',
      pendingHere: 'Open eGov Mobile, sign, and come back to this page.',
      opened: 'The code was scanned. Check your choice on the phone and sign.',
      done: 'The signature was accepted.',
      left: 'The code is good for another {time}',
      expired:
        'The code is over. Get a new one. If you have signed on the phone already, signing again does no harm: your vote counts once, and the receipt is the same.',
      again: 'Get a new code',
      offline: 'The server cannot be reached. Checking goes on once the line is back.',
      help: 'What to do',
    },
  },
};
