import type { Language } from '../../domain/texts.ts';

interface StepsTexts {
  readonly receipt: string;
  readonly receiptPage: string;
  readonly openVerify: string;
  readonly receiptCommand: string;
  readonly log: string;
  readonly logDetail: string;
  readonly logChecks: string;
  readonly site: string;
  readonly recount: string;
  readonly recountDetail: string;
  readonly tools: string;
  readonly toolsDetail: string;
}

/** How anyone checks the vote, in words. */
export const AUDIT_STEPS_TEXTS: Readonly<Record<Language, StepsTexts>> = {
  kk: {
    receipt: '1-қадам. Өз түбіртегіңізді тексеріңіз',
    receiptPage:
      'Тексеру бетін жүктеп алып, өз компьютеріңізде ашыңыз да, түбіртек файлын таңдаңыз. Бет интернетсіз жұмыс істейді: түбіртек ешқайда жіберілмейді.',
    openVerify: 'Түбіртекті тексеру бетін жүктеп алу',
    receiptCommand: 'Командалық жолдан да тексеруге болады:',
    log: '2-қадам. Бүкіл журналды тексеріңіз',
    logDetail: 'Ашық көшірме жарияланған соң, оны жүктеп алып, аудитті іске қосыңыз:',
    logChecks:
      'Аудит әр жазбаны қайта есептейді: ештеңе өзгермеген бе, алынбаған ба, екі рет дауыс берілмеген бе, есеп пен хаттама сәйкес пе. Қатесіз болса, 0 кодымен аяқталады.',
    site: 'https://осы-сайттың-мекенжайы',
    recount: '3-қадам. Жабылғаннан кейін дауыстарды қайта санаңыз',
    recountDetail:
      'Дауыс беру жабылғаннан кейін әр бюллетеньнің таңдауы ашылады, бірақ кімдікі екені ашылмайды. Журналдағы әр таңдау өз міндеттемесіне сәйкес келуге тиіс. Сол аудит командасы таңдауларды санап, хаттамамен салыстырады.',
    tools: '4-қадам. Бізге сенбесеңіз, басқа құралдарды алыңыз',
    toolsDetail: 'Журнал жалпыға ортақ ашық форматта жазылған. Оны өзгелер жазған бағдарламалар да тексере алады:',
  },
  ru: {
    receipt: 'Шаг 1. Проверьте свою квитанцию',
    receiptPage:
      'Скачайте страницу проверки, откройте её на своём компьютере и выберите файл квитанции. Страница работает без интернета: квитанция никуда не отправляется.',
    openVerify: 'Скачать страницу проверки квитанции',
    receiptCommand: 'То же можно сделать в командной строке:',
    log: 'Шаг 2. Проверьте весь журнал',
    logDetail: 'Когда опубликована открытая выгрузка, скачайте её и запустите аудит:',
    logChecks:
      'Аудит пересчитывает каждую запись: ничего ли не изменено и не изъято, не голосовал ли кто дважды, сходятся ли счёт и протокол. Если всё верно, он завершается с кодом 0.',
    site: 'https://адрес-этого-сайта',
    recount: 'Шаг 3. После закрытия пересчитайте голоса',
    recountDetail:
      'После закрытия раскрывается выбор в каждом бюллетене, но не то, чей он. Каждый выбор должен соответствовать обязательству, записанному в журнале. Та же команда аудита считает выборы и сверяет их с протоколом.',
    tools: 'Шаг 4. Не верите нам – возьмите другие инструменты',
    toolsDetail: 'Журнал ведётся в общепринятых открытых форматах. Его проверяют и программы, написанные другими:',
  },
  en: {
    receipt: 'Step 1. Check your own receipt',
    receiptPage:
      'Download the page that checks receipts, open it on your own computer and choose the file of your receipt. It works without the internet: your receipt is sent nowhere.',
    openVerify: 'Download the page that checks receipts',
    receiptCommand: 'The same on the command line:',
    log: 'Step 2. Check the whole log',
    logDetail: 'Once a public export is published, download it and run the audit:',
    logChecks:
      'The audit computes every entry anew: whether anything was changed or taken out, whether anybody voted twice, whether counts and protocol agree. It ends with 0 when all is well.',
    site: 'https://address-of-this-site',
    recount: 'Step 3. Recount the votes after closing',
    recountDetail:
      'After closing the choice of every ballot is opened, though not whose it is. Every choice must agree with the commitment in the log. The same audit counts the choices and compares them with the protocol.',
    tools: 'Step 4. Do not trust us: take other tools',
    toolsDetail: 'The log is kept in open formats in common use. Programs that others wrote check it as well:',
  },
};
