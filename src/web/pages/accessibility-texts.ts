import type { Language } from '../../domain/texts.ts';
import type { ReadingTexts } from '../reading.tsx';

export const ACCESSIBILITY_TEXTS: Readonly<Record<Language, ReadingTexts>> = {
  kk: {
    title: 'Қолжетімділік туралы мәлімдеме',
    description:
      'Сайттың мүмкіндігі шектеулі адамдарға қолжетімділігі: не тексерілді, не әлі қиын, кімге хабарласу керек.',
    lead: 'Біз әр адам өз дауысын басқаның көмегінсіз бере алуы үшін жұмыс істейміз.',
    contents: 'Бұл бетте',
    chapters: [
      {
        id: 'standard',
        title: 'Қандай талапқа сай жасалған',
        blocks: [
          'Сайт WCAG 2.2 нұсқаулығының AA деңгейіне сай жасалған.',
          [
            'Барлық әрекетті тек пернетақтамен орындауға болады.',
            'Мәтінді 200 %-ға дейін үлкейтуге болады; бет ені 320 пиксель экранға сыяды.',
            'Мәтіннің контрасты жоғары; қараңғы және аса контрасты режимдер бар.',
            'Құрылғыда қозғалысты азайту қосылса, анимация болмайды.',
            'Барлық бет қазақ, орыс және ағылшын тілдерінде; тіл бағдарламаларға да белгіленген.',
            'Нәтижелердегі әр жолақтың қасында сан тұр, түс жалғыз белгі ретінде қолданылмайды.',
          ],
        ],
      },
      {
        id: 'tested',
        title: 'Не тексерілді',
        blocks: [
          [
            'Әр бет Chromium браузерінде axe бағдарламасымен: қазақша және орысша, жарық және қараңғы режимде, 320 пиксельден үлкен экранға дейін.',
            'Бүкіл дауыс беру жолы тек пернетақтамен.',
            '200 % үлкейту кезінде бет көлденең айналдырылмайтыны.',
          ],
          'Бұл тексерулер әр өзгерістен кейін қайталанады. Экран оқу бағдарламаларын күнделікті қолданатын адамдармен тексеру әлі жүргізілген жоқ.',
        ],
      },
      {
        id: 'limits',
        title: 'Не әлі қиын',
        blocks: [
          [
            'NCALayer мен eGov Mobile – басқа ұйымдардың бағдарламалары. Олардың терезелерінің қолжетімділігі бізге байланысты емес.',
            'Қатысушылардың бейнелері мен құжаттары басқа сайттарда тұр: оларда субтитр болмауы мүмкін.',
            'Аудит бетіндегі кілттер мен бақылау нүктесі – адамға арналмаған ұзын таңбалар тізбегі.',
          ],
          'NCALayer сізге қолайсыз болса, бюллетень файлына кез келген басқа бағдарламамен қол қойып, дайын файлды жіберуге болады.',
        ],
      },
      {
        id: 'report',
        title: 'Кедергіге тап болсаңыз',
        blocks: [
          'Ұйымдастырушыға жазыңыз: қай бетте, қандай құрылғыда және не болмай қалғанын айтыңыз. ЖСН мен түбіртекті жібермеңіз.',
        ],
      },
    ],
  },
  ru: {
    title: 'Заявление о доступности',
    description:
      'Доступность сайта для людей с ограниченными возможностями: что проверено, что ещё трудно, куда писать.',
    lead: 'Мы работаем над тем, чтобы каждый мог отдать свой голос без чужой помощи.',
    contents: 'На этой странице',
    chapters: [
      {
        id: 'standard',
        title: 'Каким требованиям следует сайт',
        blocks: [
          'Сайт сделан по рекомендациям WCAG 2.2, уровень AA.',
          [
            'Всё можно сделать одной клавиатурой.',
            'Текст увеличивается до 200 %; страница умещается на экране шириной 320 пикселей.',
            'Контраст текста высокий; есть тёмный вид и вид повышенной контрастности.',
            'Если на устройстве включено уменьшение движения, анимации нет.',
            'Все страницы – на казахском, русском и английском языках; язык обозначен и для программ.',
            'Рядом с каждой полосой в результатах стоит число; цвет нигде не бывает единственным признаком.',
          ],
        ],
      },
      {
        id: 'tested',
        title: 'Что проверено',
        blocks: [
          [
            'Каждая страница – программой axe в браузере Chromium: на казахском и русском, в светлом и тёмном виде, от 320 пикселей до большого экрана.',
            'Весь путь голосования – одной клавиатурой.',
            'Отсутствие горизонтальной прокрутки при увеличении до 200 %.',
          ],
          'Эти проверки повторяются после каждого изменения. С людьми, которые каждый день пользуются программами чтения с экрана, сайт ещё не проверяли.',
        ],
      },
      {
        id: 'limits',
        title: 'Что ещё трудно',
        blocks: [
          [
            'NCALayer и eGov Mobile – программы других организаций. Доступность их окон зависит не от нас.',
            'Видео и документы участников находятся на других сайтах: субтитров там может не быть.',
            'Ключи и контрольная точка на странице аудита – длинные строки, не предназначенные для чтения человеком.',
          ],
          'Если NCALayer вам не подходит, подпишите файл бюллетеня любой другой программой и отправьте готовый файл.',
        ],
      },
      {
        id: 'report',
        title: 'Если вы встретили препятствие',
        blocks: [
          'Напишите организатору: на какой странице, на каком устройстве и что не получилось. ИИН и квитанцию не присылайте.',
        ],
      },
    ],
  },
  en: {
    title: 'Accessibility statement',
    description: 'How accessible this site is: what was tested, what is still hard, and whom to write to.',
    lead: 'We work on everybody being able to cast their own vote without somebody else’s help.',
    contents: 'On this page',
    chapters: [
      {
        id: 'standard',
        title: 'What the site is made to',
        blocks: [
          'The site is made to WCAG 2.2, level AA.',
          [
            'Everything can be done with the keyboard alone.',
            'Text can be enlarged to 200 %; pages fit a screen 320 pixels wide.',
            'Text has high contrast; there are dark and high-contrast looks.',
            'Where a device asks for less motion, nothing is animated.',
            'All pages are in Kazakh, Russian and English, and their language is marked for programs.',
            'A number stands beside every bar in the results; colour is never the only sign.',
          ],
        ],
      },
      {
        id: 'tested',
        title: 'What was tested',
        blocks: [
          [
            'Every page with axe in Chromium: in Kazakh and Russian, light and dark, from 320 pixels to a large screen.',
            'The whole way of a vote with the keyboard alone.',
            'That nothing scrolls sideways at 200 %.',
          ],
          'These tests are repeated after every change. The site has not yet been tested with people who use screen readers every day.',
        ],
      },
      {
        id: 'limits',
        title: 'What is still hard',
        blocks: [
          [
            'NCALayer and eGov Mobile are programs of other organisations. How accessible their windows are is not up to us.',
            'Videos and documents of candidates are on other sites and may have no captions.',
            'Keys and the checkpoint on the audit page are long strings that are not made for people.',
          ],
          'If NCALayer does not suit you, sign the ballot file with any other program and send the finished file.',
        ],
      },
      {
        id: 'report',
        title: 'If something stands in your way',
        blocks: [
          'Write to the organiser: which page, which device, and what did not work. Do not send your ИИН or your receipt.',
        ],
      },
    ],
  },
};
