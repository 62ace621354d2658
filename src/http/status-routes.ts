import { LANGUAGES } from '../domain/texts.ts';
import { statusPage } from '../web/status-page.tsx';
import type { HttpDeps } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { negotiateLanguage } from './language.ts';
import { toHtml } from './page-routes.ts';
import { CACHE, JSON_TYPE, send } from './respond.ts';
import { pagePolicy } from './security-headers.ts';

/** How the service stands, for programs and for people. */
export function createStatusRoutes({
  status,
  limits,
  signing,
}: Pick<HttpDeps, 'status' | 'limits' | 'signing'>): readonly GetRoute[] {
  const policy = pagePolicy(signing.ncalayer.url);
  return [
    {
      template: '/api/v1/status',
      handle: (request, response) => {
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.moving };
        send(request, response, limits, { status: 200, headers, body: JSON.stringify(status()) });
      },
    },
    {
      template: '/status',
      handle: (request, response) => {
        const asked = LANGUAGES.find((language) => language === request.query['lang']);
        const language = asked ?? negotiateLanguage(request.headers['accept-language']);
        const headers = {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Language': language,
          'Content-Security-Policy': policy,
          Vary: 'Accept-Language',
          'Cache-Control': CACHE.moving,
        };
        const body = toHtml(statusPage({ language, status: status() }));
        send(request, response, limits, { status: 200, headers, body });
      },
    },
  ];
}
