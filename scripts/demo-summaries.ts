import type { Candidate, LocalizedText } from '../src/domain/contest.ts';

/** About work, never about persons: by nomination, taken in turn. */
const SUMMARIES: Readonly<Record<string, readonly LocalizedText[]>> = {
  'special-services-centre': [
    {
      kk: 'Орталықта тұратын адамдардың күнделікті өмірін ұйымдастырады: оқу, еңбек, серуен, мәдени кештер. Әр адаммен бірге жеке жоспар жасап, оны жақындарымен талқылайды.',
      ru: 'Устраивает повседневную жизнь тех, кто живёт в центре: занятия, труд, прогулки, вечера. С каждым составляет личный план и обсуждает его с близкими.',
      en: 'Arranges the daily life of those who live in the centre: lessons, work, walks, evenings together. Draws up a plan with each of them and talks it over with their families.',
    },
    {
      kk: 'Орталықта қолөнер шеберханасын жүргізеді, онда көмек алушылар киіз басып, ағаш өңдеуді үйренеді. Дайын бұйымдар жәрмеңкеге шығады.',
      ru: 'Ведёт в центре мастерскую, где учат валять войлок и работать с деревом. Готовые изделия попадают на ярмарки.',
      en: 'Runs a workshop in the centre where people learn felting and woodwork. What they make is shown at fairs.',
    },
    {
      kk: 'Орталықтан шыққан адамдарға өз бетінше тұруға көмектеседі: баспана, жұмыс, құжат, көршілермен қарым-қатынас. Алғашқы жылы байланысты үзбейді.',
      ru: 'Помогает выпускникам центра жить самостоятельно: жильё, работа, документы, соседи. Весь первый год остаётся на связи.',
      en: 'Helps those who leave the centre to live on their own: a home, work, papers, neighbours. Stays in touch through the whole first year.',
    },
  ],
  'home-care': [
    {
      kk: 'Қарттар мен мүгедектігі бар адамдарға үйінде көмектеседі: тұрмыс, дәрі-дәрмек, серуен, дәрігермен байланыс. Туыстарына күтім жасаудың негіздерін үйретеді.',
      ru: 'Помогает на дому пожилым людям и людям с инвалидностью: быт, лекарства, прогулки, связь с врачом. Учит родственников основам ухода.',
      en: 'Helps elderly people and people with disabilities at home: the household, medicines, walks, the doctor. Teaches their families the basics of care.',
    },
    {
      kk: 'Шалғай ауылдарға көшпелі қызмет көрсетеді және жол жабылған кезде де телефон арқылы хабарласып тұрады. Әр үйдің мұқтажы жазылған карта жүргізеді.',
      ru: 'Обслуживает дальние сёла и остаётся на связи по телефону, когда дороги закрыты. Ведёт карту, в которой записаны нужды каждого дома.',
      en: 'Serves remote villages and keeps in touch by telephone when roads are closed. Keeps a map of what each home needs.',
    },
    {
      kk: 'Балалары бар отбасыларға үйде көмек көрсетеді: дамыту сабақтары, жаттығулар, ата-анаға кеңес. Қиын күндері ата-аналарды бір-бірімен таныстырады.',
      ru: 'Помогает на дому семьям с детьми: развивающие занятия, упражнения, советы родителям. Знакомит семьи между собой, чтобы они поддерживали друг друга.',
      en: 'Helps families with children at home: lessons, exercises, advice for parents. Brings families together so that they support each other.',
    },
  ],
  'social-inspector': [
    {
      kk: 'Әлеуметтік қызмет көрсету сапасын тексереді және анықталған кемшіліктің түзелгенін қадағалайды. Ұйымдарға тексеруге дейін кеңес береді.',
      ru: 'Проверяет качество социальных услуг и следит, чтобы найденное было исправлено. Советует организациям ещё до проверки.',
      en: 'Inspects the quality of social services and sees that what was found is put right. Advises organisations before an inspection too.',
    },
    {
      kk: 'Ғимараттар мен көшелердің қолжетімділігін арба пайдаланушылармен бірге тексереді. Нәтижесін ашық картаға түсіреді.',
      ru: 'Вместе с людьми на колясках проверяет, доступны ли здания и улицы. Итоги наносит на открытую карту.',
      en: 'Checks with wheelchair users whether buildings and streets can be reached. Puts the results on a public map.',
    },
    {
      kk: 'Азаматтардың өтініштерін талдап, жиі қайталанатын мәселелерді анықтайды. Ауылдарда ашық қабылдау өткізеді.',
      ru: 'Разбирает обращения граждан и находит то, что повторяется. Проводит открытые приёмы в сёлах.',
      en: 'Studies what citizens write and finds what keeps coming back. Holds open hours in villages.',
    },
  ],
  'medical-social-expertise': [
    {
      kk: 'Сараптаманы сырттай, құжаттар бойынша өткізуге көмектеседі, сонда адамдарға жол жүрудің қажеті болмайды. Шешімді түсінікті тілмен жеткізеді.',
      ru: 'Помогает проходить экспертизу заочно, по документам, чтобы людям не приходилось ехать. Объясняет решения понятным языком.',
      en: 'Helps people pass the examination by their papers alone, so that they need not travel. Explains decisions in plain words.',
    },
    {
      kk: 'Оңалтудың жеке бағдарламасын адамның өмір салтына қарай құрады: жұмыс, оқу, қозғалыс құралдары. Орындалуын жыл бойы бақылайды.',
      ru: 'Составляет программу реабилитации по тому, как человек живёт: работа, учёба, средства передвижения. Следит за её исполнением весь год.',
      en: 'Draws up rehabilitation around the way a person lives: work, study, means of moving. Follows how it is carried out all year.',
    },
    {
      kk: 'Ауруханада жатқан және төсек тартқан науқастарға шығып, сараптаманы сол жерде өткізеді. Туыстарына қандай көмек тиесілі екенін айтады.',
      ru: 'Выезжает к тем, кто не может встать, и проводит экспертизу на месте. Рассказывает родным, какая помощь им положена.',
      en: 'Travels to those who cannot get up and examines them where they are. Tells their families what help they are entitled to.',
    },
  ],
  'social-pedagogue': [
    {
      kk: 'Қиын жағдайға тап болған балалар мен жасөспірімдерге мектептен кейінгі үйірмелер ашады. Ата-аналармен ай сайын әңгіме өткізеді.',
      ru: 'Открывает кружки для детей и подростков, которым сейчас трудно. Каждый месяц беседует с родителями.',
      en: 'Opens clubs for children and teenagers who are having a hard time. Talks with their parents every month.',
    },
    {
      kk: 'Ерекше білім қажеттілігі бар балалардың жалпы мектепке бейімделуіне көмектеседі. Сыныптастарымен бірге ойын сабақтарын өткізеді.',
      ru: 'Помогает детям с особыми потребностями войти в обычную школу. Проводит игровые занятия вместе с одноклассниками.',
      en: 'Helps children with special needs to settle in an ordinary school. Holds lessons of play together with their classmates.',
    },
    {
      kk: 'Жасөспірімдермен бірге еріктілер тобын құрды: олар қарттарға барып, ауланы абаттандырады. Әр істі балалардың өздері жоспарлайды.',
      ru: 'Вместе с подростками собрал отряд волонтёров: они навещают пожилых и приводят в порядок дворы. Каждое дело дети планируют сами.',
      en: 'Gathered a group of volunteers with teenagers: they visit the elderly and tidy up courtyards. The children plan every task themselves.',
    },
  ],
  'labour-mobility-centre': [
    {
      kk: 'Жұмыс іздеушілерге мамандық таңдауға, түйіндеме жазуға және әңгімелесуге дайындалуға көмектеседі. Орналасқаннан кейін де байланыста болады.',
      ru: 'Помогает выбрать профессию, написать резюме и подготовиться к собеседованию. Остаётся на связи и после того, как работа найдена.',
      en: 'Helps people to choose a trade, write a CV and prepare for an interview. Stays in touch after work is found.',
    },
    {
      kk: 'Мүгедектігі бар адамдарға арналған бос орындарды жұмыс берушілермен бірге іздейді және жұмыс орнын бейімдеуге кеңес береді.',
      ru: 'Вместе с работодателями ищет места для людей с инвалидностью и советует, как приспособить рабочее место.',
      en: 'Looks with employers for vacancies for people with disabilities and advises how to fit out a workplace.',
    },
    {
      kk: 'Ауылдарда көшпелі кеңес беру күндерін өткізеді: шағын кәсіп, оқу курстары, гранттар. Өтініш толтыруға сол жерде көмектеседі.',
      ru: 'Проводит в сёлах дни консультаций: малое дело, курсы, гранты. Тут же помогает заполнить заявку.',
      en: 'Holds days of advice in villages: small business, courses, grants. Helps to fill in the application on the spot.',
    },
  ],
  'social-project': [
    {
      kk: 'Жоба қарттарға телефон мен мемлекеттік қызметтерді пайдалануды үйретеді: сабақтарды еріктілер өткізеді. Оқулық екі тілде шығарылған.',
      ru: 'Проект учит пожилых людей пользоваться телефоном и государственными услугами: занятия ведут волонтёры. Пособие издано на двух языках.',
      en: 'The project teaches elderly people to use a telephone and public services; volunteers give the lessons. Its handbook came out in two languages.',
    },
    {
      kk: 'Жоба әлеуметтік такси желісін құрады: емханаға, мектепке және жұмысқа алып барады. Тапсырысты телефонмен де беруге болады.',
      ru: 'Проект создаёт сеть социального такси: в поликлинику, в школу, на работу. Заказать поездку можно и по телефону.',
      en: 'The project builds a network of social taxis: to the clinic, to school, to work. A ride can be ordered by telephone too.',
    },
    {
      kk: 'Жоба отбасыларға арналған күндізгі орталық ашады, онда балалар сабақта отырғанда ата-аналар демалып, кеңес ала алады.',
      ru: 'Проект открывает дневной центр для семей: пока дети на занятиях, родители могут отдохнуть и получить совет.',
      en: 'The project opens a day centre for families: while the children are in lessons, parents can rest and get advice.',
    },
  ],
  'social-worker': [
    {
      kk: 'Ауданда жалғыз тұратын қарттарды аралап, азық-түлік, дәрі және құжат мәселелерін шешуге көмектеседі. Көршілерді де көмекке тартады.',
      ru: 'Обходит одиноких пожилых людей района, помогает с продуктами, лекарствами и документами. Привлекает к помощи соседей.',
      en: 'Visits elderly people who live alone and helps with food, medicines and papers. Brings neighbours in to help.',
    },
    {
      kk: 'Көпбалалы отбасыларға көмекті бір терезеден алуға жағдай жасайды: бір өтініш бойынша барлық тиесілі шараны айтып береді.',
      ru: 'Помогает многодетным семьям получать поддержку в одном окне: по одному обращению рассказывает обо всём, что положено.',
      en: 'Helps large families to get support at one desk: one visit tells them everything they are entitled to.',
    },
    {
      kk: 'Дағдарысқа тап болған адамдармен жұмыс істейді: уақытша баспана, құжат қалпына келтіру, жұмысқа оралу.',
      ru: 'Работает с людьми в трудное для них время: временное жильё, восстановление документов, возвращение к работе.',
      en: 'Works with people in hard times: a place to stay, new papers, a way back to work.',
    },
  ],
  'employment-office': [
    {
      kk: 'Тұрғындарға жұмыс пен оқу курстарын таңдауға көмектеседі және бос орындар жәрмеңкесін өткізеді.',
      ru: 'Помогает жителям выбрать работу и курсы, проводит ярмарки вакансий.',
      en: 'Helps residents to choose work and courses, and holds job fairs.',
    },
    {
      kk: 'Әлеуметтік бағдарламалар туралы түсінікті жадынама жасап, ауыл кітапханаларына таратады.',
      ru: 'Составляет понятные памятки о социальных программах и развозит их по сельским библиотекам.',
      en: 'Writes plain leaflets about social programmes and takes them to village libraries.',
    },
    {
      kk: 'Жастар тәжірибесін ұйымдастырады: жас мамандар мен жұмыс берушілерді таныстырады.',
      ru: 'Организует молодёжную практику: знакомит молодых специалистов с работодателями.',
      en: 'Arranges work placements and brings young people and employers together.',
    },
  ],
  loyalty: [
    {
      kk: 'Әлеуметтік салада ұзақ жылдар бойы еңбек етіп, жас мамандарға тәжірибесін үйретеді.',
      ru: 'Много лет трудится в социальной сфере и передаёт опыт молодым специалистам.',
      en: 'Has worked in social services for many years and passes experience on to the young.',
    },
    {
      kk: 'Мамандық туралы мектеп оқушыларына әңгімелеп, ашық есік күндерін өткізеді.',
      ru: 'Рассказывает школьникам о профессии и проводит дни открытых дверей.',
      en: 'Tells pupils about the profession and holds open days.',
    },
    {
      kk: 'Ұйымның тәлімгерлік мектебін жүргізеді: жаңа қызметкерге алғашқы айда кеңес береді.',
      ru: 'Ведёт в организации школу наставников: советует новым сотрудникам в первый месяц.',
      en: 'Runs a school of mentors and advises new colleagues through their first month.',
    },
  ],
};
const NOTE: Required<LocalizedText> = {
  kk: 'Бұл мәтін көрсетілім үшін ойдан шығарылған.',
  ru: 'Текст придуман для демонстрации.',
  en: 'This text was invented for the demonstration.',
};

/** What a candidate of the demonstration presents; outside the digest of the definition. */
export function demoPresentation(id: string, nomination: string, place: number): Pick<Candidate, 'summary' | 'media'> {
  const texts = SUMMARIES[nomination] ?? [];
  const text = texts[place % texts.length];
  if (text === undefined) throw new Error(`no summaries for ${nomination}`);
  const said = (language: keyof typeof NOTE): string => `${text[language] ?? text.ru} ${NOTE[language]}`;
  return {
    summary: { kk: said('kk'), ru: said('ru'), en: said('en') },
    media: [
      { kind: 'video', url: `https://example.org/?video=${id}` },
      { kind: 'document', url: `https://example.org/?presentation=${id}` },
    ],
  };
}
