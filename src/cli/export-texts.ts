import type { Language } from '../domain/texts.ts';

/** What `dauys export` says of its result. */
interface ExportTexts {
  readonly exported: (directory: string, entries: number, files: number, bytes: number) => string;
  readonly publicOnly: string;
  readonly listsMissing: (count: number) => string;
}

export const EXPORT_TEXTS: Readonly<Record<Language, ExportTexts>> = {
  kk: {
    exported: (directory, entries, files, bytes) =>
      `${directory}: жазба саны — ${entries}, файл саны — ${files}, байт саны — ${bytes}`,
    publicOnly: 'тек ашық бөлігі: DAUYS_AUDITORS бос, не байқау жабылғанша таңдаулар жарияланбайды',
    listsMissing: (count) => `бюллетеньдерде аталған, бірақ сақталмаған қайтарып алу тізімдерінің саны — ${count}`,
  },
  ru: {
    exported: (directory, entries, files, bytes) =>
      `${directory}: записей — ${entries}, файлов — ${files}, байт — ${bytes}`,
    publicOnly: 'только открытая часть: DAUYS_AUDITORS пуст или выбор не публикуется до закрытия конкурса',
    listsMissing: (count) => `списков отзыва, которые бюллетени называют, а хранилище не содержит: ${count}`,
  },
  en: {
    exported: (directory, entries, files, bytes) => `${directory}: ${entries} entries, ${files} files, ${bytes} bytes`,
    publicOnly:
      'the public part alone: DAUYS_AUDITORS is empty, or choices are under embargo until the contest is closed',
    listsMissing: (count) => `revocation lists that ballots name and that are not kept: ${count}`,
  },
};
