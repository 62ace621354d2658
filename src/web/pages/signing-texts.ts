import type { Language } from '../../domain/texts.ts';

/** What happened, and what to do. */
type Told = readonly [title: string, detail: string];

/** Said by the programs that ask for signatures, while they work. */
export interface SigningTexts {
  readonly connecting: string;
  readonly permission: string;
  readonly window: string;
  readonly stop: string;
  readonly help: string;
  readonly code: string;
  /** NCALayer's, by what went wrong; and a file that cannot be read. */
  readonly problems: Readonly<
    Record<'absent' | 'blocked' | 'silent' | 'too-old' | 'cancelled' | 'failed' | 'stopped' | 'file', Told>
  >;
}

export const SIGNING_TEXTS: Readonly<Record<Language, SigningTexts>> = {
  kk: {
    connecting: 'NCALayer-ге қосылу…',
    permission:
      'Браузер осы компьютердегі бағдарламаларға қосылуға рұқсат сұрауы мүмкін. «Рұқсат беру» түймесін басыңыз.',
    window:
      'NCALayer терезесінде кілтіңізді таңдап, құпиясөзін енгізіңіз. Терезе көрінбесе, ол басқа терезелердің астында қалған болуы мүмкін.',
    stop: 'Күтуді тоқтату',
    help: 'Не істеу керек',
    code: 'Қате коды',
    problems: {
      absent: [
        'NCALayer табылмады',
        'NCALayer-ді іске қосып, қайталап көріңіз. Ол орнатылмаған болса, ҰКО сайтынан орнатыңыз немесе басқа тәсілді таңдаңыз.',
      ],
      blocked: [
        'Браузер NCALayer-ге қосылуға рұқсат бермейді',
        'Мекенжай жолағындағы сайт баптауларын ашып, жергілікті желіге (Local network) кіруге рұқсат беріңіз де, бетті жаңартыңыз. Файл арқылы да қол қоюға болады.',
      ],
      silent: [
        'NCALayer жауап бермейді',
        'NCALayer-ді жауып, қайта іске қосыңыз, сосын қайталап көріңіз. Ештеңеге қол қойылған жоқ.',
      ],
      'too-old': [
        'NCALayer нұсқасы ескі',
        'Ол қол қою модулін білмейді. ҰКО сайтынан жаңа нұсқасын орнатып, қайталап көріңіз.',
      ],
      cancelled: ['Қол қоюдан бас тарттыңыз', 'Дауыс берілген жоқ. Қайтадан бастауға болады.'],
      failed: [
        'NCALayer қол қоя алмады',
        'Кілтті және құпиясөзді тексеріп, қайталап көріңіз. Қайталана берсе, NCALayer-ді қайта іске қосыңыз немесе басқа тәсілді таңдаңыз.',
      ],
      stopped: ['Күту тоқтатылды', 'Дауыс берілген жоқ. NCALayer терезесі ашық қалса, оны жабыңыз.'],
      file: [
        'Бұл қолтаңба файлы емес',
        'Қол қойылған CMS файлын таңдаңыз (.cms, .p7s, .sig). Қол қойылмаған құжатты жібермеңіз.',
      ],
    },
  },
  ru: {
    connecting: 'Соединение с NCALayer…',
    permission: 'Браузер может спросить разрешение на доступ к программам этого компьютера. Нажмите «Разрешить».',
    window:
      'В окне NCALayer выберите свой ключ и введите пароль. Если окна не видно, оно может быть под другими окнами.',
    stop: 'Прекратить ожидание',
    help: 'Что делать',
    code: 'Код ошибки',
    problems: {
      absent: [
        'NCALayer не найден',
        'Запустите NCALayer и попробуйте ещё раз. Если он не установлен, установите его с сайта НУЦ РК или выберите другой способ.',
      ],
      blocked: [
        'Браузер не разрешает доступ к NCALayer',
        'Откройте настройки сайта в адресной строке, разрешите доступ к локальной сети (Local network) и обновите страницу. Можно и подписать файлом.',
      ],
      silent: [
        'NCALayer не отвечает',
        'Закройте NCALayer, запустите его снова и попробуйте ещё раз. Ничего не подписано.',
      ],
      'too-old': [
        'Версия NCALayer устарела',
        'Она не знает модуля подписания. Установите новую версию с сайта НУЦ РК и попробуйте ещё раз.',
      ],
      cancelled: ['Вы отменили подписание', 'Голос не отдан. Можно начать снова.'],
      failed: [
        'NCALayer не смог подписать',
        'Проверьте ключ и пароль и попробуйте ещё раз. Если не поможет, перезапустите NCALayer или выберите другой способ.',
      ],
      stopped: ['Ожидание прекращено', 'Голос не отдан. Если окно NCALayer ещё открыто, закройте его.'],
      file: ['Это не файл подписи', 'Выберите подписанный файл CMS (.cms, .p7s, .sig), а не сам документ без подписи.'],
    },
  },
  en: {
    connecting: 'Connecting to NCALayer…',
    permission: 'The browser may ask whether this site may reach programs on this computer. Choose “Allow”.',
    window:
      'Choose your key in the window of NCALayer and enter its password. If you see no window, it may lie under others.',
    stop: 'Stop waiting',
    help: 'What to do',
    code: 'Error code',
    problems: {
      absent: [
        'NCALayer was not found',
        'Start NCALayer and try again. If it is not installed, get it from НУЦ or choose another way.',
      ],
      blocked: [
        'The browser does not let this site reach NCALayer',
        'Open the settings of this site in the address bar, allow access to the local network and reload the page. You can also use a signed file.',
      ],
      silent: ['NCALayer does not answer', 'Close NCALayer, start it again and try again. Nothing was signed.'],
      'too-old': [
        'This NCALayer is too old',
        'It has no module for signing. Install a new version from НУЦ and try again.',
      ],
      cancelled: ['You cancelled signing', 'No vote was cast. You can begin again.'],
      failed: [
        'NCALayer could not sign',
        'Check your key and password and try again. If it goes on, restart NCALayer or choose another way.',
      ],
      stopped: ['You stopped waiting', 'No vote was cast. If the window of NCALayer is still open, close it.'],
      file: ['This is no signature file', 'Choose the signed CMS file (.cms, .p7s, .sig), not the bare document.'],
    },
  },
};
