import type { Language } from '../../domain/texts.ts';

/** Said by the program that sends a signed ballot. */
export interface SendingTexts {
  readonly sending: string;
  /** `{n}` seconds. */
  readonly busy: string;
  readonly offline: string;
  readonly now: string;
  /** `{choice}` of a ballot that was signed before and has no answer yet. */
  readonly resumed: string;
  readonly done: string;
  readonly alreadyTitle: string;
  readonly already: string;
  readonly receipt: string;
}

export const SENDING_TEXTS: Readonly<Record<Language, SendingTexts>> = {
  kk: {
    sending: 'Қол қойылды. Бюллетень жіберілуде…',
    busy: 'Сервис қазір бос емес. Қол қойылған бюллетень сақталып тұр, {n} секундтан кейін өзі қайта жіберіледі. Бетті жаппаңыз. Қанша рет жіберілсе де, дауыс бір рет есептеледі.',
    offline:
      'Серверге қосылу мүмкін болмады. Қол қойылған бюллетень сақталып тұр, байланыс қалпына келгенде өзі қайта жіберіледі. Бетті жаппаңыз.',
    now: 'Қазір қайта жіберу',
    resumed:
      'Сіз осыған дейін бюллетеньге қол қойғансыз, бірақ жауап келмеген: {choice}. Сол бюллетень қайта жіберілуде.',
    done: 'Дауысыңыз қабылданды. Түбіртек ашылуда…',
    alreadyTitle: 'Бұл браузерде түбіртек бар',
    already: 'Осы байқаудағы бюллетень қабылданған. Түбіртегін ашуға болады.',
    receipt: 'Түбіртекті ашу',
  },
  ru: {
    sending: 'Подписано. Бюллетень отправляется…',
    busy: 'Сервис сейчас занят. Подписанный бюллетень сохранён и сам отправится снова через {n} с. Не закрывайте страницу. Сколько бы раз он ни был отправлен, голос учитывается один раз.',
    offline:
      'Не удаётся связаться с сервером. Подписанный бюллетень сохранён и сам отправится снова, когда связь вернётся. Не закрывайте страницу.',
    now: 'Отправить снова сейчас',
    resumed: 'Вы уже подписали бюллетень, но ответа ещё не было: {choice}. Отправляем его снова.',
    done: 'Ваш голос принят. Открывается квитанция…',
    alreadyTitle: 'В этом браузере есть квитанция',
    already: 'Бюллетень этого конкурса принят. Можно открыть квитанцию.',
    receipt: 'Открыть квитанцию',
  },
  en: {
    sending: 'Signed. Sending the ballot…',
    busy: 'The service is busy. The signed ballot is kept and will be sent again by itself in {n} s. Do not close the page. However often it is sent, your vote counts once.',
    offline:
      'The server cannot be reached. The signed ballot is kept and will be sent again by itself once the line is back. Do not close the page.',
    now: 'Send again now',
    resumed: 'You signed a ballot before, and there was no answer yet: {choice}. It is being sent again.',
    done: 'Your vote is accepted. Opening the receipt…',
    alreadyTitle: 'This browser holds a receipt',
    already: 'A ballot in this contest was accepted. You can open its receipt.',
    receipt: 'Open the receipt',
  },
};
