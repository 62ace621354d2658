import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { DauysError, type RefusalCode } from '../domain/errors.ts';
import { LANGUAGES, type Language } from '../domain/texts.ts';
import { toHex } from '../encoding/bytes.ts';
import { asset, assetFile, verifyFile } from '../web/assets.ts';
import { FAVICON } from '../web/favicon.ts';
import type { Page, PageRequest, PageRoute } from '../web/page.ts';
import { problemPage } from '../web/pages/problem.tsx';
import { cookiesOf, isHttps } from './cookies.ts';
import type { HttpDeps } from './deps.ts';
import { negotiateLanguage } from './language.ts';
import { createPageCache, keepPage, negotiateEncoding, type KeptPage } from './page-cache.ts';
import { statusOf } from './problem.ts';
import { CACHE, send } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import { pagePolicy } from './security-headers.ts';

type PageDeps = Pick<HttpDeps, 'clock' | 'limits' | 'sha256' | 'signing'>;

const HTML = 'text/html; charset=utf-8';
const VISITOR_COOKIE = 'visitor';
const VISITORS = 2 ** 20;
const MONTH_SECONDS = 30 * 86_400;

/**
 * The pages of the site as routes, with what they are dressed in.
 * @throws DauysError `config-invalid` when that is not built: nobody is to meet a service without its site
 */
export function createPageRoutes(pages: readonly PageRoute[], deps: PageDeps): readonly Route[] {
  asset('site.css');
  const cache = createPageCache(deps.sha256);
  const policy = pagePolicy(deps.signing.ncalayer.url);
  return [
    redirect('/', ({ request }) => `/${negotiateLanguage(request.headers['accept-language'])}/`),
    redirect('/{language}', ({ params }) => `/${languageOf(params)}/`),
    redirect('/{language}/contests/{contest}', ({ params }) => {
      return `/${languageOf(params)}/contests/${params['contest'] ?? ''}/`;
    }),
    ...pages.map(({ template, open }): Route => {
      return {
        method: 'GET',
        template,
        async handle(exchange) {
          const asked = requestOf(exchange, deps);
          const page = await open(asked);
          const isKept = page.version !== undefined && page.isRare !== true;
          const key = isKept ? `${asked.path} ${page.version}` : undefined;
          const kept = cache.page(key, () => toHtml(page.render()));
          answer(
            exchange,
            kept,
            { status: page.status ?? 200, ...headersOf(page, asked, exchange.request, policy) },
            deps,
          );
        },
      };
    }),
    ...fileRoutes(deps),
  ];
}

function fileRoutes(deps: PageDeps): readonly Route[] {
  const kept = new Map<string, KeptPage>();
  const keep = (name: string, read: () => Uint8Array | undefined): KeptPage => {
    const bytes = kept.has(name) ? undefined : read();
    if (bytes !== undefined) kept.set(name, keepPage(bytes, toHex(deps.sha256(bytes).subarray(0, 16))));
    const file = kept.get(name);
    if (file === undefined) throw new DauysError('not-found', 'no such file of the site');
    return file;
  };
  return [
    {
      method: 'GET',
      template: '/assets/{file}',
      async handle(exchange) {
        const name = exchange.params['file'] ?? '';
        const file = keep(name, () => assetFile(name));
        const type = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
        const headers = { 'Content-Type': type, 'Cache-Control': CACHE.immutable, Vary: 'Accept-Encoding' };
        answer(exchange, file, { status: 200, headers }, deps);
      },
    },
    {
      method: 'GET',
      template: '/verify.html',
      async handle(exchange) {
        const file = keep('verify.html', verifyFile);
        // Kept and opened from disk: read here it would have to be believed with the rest of the site.
        const disposition = 'attachment; filename="verify.html"';
        const headers = { 'Content-Type': HTML, 'Content-Disposition': disposition, 'Cache-Control': CACHE.fixed };
        answer(exchange, file, { status: 200, headers: { ...headers, Vary: 'Accept-Encoding' } }, deps);
      },
    },
    {
      method: 'GET',
      template: '/favicon.svg',
      async handle(exchange) {
        const file = keep('favicon', () => Buffer.from(FAVICON));
        const headers = { 'Content-Type': 'image/svg+xml', 'Cache-Control': CACHE.fixed, Vary: 'Accept-Encoding' };
        answer(exchange, file, { status: 200, headers }, deps);
      },
    },
  ];
}

function redirect(template: string, to: (exchange: Exchange) => string): Route {
  return {
    method: 'GET',
    template,
    async handle(exchange) {
      const { response } = exchange;
      response.writeHead(302, { Location: to(exchange), Vary: 'Accept-Language', 'Content-Length': 0 }).end();
    },
  };
}

/** @throws DauysError `not-found` */
function languageOf(params: Exchange['params']): Language {
  const language = LANGUAGES.find((known) => known === params['language']);
  if (language === undefined) throw new DauysError('not-found', 'no such path');
  return language;
}

function requestOf({ request, params, query }: Exchange, { clock }: PageDeps): PageRequest {
  const cookies = cookiesOf(request);
  const visitor = cookies.get(VISITOR_COOKIE) ?? '';
  return {
    language: languageOf(params),
    path: request.url?.split('?', 1)[0] ?? '/',
    params,
    query,
    visitor: /^\d{1,7}$/.test(visitor) ? Number(visitor) : randomInt(VISITORS),
    cookies,
    now: new Date(clock.nowMs()),
  };
}

interface Head {
  readonly headers: Readonly<Record<string, string>>;
}

function headersOf(
  page: Page,
  { language, visitor, cookies }: PageRequest,
  request: IncomingMessage,
  policy: string,
): Head {
  const isNew = page.isPerVisitor === true && cookies.get(VISITOR_COOKIE) !== String(visitor);
  const secure = isHttps(request) ? '; Secure' : '';
  const cookie = `${VISITOR_COOKIE}=${visitor}; Path=/; Max-Age=${MONTH_SECONDS}; SameSite=Lax; HttpOnly${secure}`;
  return {
    headers: {
      'Content-Type': HTML,
      'Content-Language': language,
      'Content-Security-Policy': policy,
      Vary: page.isPerVisitor === true ? 'Accept-Encoding, Cookie' : 'Accept-Encoding',
      'Cache-Control': page.version === undefined ? CACHE.none : page.isPerVisitor === true ? 'private' : CACHE.moving,
      ...(isNew ? { 'Set-Cookie': cookie } : {}),
    },
  };
}

function answer(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  kept: KeptPage,
  { status, headers }: Head & { readonly status: number },
  { limits }: Pick<PageDeps, 'limits'>,
): void {
  const encoding = negotiateEncoding(request.headers['accept-encoding']);
  const encoded = encoding === 'identity' ? {} : { 'Content-Encoding': encoding };
  const tagged = headers['Cache-Control'] === CACHE.none ? {} : { ETag: kept.etag(encoding) };
  send(request, response, limits, {
    status,
    headers: { ...headers, ...encoded, ...tagged },
    body: kept.body(encoding),
  });
}

/** A whole document as it is sent. */
export function toHtml(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/** True for who reads pages and not data: a refusal is shown to them as a page. */
export function isReader({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return !/^\/(?:api|log|assets)\//.test(url) && (headers.accept ?? '').includes('text/html');
}

/** Answers with the page of a refusal, in the language of the path or else of the reader. */
export function sendProblemPage(
  request: IncomingMessage,
  response: ServerResponse,
  deps: Pick<HttpDeps, 'limits' | 'operator' | 'signing'>,
  code: RefusalCode,
): void {
  const path = request.url?.split('?', 1)[0] ?? '/';
  const named = LANGUAGES.find((language) => path.startsWith(`/${language}/`));
  const language = named ?? negotiateLanguage(request.headers['accept-language']);
  // Of another path only the start is there in every language.
  const html = Buffer.from(
    toHtml(problemPage(language, named === undefined ? `/${language}/` : path, code, deps.operator.contact)),
  );
  const headers = {
    'Content-Type': HTML,
    'Content-Language': language,
    'Content-Security-Policy': pagePolicy(deps.signing.ncalayer.url),
    Vary: 'Accept-Encoding, Accept-Language',
    'Cache-Control': CACHE.none,
  };
  answer({ request, response }, keepPage(html, ''), { status: statusOf(code), headers }, deps);
}
