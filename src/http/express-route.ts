import type { Express, Request, Response } from 'express';
import { wrongMethod } from './direct-routes.ts';
import { markRoute } from './route.ts';

export interface GetRoute {
  readonly template: string;
  handle(request: Request, response: Response): void | Promise<void>;
}

/** Registers routes with Express under the templates of openapi.yaml; other methods find nothing there. */
export function addGetRoutes(app: Express, routes: readonly GetRoute[]): void {
  for (const route of routes) {
    const { template } = route;
    const path = template.replaceAll(/\{(\w+)\}/g, ':$1');
    app.get(path, (request, response) => {
      markRoute(response, template);
      return route.handle(request, response);
    });
    app.all(path, (_request, response) => {
      markRoute(response, template);
      response.setHeader('Allow', 'GET, HEAD');
      throw wrongMethod();
    });
  }
}
