import type { Language } from '../../domain/texts.ts';
import type { Role } from '../../intake/roles.ts';

export interface SignInTexts {
  readonly title: string;
  readonly why: Readonly<Record<Role, string>>;
  readonly refused: string;
  readonly help: string;
  readonly ncalayer: string;
  readonly ncalayerDetail: string;
  readonly button: string;
  readonly file: string;
  readonly steps: readonly [download: string, sign: string, send: string];
  readonly label: string;
  readonly send: string;
  readonly signedIn: Readonly<Record<Role, string>>;
  readonly role: string;
  readonly until: string;
  readonly end: string;
  /** Said while the program signs. */
  readonly sending: string;
  readonly cancelled: string;
  readonly nothing: string;
  readonly offline: readonly [title: string, detail: string];
}

/** Words of signing in with ЭЦП. */
export const SIGN_IN_TEXTS: Readonly<Record<Language, SignInTexts>> = {
  kk: {
    title: 'ЭЦҚ арқылы кіру',
    why: {
      commission:
        'Кіру рұқсаты оператор тағайындаған комиссия мүшелеріне ғана беріледі. Қалғанның бәрі бұл бетте онсыз да көрінеді.',
      auditor:
        'Кіру рұқсаты оператор тағайындаған аудиторларға ғана беріледі. Ол экспорттың жабық бөлігін ашады; экспорттың жария бөлігі мен кілттер онсыз да қолжетімді.',
    },
    refused: 'Кіру мүмкін болмады',
    help: 'Не істеу керек',
    ncalayer: 'NCALayer арқылы',
    ncalayerDetail:
      'Кілтіңіздің ЖСН-і комиссия немесе аудиторлар тізімімен салыстырылады. Құпиясөзіңіз бен кілтіңіз осы компьютерде қалады.',
    button: 'NCALayer арқылы кіру',
    file: 'Қол қойылған файл арқылы',
    steps: [
      'Сұрау файлын жүктеп алыңыз. Ол бес минут қана және бір рет жарамды:',
      'Оған құжаттың өзін қосып (CMS, мазмұнымен бірге) жеке тұлғаның кілтімен қол қойыңыз.',
      'Қол қойылған файлды таңдап, жіберіңіз.',
    ],
    label: 'Қол қойылған файл (.cms, .p7s, .sig)',
    send: 'Кіру',
    signedIn: { commission: 'Сіз комиссия мүшесі ретінде кірдіңіз', auditor: 'Сіз аудитор ретінде кірдіңіз' },
    role: 'Рөл нөмірі',
    until: 'Сессияның аяқталатын уақыты',
    end: 'Шығу',
    sending: 'Қолтаңба тексерілуде…',
    cancelled: 'Қол қоюдан бас тарттыңыз',
    nothing: 'Сіз кірген жоқсыз. Қайтадан бастауға болады.',
    offline: ['Сервиспен байланыс жоқ', 'Интернетті тексеріп, қайталап көріңіз.'],
  },
  ru: {
    title: 'Вход с ЭЦП',
    why: {
      commission:
        'Войти могут только члены комиссии, которых назначил оператор. Всё остальное видно на этой странице и без входа.',
      auditor:
        'Войти могут только аудиторы, которых назначил оператор. Вход открывает закрытую часть выгрузки; открытая часть и ключи доступны и без него.',
    },
    refused: 'Войти не удалось',
    help: 'Что делать',
    ncalayer: 'Через NCALayer',
    ncalayerDetail:
      'ИИН вашего ключа сверяется со списком комиссии и аудиторов. Пароль и ключ остаются на этом компьютере.',
    button: 'Войти через NCALayer',
    file: 'Подписанным файлом',
    steps: [
      'Скачайте файл запроса. Он действует пять минут и один раз:',
      'Подпишите его ключом физического лица вместе с содержимым (CMS с вложенным документом).',
      'Выберите подписанный файл и отправьте его.',
    ],
    label: 'Подписанный файл (.cms, .p7s, .sig)',
    send: 'Войти',
    signedIn: { commission: 'Вы вошли как член комиссии', auditor: 'Вы вошли как аудитор' },
    role: 'Номер роли',
    until: 'Сессия действует до',
    end: 'Выйти',
    sending: 'Подпись проверяется…',
    cancelled: 'Вы отменили подписание',
    nothing: 'Вы не вошли. Можно начать снова.',
    offline: ['Нет связи с сервисом', 'Проверьте интернет и попробуйте ещё раз.'],
  },
  en: {
    title: 'Sign in with the state digital signature',
    why: {
      commission:
        'Only members of the commission whom the operator named can sign in. All the rest is on this page without it.',
      auditor:
        'Only auditors whom the operator named can sign in. It opens the restricted part of an export; the public part and the keys are open without it.',
    },
    refused: 'You could not sign in',
    help: 'What to do',
    ncalayer: 'With NCALayer',
    ncalayerDetail:
      'The personal number of your key is held against the commission and the auditors. Password and key stay on this computer.',
    button: 'Sign in with NCALayer',
    file: 'With a signed file',
    steps: [
      'Download the request. It is good once and for five minutes:',
      'Sign it with an individual’s key, the document attached (CMS with content).',
      'Choose the signed file and send it.',
    ],
    label: 'Signed file (.cms, .p7s, .sig)',
    send: 'Sign in',
    signedIn: {
      commission: 'You are signed in as a member of the commission',
      auditor: 'You are signed in as an auditor',
    },
    role: 'Id of the role',
    until: 'The session ends',
    end: 'Sign out',
    sending: 'The signature is being verified…',
    cancelled: 'You cancelled signing',
    nothing: 'You are not signed in. You can begin again.',
    offline: ['The service cannot be reached', 'Check your connection and try again.'],
  },
};
