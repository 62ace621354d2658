import { DauysError, type RefusalCode } from '../domain/errors.ts';
import { textOf } from '../domain/texts.ts';
import { toHex } from '../encoding/bytes.ts';
import type { MobileSigning, MobileSubject } from '../intake/mobile-signings.ts';
import { MOBILE_TEXTS } from '../web/mobile-texts.ts';
import type { HttpDeps, MobileApp } from './deps.ts';
import { negotiateLanguage } from './language.ts';
import { documents, invitation, parseSignedDocuments } from './mobile-forms.ts';
import { refusalOf, retryAfterOf, statusOf } from './problem.ts';
import { CACHE, JSON_TYPE, send, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import type { DoorManner, SignatureDoor, SignedUpload, UploadEvents } from './signature-door.ts';
import { UploadAborted } from './upload.ts';

type AppDeps = Pick<HttpDeps, 'submitBallot' | 'statements' | 'events' | 'sha256' | 'limits'>;

const SUCCESS: Reply = {
  status: 200,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': CACHE.none },
  body: 'success',
};
/** Refusals of a signature or of its signer: the app knows one status for them all. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 409, 410, 422]);

/** What eGov Mobile asks: its "API №1" and "API №2". Everything is answered in the language of the phone. */
export function createMobileAppRoutes(mobile: MobileApp, deps: AppDeps, door: SignatureDoor): readonly Route[] {
  const { signings, origin, organisation } = mobile;
  const get = (template: string, answer: (exchange: Exchange) => object): Route => ({
    method: 'GET',
    template,
    async handle(exchange) {
      try {
        send(exchange.request, exchange.response, deps.limits, json(answer(exchange)));
      } catch (error) {
        const code = refusalOf(error);
        if (code === 'internal') throw error;
        refuse(exchange, code, deps);
      }
    },
  });
  return [
    get('/mgov/{id}', (exchange) => {
      const { documentsToken, ...signing } = signings.open(idOf(exchange));
      const access = { uri: `${origin}/mgov/${signing.id}/documents`, token: documentsToken };
      return invitation(signing, organisation, access, languageOf(exchange));
    }),
    get('/mgov/{id}/documents', (exchange) => {
      const { subject, content } = signings.document(idOf(exchange), bearerOf(exchange));
      return documents(subject, content, languageOf(exchange));
    }),
    takingRoute(mobile, deps, door),
  ];
}

/** `PUT /mgov/{id}/documents`: the way of any ballot, or of any question about oneself. */
function takingRoute({ signings }: MobileApp, deps: AppDeps, door: SignatureDoor): Route {
  const manner: DoorManner = {
    parserOf({ 'content-encoding': encoding }) {
      if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
        throw new DauysError('media-type', 'a compressed body');
      }
      return (body) => ({ cms: parseSignedDocuments(body), candidateId: undefined });
    },
    refuse: (exchange, code, options) => {
      refuse(exchange, code, deps, options.retryAfterSeconds);
    },
  };
  const { events } = deps;
  return {
    method: 'PUT',
    template: '/mgov/{id}/documents',
    handle(exchange) {
      let kind: MobileSubject['kind'] = 'ballot';
      const told: UploadEvents = {
        refused(code, durationMs) {
          (kind === 'ballot' ? events.ballotRefused : events.statementRefused)(code, durationMs);
        },
        aborted() {
          (kind === 'ballot' ? events.ballotAborted : events.statementAborted)();
        },
      };
      return door.admit(
        exchange,
        told,
        async (read, durationMs) => {
          const signing = signings.admit(idOf(exchange), bearerOf(exchange));
          ({ kind } = signing.subject);
          try {
            const upload = await read();
            const signature = toHex(deps.sha256(upload.cms));
            // The phone did not hear the answer: what was taken is not taken again.
            if (signings.answer(signing)?.signature === signature) return SUCCESS;
            signings.concluded(signing, { signature, json: await take(signing, upload, durationMs, deps) });
          } catch (error) {
            if (!(error instanceof UploadAborted)) signings.refused(signing, refusalOf(error));
            throw error;
          }
          return SUCCESS;
        },
        manner,
      );
    },
  };
}

/** @returns the receipt or the statement */
async function take(
  { subject }: MobileSigning,
  { cms, acceptedAtMs }: SignedUpload,
  durationMs: () => number,
  { submitBallot, statements, events }: AppDeps,
): Promise<string> {
  const contestId = subject.contest.definition.id;
  if (subject.kind === 'statement') {
    const answer = await statements.answer({ contestId, cms, acceptedAtMs });
    events.statementGiven(contestId, durationMs());
    return JSON.stringify(answer);
  }
  // Naming the candidate refuses a ballot for another: the phone showed this one.
  const ballot = { contestId, cms, candidateId: subject.candidate.id, acceptedAtMs };
  const { created, receipt } = await submitBallot(ballot);
  if (created) events.ballotAccepted(contestId, durationMs());
  else events.ballotRepeated(contestId, durationMs());
  return receipt;
}

/** A reason that the app can show. */
function refuse(
  exchange: Exchange,
  code: RefusalCode,
  { limits }: AppDeps,
  retryAfterSeconds = retryAfterOf(code),
): void {
  const language = languageOf(exchange);
  const { title, detail } = textOf(code, language);
  const message = code === 'not-found' ? MOBILE_TEXTS[language].over : `${title}. ${detail}`;
  const status = REFUSED.has(statusOf(code)) ? 403 : statusOf(code);
  const retry = retryAfterSeconds === undefined ? {} : { 'Retry-After': retryAfterSeconds };
  const reply = json({ code, message });
  const headers = { ...reply.headers, ...retry, 'Content-Language': language };
  send(exchange.request, exchange.response, limits, { ...reply, status, headers });
}

export function idOf({ params }: Exchange): string {
  return params['id'] ?? '';
}

export function languageOf({ request }: Exchange) {
  return negotiateLanguage(request.headers['accept-language']);
}

/** @throws DauysError `unauthorized` for a header that holds no bearer token */
export function bearerOf({ request: { headers } }: Exchange): string | undefined {
  if (headers.authorization === undefined) return undefined;
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1];
  if (token === undefined) throw new DauysError('unauthorized', 'not a bearer token');
  return token;
}

export function json(value: object): Reply {
  const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none, Vary: 'Accept-Language' };
  return { status: 200, headers, body: JSON.stringify(value) };
}
