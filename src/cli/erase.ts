import type { Config } from '../config.ts';
import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import { readBoundedFile } from '../files/operator-files.ts';
import { eraseBallot } from '../governing.ts';
import type { Runtime } from '../running.ts';
import type { CommandResult } from './output.ts';

/** UTF-8 of the longest decision. */
const MAX_FILE_BYTES = 65_536;

export interface EraseFlags {
  readonly contest: string;
  readonly decision: string;
}

interface EraseTexts {
  readonly erased: (ballot: number, index: number) => string;
  readonly before: (ballot: number, index: number) => string;
  readonly held: string;
  readonly copies: string;
}

const TEXTS: Readonly<Record<Language, EraseTexts>> = {
  kk: {
    erased: (ballot, index) => `${ballot}-жазбадағы бюллетеньнің деректері өшірілді; журналдағы ${index}-жазба`,
    before: (ballot, index) => `${ballot}-жазбадағы бюллетеньнің деректері бұрын өшірілген; журналдағы ${index}-жазба`,
    held: 'НАЗАР АУДАРЫҢЫЗ: оқып жатқандар бар, сондықтан өшірілген байттар ledger.db-wal файлында әлі қалуы мүмкін; команданы кейінірек қайталаңыз.',
    copies: 'Бұрын жасалған көшірмелер мен экспорттарда бұл деректер сақталып қалған: оларды бөлек жойыңыз.',
  },
  ru: {
    erased: (ballot, index) => `запись бюллетеня ${ballot} стёрта; запись ${index} журнала`,
    before: (ballot, index) => `запись бюллетеня ${ballot} стёрта раньше; запись ${index} журнала`,
    held: 'ВНИМАНИЕ: файл ledger.db-wal сейчас читают, и стёртые байты могли в нём остаться; повторите команду позже.',
    copies: 'В сделанных раньше резервных копиях и выгрузках эти данные остались: удалите их отдельно.',
  },
  en: {
    erased: (ballot, index) => `the record of ballot ${ballot} is erased; entry ${index} of the log says so`,
    before: (ballot, index) => `the record of ballot ${ballot} was erased before; entry ${index} of the log says so`,
    held: 'ATTENTION: readers hold the write-ahead log, so erased bytes may still be in ledger.db-wal; run the command again later.',
    copies: 'Backups and exports made before still hold these data: delete them separately.',
  },
};

/** `dauys erase INDEX` */
export async function erase(
  ballot: number,
  { contest, decision: file }: EraseFlags,
  config: Config,
  language: Language,
  { clock }: Runtime,
): Promise<CommandResult> {
  const order = { contestId: contest, index: ballot, decision: readDecision(file), nowMs: clock.nowMs() };
  const { index, created, isPurged } = await eraseBallot(order, config);
  const texts = TEXTS[language];
  return {
    lines: () => [
      (created ? texts.erased : texts.before)(ballot, index),
      ...(isPurged ? [] : [texts.held]),
      texts.copies,
    ],
    json: { contest, ballot, index, created, purged: isPurged },
  };
}

function readDecision(file: string): string {
  const bytes = readBoundedFile(file, MAX_FILE_BYTES);
  if (bytes.length > MAX_FILE_BYTES) throw new DauysError('config-invalid', `${file} is too long for a decision`);
  try {
    return fromUtf8(bytes);
  } catch {
    throw new DauysError('config-invalid', `${file} is not UTF-8 text`);
  }
}
