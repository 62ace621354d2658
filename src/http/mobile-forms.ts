import { DauysError } from '../domain/errors.ts';
import type { LocalizedText } from '../domain/contest.ts';
import type { Language } from '../domain/texts.ts';
import { removeArmour } from '../encoding/armour.ts';
import { fromUtf8, toBase64 } from '../encoding/bytes.ts';
import type { MobileSigning, MobileSubject } from '../intake/mobile-signings.ts';
import { MOBILE_TEXTS } from '../web/mobile-texts.ts';
import { localized } from '../web/wording.ts';

/** The operator as the app shows it. */
export interface Organisation {
  readonly name: Required<LocalizedText>;
  /** 12 digits. */
  readonly bin: string;
}

interface DocumentAccess {
  readonly uri: string;
  readonly token: string;
}

const DOCUMENT_ID = 1;
const KAZAKHSTAN_MS = 5 * 3_600_000;

/** The app's time: `2026-11-22T12:05:00.00+0500`, with the offset that all of Kazakhstan has. */
export function appTime(ms: number): string {
  const [text = ''] = new Date(ms + KAZAKHSTAN_MS).toISOString().split('Z');
  return `${text.slice(0, -1)}+0500`;
}

/** What the app is told first ("API №1"). */
export function invitation(
  { subject, expiresAtMs }: MobileSigning,
  { name, bin }: Organisation,
  { uri, token }: DocumentAccess,
  language: Language,
): object {
  const text = MOBILE_TEXTS[language];
  const title = localized(subject.contest.definition.title, language);
  return {
    description: `${subject.kind === 'ballot' ? text.vote : text.question}: ${title}`,
    expiry_date: appTime(expiresAtMs),
    organisation: { nameRu: name.ru, nameKz: name.kk, nameEn: name.en, bin },
    document: { uri, auth_type: 'Token', auth_token: token },
  };
}

/** What there is to sign ("API №2"): text, which the app shows, and these exact bytes. */
export function documents(subject: MobileSubject, content: Uint8Array, language: Language): object {
  return {
    signMethod: 'CMS_WITH_DATA',
    version: 1,
    documentsToSign: [
      {
        id: DOCUMENT_ID,
        nameRu: nameOf(subject, 'ru'),
        nameKz: nameOf(subject, 'kk'),
        nameEn: nameOf(subject, 'en'),
        meta: metaOf(subject, language),
        document: { file: { mime: 'text/plain', data: toBase64(content) } },
      },
    ],
  };
}

function nameOf(subject: MobileSubject, language: Language): string {
  const text = MOBILE_TEXTS[language];
  return subject.kind === 'ballot' ? `${text.ballot}: ${choiceOf(subject, language)}` : text.question;
}

function metaOf(subject: MobileSubject, language: Language): readonly object[] {
  const text = MOBILE_TEXTS[language];
  const { title, nominations } = subject.contest.definition;
  const contest = { name: text.contest, value: localized(title, language) };
  if (subject.kind === 'statement') {
    return [{ name: text.about, value: text.question }, contest, { name: text.note, value: text.noVote }];
  }
  const nomination = nominations.find(({ id }) => id === subject.candidate.nomination);
  return [
    { name: text.choice, value: choiceOf(subject, language) },
    ...(nomination === undefined ? [] : [{ name: text.nomination, value: localized(nomination.title, language) }]),
    contest,
    { name: text.note, value: text.oneVote },
  ];
}

function choiceOf({ candidate }: Extract<MobileSubject, { kind: 'ballot' }>, language: Language): string {
  return `№ ${candidate.number}, ${localized(candidate.name, language)}`;
}

/**
 * Takes the signature out of what the app sends back: the same document with the signature for its data. Members that
 * are not asked for are the app's own affair.
 * @param body - attacker-controlled
 * @throws DauysError `malformed-request`, `ballot-malformed`
 */
export function parseSignedDocuments(body: Uint8Array): Uint8Array {
  const [document, ...others] = listIn(member(parse(body), 'documentsToSign'));
  if (document === undefined || others.length > 0) throw malformed('not the one document there is');
  const id = member(document, 'id');
  if (id !== undefined && id !== DOCUMENT_ID && id !== String(DOCUMENT_ID)) throw malformed('another document');
  const data = member(member(member(document, 'document'), 'file'), 'data');
  if (typeof data !== 'string') throw malformed('a document without its signature');
  return removeArmour(data);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(body));
  } catch {
    // Without a cause: the parser's message quotes the body.
    throw malformed('the body is not JSON');
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function malformed(why: string): DauysError {
  return new DauysError('malformed-request', why);
}
