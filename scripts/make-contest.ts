// Writes the demonstration contests to fixtures/contests/: `node --import tsx scripts/make-contest.ts`.
// Deterministic: the same script gives the same bytes. Candidates are invented and named by number and region.
import { writeFileSync } from 'node:fs';
import { parseContestDefinition, type ContestDefinition } from '../src/domain/contest.ts';
import { demoPresentation } from './demo-summaries.ts';

type Place = readonly [id: string, kk: string, ru: string, en: string];

const REGIONS: readonly Place[] = [
  ['abai', 'Абай облысы', 'Абайская область', 'Abai Region'],
  ['akmola', 'Ақмола облысы', 'Акмолинская область', 'Akmola Region'],
  ['aktobe', 'Ақтөбе облысы', 'Актюбинская область', 'Aktobe Region'],
  ['almaty-region', 'Алматы облысы', 'Алматинская область', 'Almaty Region'],
  ['atyrau', 'Атырау облысы', 'Атырауская область', 'Atyrau Region'],
  ['east-kazakhstan', 'Шығыс Қазақстан облысы', 'Восточно-Казахстанская область', 'East Kazakhstan Region'],
  ['jambyl', 'Жамбыл облысы', 'Жамбылская область', 'Jambyl Region'],
  ['jetisu', 'Жетісу облысы', 'Жетысуская область', 'Jetisu Region'],
  ['karaganda', 'Қарағанды облысы', 'Карагандинская область', 'Karaganda Region'],
  ['kostanay', 'Қостанай облысы', 'Костанайская область', 'Kostanay Region'],
  ['kyzylorda', 'Қызылорда облысы', 'Кызылординская область', 'Kyzylorda Region'],
  ['mangystau', 'Маңғыстау облысы', 'Мангистауская область', 'Mangystau Region'],
  ['pavlodar', 'Павлодар облысы', 'Павлодарская область', 'Pavlodar Region'],
  ['north-kazakhstan', 'Солтүстік Қазақстан облысы', 'Северо-Казахстанская область', 'North Kazakhstan Region'],
  ['turkistan', 'Түркістан облысы', 'Туркестанская область', 'Turkistan Region'],
  ['ulytau', 'Ұлытау облысы', 'область Улытау', 'Ulytau Region'],
  ['west-kazakhstan', 'Батыс Қазақстан облысы', 'Западно-Казахстанская область', 'West Kazakhstan Region'],
  ['astana', 'Астана қаласы', 'город Астана', 'Astana city'],
  ['almaty', 'Алматы қаласы', 'город Алматы', 'Almaty city'],
  ['shymkent', 'Шымкент қаласы', 'город Шымкент', 'Shymkent city'],
];

/**
 * Nominations with the regions that put nobody forward. Thirteen regions stand in all seven; the other seven
 * leave out what is listed, so that the nominations have 20, 19, 17, 16, 19, 19 and 19 finalists: 129.
 */
const NOMINATIONS: readonly Place[] = [
  [
    'special-services-centre',
    'Арнаулы әлеуметтік қызметтер көрсету орталығының үздік әлеуметтік қызметкері',
    'Лучший социальный работник Центра оказания специальных социальных услуг',
    'Best social worker of a special social services centre',
  ],
  [
    'home-care',
    'Үйде күтім көрсету ұйымының үздік әлеуметтік қызметкері',
    'Лучший социальный работник организации надомного обслуживания',
    'Best social worker of a home care organisation',
  ],
  [
    'social-inspector',
    'Үздік мемлекеттік әлеуметтік инспектор',
    'Лучший государственный социальный инспектор',
    'Best state social inspector',
  ],
  [
    'medical-social-expertise',
    'Үздік медициналық-әлеуметтік сараптама қызметкері',
    'Лучший работник медико-социальной экспертизы',
    'Best worker of medical and social expertise',
  ],
  ['social-pedagogue', 'Үздік әлеуметтік педагог', 'Лучший социальный педагог', 'Best social pedagogue'],
  [
    'labour-mobility-centre',
    'Еңбек мобильділігі орталығының (мансап орталығы) үздік қызметкері',
    'Лучший работник Центра трудовой мобильности (карьерного центра)',
    'Best worker of a labour mobility (career) centre',
  ],
  ['social-project', 'Үздік әлеуметтік жоба', 'Лучший социальный проект', 'Best social project'],
];
const ABSENT: Readonly<Record<string, readonly string[]>> = {
  'home-care': ['ulytau'],
  'social-inspector': ['abai', 'jetisu', 'shymkent'],
  'medical-social-expertise': ['atyrau', 'mangystau', 'ulytau', 'kyzylorda'],
  'social-pedagogue': ['jetisu'],
  'labour-mobility-centre': ['abai'],
  'social-project': ['mangystau'],
};

const text = ([, kk, ru, en]: Place): { kk: string; ru: string; en: string } => ({ kk, ru, en });

function candidates(
  regions: readonly Place[],
  nominations: readonly Place[],
  absent: typeof ABSENT,
): ContestDefinition['candidates'] {
  const pairs = nominations.flatMap((nomination) =>
    regions
      .filter(([region]) => absent[nomination[0]]?.includes(region) !== true)
      .map((region) => ({ nomination, region })),
  );
  return pairs.map(({ nomination, region }, i) => {
    const number = i + 1;
    const id = `n${String(number).padStart(3, '0')}`;
    return {
      id,
      number,
      name: {
        kk: `№ ${number} номинант, ${region[1]}`,
        ru: `Номинант № ${number}, ${region[2]}`,
        en: `Nominee No. ${number}, ${region[3]}`,
      },
      region: region[0],
      nomination: nomination[0],
      ...demoPresentation(id, nomination[0], i),
    };
  });
}

const qamqor: ContestDefinition = {
  id: 'qamqor-demo',
  origin: 'vote.example.kz/log/qamqor-demo',
  title: {
    kk: 'Әлеуметтік қорғау жүйесінің үздік қызметкері және үздік әлеуметтік жоба (көрсетілім)',
    ru: 'Лучший работник системы социальной защиты и лучший социальный проект (демонстрация)',
    en: 'Best social-protection worker and best social project (demonstration)',
  },
  timezone: 'Asia/Almaty',
  opensAt: '2026-10-01T00:00:00+05:00',
  closesAt: '2027-12-31T00:00:00+05:00',
  publication: { mode: 'live', everySeconds: 10, minNewBallots: 1 },
  regions: REGIONS.map((region) => ({ id: region[0], name: text(region) })),
  nominations: NOMINATIONS.map((nomination) => ({ id: nomination[0], title: text(nomination) })),
  candidates: candidates(REGIONS, NOMINATIONS, ABSENT),
};

const DISTRICTS: readonly Place[] = [
  ['karaganda-city', 'Қарағанды қаласы', 'город Караганда', 'Karaganda city'],
  ['temirtau', 'Теміртау қаласы', 'город Темиртау', 'Temirtau city'],
  ['balkhash', 'Балқаш қаласы', 'город Балхаш', 'Balkhash city'],
];
const REGIONAL_NOMINATIONS: readonly Place[] = [
  ['social-worker', 'Үздік әлеуметтік қызметкер', 'Лучший социальный работник', 'Best social worker'],
  [
    'employment-office',
    'Жұмыспен қамту және әлеуметтік бағдарламалар бөлімінің үздік қызметкері',
    'Лучший сотрудник отдела занятости и социальных программ',
    'Best officer of employment and social programmes',
  ],
  ['loyalty', 'Мамандыққа адалдығы үшін', 'За верность профессии', 'For loyalty to the profession'],
];

const regional: ContestDefinition = {
  id: 'regional-demo',
  origin: 'vote.example.kz/log/regional-demo',
  title: {
    kk: 'Облыстық байқау (көрсетілім)',
    ru: 'Областной конкурс (демонстрация)',
    en: 'Regional contest (demonstration)',
  },
  timezone: 'Asia/Almaty',
  opensAt: '2026-10-01T00:00:00+05:00',
  closesAt: '2027-12-31T00:00:00+05:00',
  publication: { mode: 'afterClose' },
  regions: DISTRICTS.map((district) => ({ id: district[0], name: text(district) })),
  nominations: REGIONAL_NOMINATIONS.map((nomination) => ({ id: nomination[0], title: text(nomination) })),
  candidates: candidates(DISTRICTS, REGIONAL_NOMINATIONS, { loyalty: ['balkhash'] }),
};

for (const contest of [qamqor, regional]) {
  const file = new URL(`../fixtures/contests/${contest.id}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(parseContestDefinition(contest), null, 2)}\n`);
  console.log(`${contest.id}: ${contest.candidates.length} candidates`);
}
