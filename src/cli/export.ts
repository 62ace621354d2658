import type { Config } from '../config.ts';
import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { exportContest } from '../exporting.ts';
import { EXPORT_TEXTS } from './export-texts.ts';
import type { CommandResult } from './output.ts';

export interface ExportFlags {
  readonly contest: string;
  readonly out: string;
  readonly public?: boolean;
  readonly plaintext?: boolean;
  readonly resume?: boolean;
  readonly size?: number;
}

/** `dauys export` */
export async function exportLedger(
  flags: ExportFlags,
  config: Config,
  language: Language,
  showProgress: (done: number, total: number) => void,
): Promise<CommandResult> {
  if (flags.public !== true && flags.plaintext !== true) {
    throw new DauysError(
      'config-invalid',
      'the restricted part holds who voted how: give --recipient, or --plaintext to write it open, or --public',
    );
  }
  const { manifest, missingLists } = await exportContest(
    {
      contest: flags.contest,
      directory: flags.out,
      part: flags.public === true ? 'public' : 'all',
      resume: flags.resume === true,
      size: flags.size,
      onProgress: showProgress,
    },
    config,
  );
  const { contest, size, files } = manifest;
  const texts = EXPORT_TEXTS[language];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    lines: () => [
      texts.exported(flags.out, size, files.length, bytes),
      ...(missingLists.length === 0 ? [] : [texts.listsMissing(missingLists.length)]),
    ],
    json: { contest, size, files: files.length, bytes, missingLists },
  };
}
