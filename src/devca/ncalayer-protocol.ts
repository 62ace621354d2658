import { z } from 'zod';
import { fromBase64, toBase64, toUtf8 } from '../encoding/bytes.ts';

/** How a signature comes back: versions of NCALayer differ. */
export interface NcalayerForm {
  readonly result: 'string' | 'array';
  readonly armour: 'CMS' | 'PKCS7' | 'none';
}

export interface SigningRequest {
  readonly content: Uint8Array;
  readonly isDetached: boolean;
  /** False where only certificates of the production authority may be chosen. */
  readonly anyChain: boolean;
}

/** What the person at the window does: signs, or cancels. */
export type SignWindow = (request: SigningRequest) => Uint8Array | 'cancelled' | Promise<Uint8Array | 'cancelled'>;

const BASICS = 'kz.gov.pki.knca.basics';
const COMMON_UTILS = 'kz.gov.pki.knca.commonUtils';

const message = z.object({ module: z.string(), method: z.string().optional(), args: z.unknown().optional() });
const basics = z.object({
  format: z.literal('cms'),
  data: z.union([z.string(), z.array(z.string()).min(1).max(100)]),
  signingParams: z.looseObject({
    decode: z.boolean().default(false),
    encapsulate: z.boolean().default(true),
    digested: z.literal(false).optional(),
  }),
  signerParams: z.looseObject({ chain: z.array(z.unknown()).nullish() }),
});
const cades = z.tuple([z.string(), z.enum(['SIGNATURE', 'AUTHENTICATION']), z.string(), z.boolean()]);

export const MODULE_NOT_FOUND = { success: false, errorCode: 'MODULE_NOT_FOUND' } as const;

/** NCALayer speaks first, and says the same whenever its heart is listened to. */
export function greeting(version: string): object {
  return { result: { version } };
}

/** Answers one message as NCALayer does. @param text - attacker-controlled */
export async function answerMessage(text: string, form: NcalayerForm, sign: SignWindow): Promise<object> {
  const parsed = message.safeParse(parseJson(text));
  if (!parsed.success) return MODULE_NOT_FOUND;
  const { module, method, args } = parsed.data;
  if (module === BASICS && method === 'sign') return signBasics(args, form, sign);
  if (module === COMMON_UTILS && method === 'createCAdESFromBase64') return signCades(args, form, sign);
  if (module === COMMON_UTILS && method === 'getActiveTokens') return { responseObject: [], code: '200' };
  return MODULE_NOT_FOUND;
}

async function signBasics(args: unknown, form: NcalayerForm, sign: SignWindow): Promise<object> {
  const parsed = basics.safeParse(args);
  if (!parsed.success) return failure('INVALID_SIGNING_PARAMS', parsed.error.issues[0]?.path.join('.') ?? '');
  const { data, signingParams, signerParams } = parsed.data;
  const signatures: string[] = [];
  for (const text of typeof data === 'string' ? [data] : data) {
    const content = signingParams.decode ? fromBase64(text) : toUtf8(text);
    if (content === undefined) return failure('INVALID_SIGNING_PARAMS', 'data is not base64');
    // Absent or null: certificates of the production authority only.
    const anyChain = signerParams.chain?.length === 0;
    const cms = await sign({ content, isDetached: !signingParams.encapsulate, anyChain });
    if (cms === 'cancelled') return { body: {}, status: true };
    signatures.push(armoured(cms, form));
  }
  return {
    body: { result: typeof data === 'string' && form.result === 'string' ? signatures[0] : signatures },
    status: true,
  };
}

async function signCades(args: unknown, form: NcalayerForm, sign: SignWindow): Promise<object> {
  const parsed = cades.safeParse(args);
  const content = parsed.success ? fromBase64(parsed.data[2]) : undefined;
  if (!parsed.success || content === undefined) {
    return { code: '500', message: 'java.lang.IllegalArgumentException: argument type mismatch.' };
  }
  const cms = await sign({ content, isDetached: !parsed.data[3], anyChain: true });
  if (cms === 'cancelled') return { code: '500', message: 'action.canceled' };
  return { responseObject: armoured(cms, form), code: '200' };
}

/** @param details - of what went wrong, in whatever words */
export function failure(code: string, details: string): object {
  return { status: false, code, message: 'An invoked method threw an exception.', details };
}

function armoured(cms: Uint8Array, { armour }: NcalayerForm): string {
  const base64 = toBase64(cms);
  if (armour === 'none') return base64;
  return `-----BEGIN ${armour}-----\n${base64.replaceAll(/.{64}(?!$)/g, '$&\n')}\n-----END ${armour}-----\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
