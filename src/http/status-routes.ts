import { LANGUAGES } from '../domain/texts.ts';
import { renderStatusPage } from '../web/status-page.ts';
import type { HttpDeps } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { negotiateLanguage } from './language.ts';
import { CACHE, JSON_TYPE, send } from './respond.ts';

/** How the service stands, for programs and for people. */
export function createStatusRoutes({ status, limits }: Pick<HttpDeps, 'status' | 'limits'>): readonly GetRoute[] {
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
          Vary: 'Accept-Language',
          'Cache-Control': CACHE.moving,
        };
        send(request, response, limits, { status: 200, headers, body: renderStatusPage(status(), language) });
      },
    },
  ];
}
