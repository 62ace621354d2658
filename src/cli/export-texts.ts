import type { Language } from '../domain/texts.ts';

/** What `dauys export` says of its result. */
interface ExportTexts {
  readonly exported: (directory: string, entries: number, files: number, bytes: number) => string;
  readonly listsMissing: (count: number) => string;
}

export const EXPORT_TEXTS: Readonly<Record<Language, ExportTexts>> = {
  kk: {
    exported: (directory, entries, files, bytes) =>
      `${directory}: жазба саны — ${entries}, файл саны — ${files}, байт саны — ${bytes}`,
    listsMissing: (count) => `бюллетеньдерде аталған, бірақ сақталмаған қайтарып алу тізімдерінің саны — ${count}`,
  },
  ru: {
    exported: (directory, entries, files, bytes) =>
      `${directory}: записей — ${entries}, файлов — ${files}, байт — ${bytes}`,
    listsMissing: (count) => `списков отзыва, которые бюллетени называют, а хранилище не содержит: ${count}`,
  },
  en: {
    exported: (directory, entries, files, bytes) => `${directory}: ${entries} entries, ${files} files, ${bytes} bytes`,
    listsMissing: (count) => `revocation lists that ballots name and that are not kept: ${count}`,
  },
};
