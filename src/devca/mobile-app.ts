import { fromBase64, fromUtf8, toBase64 } from '../encoding/bytes.ts';
import { signCms } from './cms-builder.ts';
import type { Identity } from './dev-ca.ts';

/**
 * What the app can be made to do wrong, or what can be done to it: the citizen looks at the document and puts the phone
 * away; it signs something else; it sends data that is no signature, or another document back; the answer is lost and it
 * sends again; it brings a wrong token or none; it does not look at the time of the code.
 */
export const MOBILE_FAULTS = [
  'cancel',
  'wrong-content',
  'no-signature',
  'altered-document',
  'twice',
  'wrong-token',
  'no-token',
  'late',
] as const;
export type MobileFault = (typeof MOBILE_FAULTS)[number];

export interface MobileAppOptions {
  readonly signer: Identity;
  readonly now: () => Date;
  readonly language: 'kk' | 'ru' | 'en';
  /** Hosts that are registered: the app asks no other for anything. */
  readonly hosts: readonly string[];
  /** Where those hosts really are, for a service without a name. */
  readonly at?: string;
  readonly fault?: MobileFault | undefined;
}

/** What the citizen sees before signing. */
export interface ShownDocument {
  readonly description: string;
  readonly organisation: string;
  readonly name: string;
  readonly meta: readonly { readonly name: string; readonly value: string }[];
  /** The document itself: it is text. */
  readonly text: string;
}

export interface AppAnswer {
  readonly status: number;
  /** `success`, or the reason. */
  readonly text: string;
}

export interface MobileRun {
  readonly end: 'signed' | 'refused' | 'cancelled' | 'unknown-host' | 'expired';
  readonly shown: ShownDocument | undefined;
  /** Of every request, in their order. */
  readonly answers: readonly AppAnswer[];
}

interface Invitation {
  readonly description: string;
  readonly expiry_date: string;
  readonly organisation: Readonly<Record<'nameRu' | 'nameKz' | 'nameEn' | 'bin', string>>;
  readonly document: { readonly uri: string; readonly auth_type: string; readonly auth_token: string };
}

interface Documents {
  readonly signMethod: string;
  readonly version: number;
  readonly documentsToSign: readonly {
    readonly id: number;
    readonly nameRu: string;
    readonly nameKz: string;
    readonly nameEn: string;
    readonly meta: readonly { readonly name: string; readonly value: string }[];
    readonly document: { readonly file: { readonly mime: string; readonly data: string } };
  }[];
}

const NAME = { kk: 'nameKz', ru: 'nameRu', en: 'nameEn' } as const;
const OTHER_CONTENT = new TextEncoder().encode('{"ballot":"another"}');

/**
 * Behaves as eGov Mobile is documented to: reads the code, asks API №1 and API №2, shows the document, signs its bytes
 * and sends the same JSON back with the signature in the place of the data.
 * @throws TypeError where the service does not keep to the documented forms
 */
export async function scanAndSign(code: string, options: MobileAppOptions): Promise<MobileRun> {
  const answers: AppAnswer[] = [];
  const over = (end: MobileRun['end'], shown?: ShownDocument): MobileRun => ({ end, shown, answers });
  const address = addressIn(code);
  if (!options.hosts.includes(address.host)) return over('unknown-host');
  const first = await ask(address, {}, options, answers);
  if (first.status !== 200) return over('refused');
  const invitation = readInvitation(first.text);
  if (options.fault !== 'late' && timeOf(invitation.expiry_date) <= options.now()) return over('expired');

  const { uri, auth_type: authType, auth_token: authToken } = invitation.document;
  const second = new URL(uri);
  if (!options.hosts.includes(second.host)) return over('unknown-host');
  const authorization = authorizationOf(authType, authToken, options.fault);
  const got = await ask(second, { headers: authorization }, options, answers);
  if (got.status !== 200) return over('refused');
  const documents = readDocuments(got.text);
  const shown = showDocument(invitation, documents, options);
  if (options.fault === 'cancel') return over('cancelled', shown);

  const body = JSON.stringify(signed(documents, options));
  const put = { method: 'PUT', headers: { ...authorization, 'content-type': 'application/json' }, body };
  if (options.fault === 'twice') await ask(second, put, options, answers);
  const taken = await ask(second, put, options, answers);
  return over(taken.status === 200 ? 'signed' : 'refused', shown);
}

function addressIn(code: string): URL {
  const [, address] = /^mobileSign:(https:\/\/\S+)$/.exec(code) ?? [];
  if (address === undefined) throw new TypeError('not a code for eGov Mobile');
  return new URL(address);
}

/** One request, under the registered name but to where the service is. */
async function ask(
  address: URL,
  { headers = {}, ...rest }: { method?: string; headers?: Record<string, string>; body?: string },
  { language, at }: MobileAppOptions,
  answers: AppAnswer[],
): Promise<AppAnswer> {
  const url = at === undefined ? address : new URL(`${address.pathname}${address.search}`, at);
  const answer = await fetch(url, { ...rest, headers: { 'accept-language': language, ...headers } });
  const text = await answer.text();
  const heard = { status: answer.status, text };
  answers.push(heard);
  return heard;
}

function readInvitation(text: string): Invitation {
  const invitation = JSON.parse(text) as Invitation;
  const { description, organisation, document } = invitation;
  const names = [description, organisation.nameRu, organisation.nameKz, organisation.nameEn, document.uri];
  if (names.some((name) => typeof name !== 'string' || name === '')) throw new TypeError('API №1 lacks a text');
  if (!/^\d{12}$/.test(organisation.bin)) throw new TypeError('API №1 names no organisation');
  return invitation;
}

function timeOf(text: string): Date {
  const [, time = '', hours = '', minutes = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{2,3})\+(\d\d)(\d\d)$/.exec(text) ?? [];
  if (time === '') throw new TypeError('API №1 has a time of another form');
  return new Date(`${time}+${hours}:${minutes}`);
}

function authorizationOf(type: string, token: string, fault: MobileFault | undefined): Record<string, string> {
  if (type === 'None' || fault === 'no-token') return {};
  if (type !== 'Token') throw new TypeError('API №1 wants an authorization that this app does not know');
  return { authorization: `Bearer ${fault === 'wrong-token' ? `${token.slice(1)}A` : token}` };
}

function readDocuments(text: string): Documents {
  const documents = JSON.parse(text) as Documents;
  const { signMethod, version, documentsToSign } = documents;
  if (signMethod !== 'CMS_WITH_DATA' || version !== 1) throw new TypeError('API №2 wants another kind of signature');
  if (documentsToSign.length === 0) throw new TypeError('API №2 has nothing to sign');
  return documents;
}

function showDocument(
  { description, organisation }: Invitation,
  { documentsToSign }: Documents,
  { language }: MobileAppOptions,
): ShownDocument {
  const [document] = documentsToSign;
  if (document?.document.file.mime !== 'text/plain') throw new TypeError('not a document that is shown');
  return {
    description,
    organisation: organisation[NAME[language]],
    name: document[NAME[language]],
    meta: document.meta,
    text: fromUtf8(bytesOf(document.document.file.data)),
  };
}

/** The same JSON with signatures in the place of the data. */
function signed(documents: Documents, { signer, now, fault }: MobileAppOptions): unknown {
  const [content] = documents.documentsToSign.map(({ document }) => bytesOf(document.file.data));
  const cms = signCms({
    content: fault === 'wrong-content' ? OTHER_CONTENT : (content ?? OTHER_CONTENT),
    signer,
    signingTime: now(),
  });
  const data = fault === 'no-signature' ? toBase64(OTHER_CONTENT) : toBase64(cms);
  return {
    ...documents,
    documentsToSign: documents.documentsToSign.map((document) => ({
      ...document,
      id: fault === 'altered-document' ? document.id + 1 : document.id,
      document: { file: { ...document.document.file, data } },
    })),
  };
}

function bytesOf(data: string): Uint8Array {
  const bytes = fromBase64(data);
  if (bytes === undefined) throw new TypeError('data that is not base64');
  return bytes;
}
