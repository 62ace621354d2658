import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { DauysError } from '../domain/errors.ts';
import { createPages } from '../web/site.ts';
import { createAnnulmentRoutes } from './annulment-routes.ts';
import { createBallotRoute } from './ballot-route.ts';
import { createCommissionRoutes } from './commission-routes.ts';
import { createContestRoutes } from './contest-routes.ts';
import type { HttpDeps } from './deps.ts';
import { createDirectRoutes } from './direct-routes.ts';
import { createExportRoutes } from './export-routes.ts';
import { addGetRoutes, type GetRoute } from './express-route.ts';
import { createHealthRoutes } from './health-routes.ts';
import { createLogRoutes } from './log-routes.ts';
import { createMobileAppRoutes } from './mobile-routes.ts';
import { createMobileSigningRoutes } from './mobile-signing-routes.ts';
import { createPageRoutes, isReader, sendProblemPage } from './page-routes.ts';
import { refusalOf, sendProblem } from './problem.ts';
import { createProtocolRoute } from './protocol-route.ts';
import { createRobotsRoute } from './robots-route.ts';
import { routeOf, type Route } from './route.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { createSignInForms } from './sign-in-forms.ts';
import { createSignInRoutes } from './sign-in-routes.ts';
import { createSignatureDoor, type SignatureDoor } from './signature-door.ts';
import { createStatementRoutes } from './statement-routes.ts';
import { createStatusRoutes } from './status-routes.ts';
import { createTallyRoutes } from './tally-routes.ts';
import { createTallyStreams } from './tally-streams.ts';
import { createTimeAnchorRoutes } from './time-anchor-routes.ts';
import { createTurnoutRoutes } from './turnout-routes.ts';
import { createVoteFileRoute } from './vote-file-route.ts';

export interface App {
  /** Answers one request; never rejects. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Every route of the API, for the description to be held against; the pages are not among them. */
  readonly routes: readonly Pick<Route, 'method' | 'template'>[];
  endStreams(): void;
}

/** All routes over the use cases: the hot ones on bare `node:http`, everything else on Express. */
export function createApp(deps: HttpDeps, isStopping: () => boolean): App {
  const streams = createTallyStreams(deps);
  const door = createSignatureDoor(deps);
  const directRoutes = [
    createBallotRoute(deps, door),
    ...createLogRoutes(deps),
    ...createExportRoutes(deps),
    ...createStatementRoutes(deps, door),
    ...createAnnulmentRoutes(deps, door),
    ...createSignInRoutes(deps, door),
    ...createMobileRoutes(deps, door),
  ];
  const expressRoutes = [
    ...createContestRoutes(deps),
    ...createTallyRoutes(deps, streams),
    ...createTurnoutRoutes(deps),
    createProtocolRoute(deps),
    ...createTimeAnchorRoutes(deps),
    ...createHealthRoutes(deps, isStopping),
    ...createStatusRoutes(deps),
  ];
  const pages = [
    ...createPageRoutes(createPages(deps), deps),
    ...createCommissionRoutes(deps),
    ...createSignInForms(deps, door),
    createVoteFileRoute(deps, door),
    createRobotsRoute(deps),
  ];
  const direct = createDirectRoutes([...directRoutes, ...pages]);
  const rest = createExpress(deps, expressRoutes);

  return {
    answer(request, response) {
      observe(request, response, deps);
      setSecurityHeaders(response);
      const handle = direct.match(request, response);
      if (handle === undefined) rest(request, response);
      else
        handle().catch((error: unknown) => {
          answerError(error, request, response, deps);
        });
    },
    routes: [...directRoutes, ...expressRoutes.map(({ template }) => ({ method: 'GET' as const, template }))],
    endStreams: () => {
      streams.close();
    },
  };
}

function createMobileRoutes(deps: HttpDeps, door: SignatureDoor): readonly Route[] {
  const { mobile } = deps;
  if (mobile === undefined) return [];
  return [...createMobileSigningRoutes(mobile, deps), ...createMobileAppRoutes(mobile, deps, door)];
}

function createExpress(deps: HttpDeps, routes: readonly GetRoute[]): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.enable('case sensitive routing').enable('strict routing');
  addGetRoutes(app, routes);
  app.use(() => {
    throw new DauysError('not-found', 'no such path');
  });
  app.use(((error, request, response, _next) => {
    answerError(error, request, response, deps);
  }) satisfies ErrorRequestHandler);
  return app;
}

/** The one place where an error becomes an answer. */
function answerError(error: unknown, request: IncomingMessage, response: ServerResponse, deps: HttpDeps): void {
  // Express's own refusals (a path that is not percent-encoded UTF-8) carry a status.
  const isBadPath = (error as { status?: unknown } | null)?.status === 400;
  const code = isBadPath ? 'malformed-request' : refusalOf(error);
  if (code === 'internal') deps.events.requestFailed(routeOf(response), error);
  if (response.headersSent) response.destroy();
  else if (isReader(request)) sendProblemPage(request, response, deps, code);
  else sendProblem(request, response, deps.limits, code);
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT']);

function observe({ method = '' }: IncomingMessage, response: ServerResponse, { clock, events }: HttpDeps): void {
  const startedMs = clock.monotonicMs();
  response.once('close', () => {
    const route = routeOf(response);
    // A stream lasts as long as its reader stays: no duration of an answer.
    if (route.endsWith('/stream')) return;
    const status = response.headersSent ? response.statusCode : 0;
    events.requestFinished(METHODS.has(method) ? method : 'OTHER', route, status, clock.monotonicMs() - startedMs);
  });
}
