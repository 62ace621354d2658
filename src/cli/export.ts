import type { Config } from '../config.ts';
import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { exportContest, publishExport, type Exported, type ExportOrder } from '../exporting.ts';
import { EXPORT_TEXTS } from './export-texts.ts';
import type { CommandResult } from './output.ts';

export interface ExportFlags {
  readonly contest: string;
  readonly out?: string;
  readonly publish?: boolean;
  readonly public?: boolean;
  readonly plaintext?: boolean;
  readonly recipient?: readonly string[];
  readonly forNcanode?: boolean;
  readonly resume?: boolean;
  readonly size?: number;
}

/** `dauys export` */
export async function exportLedger(
  flags: ExportFlags,
  config: Config,
  language: Language,
  onProgress: ExportOrder['onProgress'],
): Promise<CommandResult> {
  const exported = await carryOut(flags, config, onProgress);
  const { directory, manifest, missingLists } = exported;
  const { contest, size, files } = manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const texts = EXPORT_TEXTS[language];
  const isPublic = !files.some(({ path }) => path.startsWith('restricted/'));
  return {
    lines: () => [
      texts.exported(directory, size, files.length, bytes),
      ...(isPublic && flags.publish === true ? [texts.publicOnly] : []),
      ...(missingLists.length === 0 ? [] : [texts.listsMissing(missingLists.length)]),
    ],
    json: { contest, size, part: isPublic ? 'public' : 'all', directory, files: files.length, bytes, missingLists },
  };
}

function carryOut(flags: ExportFlags, config: Config, onProgress: ExportOrder['onProgress']): Promise<Exported> {
  const { contest, out, recipient = [], plaintext = false, forNcanode = false, resume = false, size } = flags;
  const isPublic = flags.public === true;
  if (flags.publish === true) {
    const others = [out, flags.public, flags.plaintext, flags.recipient, flags.forNcanode, size];
    if (others.some((other) => other !== undefined)) {
      throw invalid('--publish goes by the settings: DAUYS_AUDITORS says whom the restricted part is encrypted to');
    }
    return publishExport({ contest, onProgress }, config);
  }
  if (out === undefined) throw invalid('where to? give --out DIR, or --publish for the service to give it out');
  if (isPublic ? plaintext || forNcanode || recipient.length > 0 : plaintext === recipient.length > 0) {
    throw invalid('the restricted part shows who voted how: give one of --recipient, --plaintext and --public');
  }
  const part = isPublic ? 'public' : 'all';
  const order = {
    contest,
    directory: out,
    part,
    resume,
    size,
    recipients: recipient,
    withVerdicts: forNcanode,
  } as const;
  return exportContest({ ...order, onProgress }, config);
}

function invalid(why: string): DauysError {
  return new DauysError('config-invalid', why);
}
