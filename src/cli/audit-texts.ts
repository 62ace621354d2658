import type { Language } from '../domain/texts.ts';

/** What `dauys audit` says of its result. */
interface AuditTexts {
  readonly audited: (contest: string, entries: number, ballots: number) => string;
  readonly compareKey: (vkey: string) => string;
  readonly unknownTrust: (fingerprint: string) => string;
  readonly clean: string;
  readonly findings: (count: number) => string;
  readonly unfinished: string;
  readonly written: (directory: string) => string;
}

export const AUDIT_TEXTS: Readonly<Record<Language, AuditTexts>> = {
  kk: {
    audited: (contest, entries, ballots) => `${contest}: жазба саны — ${entries}, бюллетень саны — ${ballots}`,
    compareKey: (vkey) => `журнал кілтін басқа жерден білетініңізбен салыстырыңыз: ${vkey}`,
    unknownTrust: (fingerprint) => `журнал атаған сенім жиыны жоқ, --trust арқылы беріңіз: ${fingerprint}`,
    clean: 'Аудит бірде-бір кемшілік таппады.',
    findings: (count) => `Аудит тапқан кемшіліктер саны — ${count}.`,
    unfinished: 'Аудит аяқталмады: барлығын тексеру мүмкін болмады.',
    written: (directory) => `есептер: ${directory}`,
  },
  ru: {
    audited: (contest, entries, ballots) => `${contest}: записей — ${entries}, бюллетеней — ${ballots}`,
    compareKey: (vkey) => `сверьте ключ журнала с тем, который вы знаете из другого источника: ${vkey}`,
    unknownTrust: (fingerprint) => `нет набора доверия, названного журналом; укажите его через --trust: ${fingerprint}`,
    clean: 'Аудит не нашёл ни одного нарушения.',
    findings: (count) => `Нарушений, найденных аудитом: ${count}.`,
    unfinished: 'Аудит не завершён: проверить удалось не всё.',
    written: (directory) => `отчёты: ${directory}`,
  },
  en: {
    audited: (contest, entries, ballots) => `${contest}: ${entries} entries, ${ballots} ballots`,
    compareKey: (vkey) => `compare the log key with the one you know from elsewhere: ${vkey}`,
    unknownTrust: (fingerprint) => `a trust set that the log names is missing, give it with --trust: ${fingerprint}`,
    clean: 'The audit found nothing wrong.',
    findings: (count) => `Findings of the audit: ${count}.`,
    unfinished: 'The audit could not finish: not everything could be checked.',
    written: (directory) => `reports: ${directory}`,
  },
};
