import type { IncomingMessage, ServerResponse } from 'node:http';
import { DauysError } from '../domain/errors.ts';
import { LANGUAGES } from '../domain/texts.ts';
import { markRoute, type Exchange, type Route } from './route.ts';

/** The routes that are answered before Express: it costs several times as much as all they do. */
export interface DirectRoutes {
  /** @returns undefined when the path is none of theirs. */
  match(request: IncomingMessage, response: ServerResponse): (() => Promise<void>) | undefined;
}

interface CompiledRoute {
  readonly route: Route;
  readonly prefix: string;
  readonly pattern: RegExp;
}

export function createDirectRoutes(routes: readonly Route[]): DirectRoutes {
  const compiled = routes.map(compile);
  return {
    match(request, response) {
      const [path, query] = splitUrl(request.url ?? '');
      const allowed: string[] = [];
      for (const { route, prefix, pattern } of compiled) {
        if (!path.startsWith(prefix)) continue;
        const found = pattern.exec(path);
        if (found === null) continue;
        markRoute(response, route.template);
        if (!accepts(route, request.method)) {
          // Another route may have the same path under this method.
          allowed.push(route.method === 'GET' ? 'GET, HEAD' : route.method);
          continue;
        }
        const exchange: Exchange = { request, response, params: found.groups ?? {}, query: new URLSearchParams(query) };
        return () => route.handle(exchange);
      }
      if (allowed.length === 0) return undefined;
      response.setHeader('Allow', allowed.join(', '));
      return () => Promise.reject(wrongMethod());
    },
  };
}

/** The union has no code for a wrong method: nothing is found under it. */
export function wrongMethod(): DauysError {
  return new DauysError('not-found', 'no such method here');
}

function accepts(route: Route, method: string | undefined): boolean {
  return method === route.method || (route.method === 'GET' && method === 'HEAD');
}

function compile(route: Route): CompiledRoute {
  // Templates hold letters, digits, "/" and "-" beside their parameters: nothing to escape.
  const source = route.template.replaceAll(/\{(\w+)(\+?)\}/g, (_, name: string, many: string) => {
    if (name === 'language') return `(?<language>${LANGUAGES.join('|')})`;
    return `(?<${name}>${many === '' ? '[^/]+' : '.+'})`;
  });
  return { route, prefix: route.template.slice(0, route.template.indexOf('{')), pattern: new RegExp(`^${source}$`) };
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
