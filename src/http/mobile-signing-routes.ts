import { DauysError } from '../domain/errors.ts';
import { textOf } from '../domain/texts.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import { isoTime } from '../intake/contests.ts';
import type { StartedSigning } from '../intake/mobile-signings.ts';
import { drawQrCode } from '../web/qr-code.ts';
import type { HttpDeps, MobileApp } from './deps.ts';
import { bearerOf, idOf, json, languageOf } from './mobile-routes.ts';
import { createRefusalLimit } from './refusal-limit.ts';
import { send, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import { createUploadReader } from './upload.ts';

type PageDeps = Pick<HttpDeps, 'clock' | 'limits'>;

const PATH = '/api/v1/contests/{contest}/mobile-signings';
const MAX_BODY_BYTES = 1024;
/** The store of iOS, its application, that of Android. */
const APP = 'isi=1476128386&ibi=kz.egov.mobile&apn=kz.mobile.mgov';

/** What the page asks: a code to scan, and what became of it. */
export function createMobileSigningRoutes(mobile: MobileApp, { clock, limits }: PageDeps): readonly Route[] {
  const { signings, origin } = mobile;
  const bodies = createUploadReader({ maxBodyBytes: MAX_BODY_BYTES, maxBufferedBytes: 1024 * MAX_BODY_BYTES });
  const { codesPerMinute: perMinute } = limits;
  const pace = createRefusalLimit({ clock, perMinute, burst: perMinute / 12, maxNetworks: 1 });
  return [
    {
      method: 'POST',
      template: PATH,
      async handle(exchange) {
        const { request, response } = exchange;
        const [type = ''] = (request.headers['content-type'] ?? '').split(';');
        if (type.trim().toLowerCase() !== 'application/json') throw new DauysError('media-type', 'not JSON');
        const candidate = parseRequest(await bodies.read(request, response));
        if (pace.waitSeconds('') > 0) throw new DauysError('busy', 'too many codes at once');
        const started = signings.start(exchange.params['contest'] ?? '', candidate);
        pace.countRefusal('');
        send(request, response, limits, { ...json(invite(started, origin, clock.nowMs())), status: 201 });
      },
    },
    {
      method: 'GET',
      template: `${PATH}/{id}`,
      async handle(exchange) {
        const { state, expiresAtMs, ...rest } = signings.state(
          exchange.params['contest'] ?? '',
          idOf(exchange),
          bearerOf(exchange),
        );
        const known = { state, expiresAt: isoTime(expiresAtMs) };
        const reply =
          'answer' in rest
            ? withAnswer(known, rest.answer.json)
            : json({ ...known, ...('code' in rest ? problemOf(rest.code, exchange) : {}) });
        send(exchange.request, exchange.response, limits, reply);
      },
    },
  ];
}

function invite({ id, pollToken, expiresAtMs }: StartedSigning, origin: string, nowMs: number): object {
  // The app's own launcher looks for this word in the address.
  const address = `${origin}/mgov/${id}?mgovSign`;
  const text = `mobileSign:${address}`;
  return {
    id,
    token: pollToken,
    qr: { text, ...drawQrCode(text) },
    link: `https://m.egov.kz/mobileSign/?link=${encodeURIComponent(address)}&${APP}`,
    expiresAt: isoTime(expiresAtMs),
    // For a page on a machine whose clock is wrong.
    expiresIn: Math.floor((expiresAtMs - nowMs) / 1000),
  };
}

/** The receipt or statement goes out as it was made, byte for byte. */
function withAnswer(known: object, answer: string): Reply {
  const reply = json(known);
  return { ...reply, body: `${JSON.stringify(known).slice(0, -1)},"answer":${answer}}` };
}

function problemOf(code: Parameters<typeof textOf>[0], exchange: Exchange): object {
  return { problem: { code, ...textOf(code, languageOf(exchange)) } };
}

/**
 * @returns the candidate to sign a ballot for; undefined for a question about oneself
 * @throws DauysError `malformed-request`
 */
function parseRequest(body: Uint8Array): string | undefined {
  const { candidate, purpose, ...others } = parse(body);
  const isOne = (candidate === undefined) !== (purpose === undefined) && Object.keys(others).length === 0;
  if (isOne && typeof candidate === 'string') return candidate;
  if (isOne && purpose === 'statement') return undefined;
  throw new DauysError('malformed-request', 'a signing names a candidate, or the purpose statement');
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(fromUtf8(body));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
