import { removeArmour } from '../encoding/armour.ts';
import { toBase64 } from '../encoding/bytes.ts';
import {
  isSignature,
  signWithNcalayer,
  type NcalayerFailure,
  type NcalayerOutcome,
  type NcalayerSettings,
  type NcalayerStage,
} from './ncalayer.ts';
import type { SigningView } from './signing-view.ts';

const MAX_FILE_BYTES = 64 * 1024;

export type Told = readonly [title: string, detail: string];

/** What a page hands over to have something signed; `file` where it takes files, too. */
export interface SigningData<Failure extends string = NcalayerFailure | 'file'> {
  readonly language: string;
  readonly ncalayer: NcalayerSettings;
  readonly signing: Readonly<Record<NcalayerStage | 'stop' | 'help' | 'code', string>> & {
    readonly problems: Readonly<Record<Failure, Told>>;
  };
}

/** Has NCALayer sign while the page says how far it is, with a way to stop. @param content - base64 of what is signed */
export function signShowing(
  { language, ncalayer, signing }: SigningData<NcalayerFailure>,
  content: string,
  view: Pick<SigningView, 'progress'>,
): Promise<NcalayerOutcome> {
  const stopping = new AbortController();
  return signWithNcalayer(ncalayer, {
    content,
    language,
    signal: stopping.signal,
    onStage: (stage) => {
      const act = (): void => {
        stopping.abort();
      };
      view.progress(signing[stage], { label: signing.stop, act });
    },
  });
}

/** Says why there is no signature. */
export function showUnsigned<Failure extends string>(
  why: Failure,
  { signing }: Pick<SigningData<Failure>, 'signing'>,
  view: Pick<SigningView, 'problem'>,
): void {
  const [title, detail] = signing.problems[why];
  view.problem({ code: why === 'file' ? 'file-unsigned' : `ncalayer-${why}`, title, detail });
}

/** One thing at a time: whoever presses twice gets one. */
export function oneAtATime(): (work: () => Promise<void>) => void {
  let isBusy = false;
  return (work) => {
    if (isBusy) return;
    isBusy = true;
    void work().finally(() => {
      isBusy = false;
    });
  };
}

/** Base64 of the signature in a chosen file, whatever armour it lies in; undefined for what is none. */
export async function readSignature(file: File | undefined): Promise<string | undefined> {
  if (file === undefined || file.size > MAX_FILE_BYTES) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  return isSignature(bytes) ? toBase64(removeArmour(bytes)) : undefined;
}
