import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request on its way through the adapter. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path parameters by name, percent-decoding not applied: no legal one needs it. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** A route that needs nothing of Express; its errors are answered by whoever calls it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As openapi.yaml spells it; `{name+}` takes slashes too. Logs and metrics carry this and never the path. */
  readonly template: string;
  handle(exchange: Exchange): Promise<void>;
}

const UNMATCHED = 'unmatched';
const templates = new WeakMap<ServerResponse, string>();

/** Remembers the template of the route that answers, for logs and metrics. */
export function markRoute(response: ServerResponse, template: string): void {
  templates.set(response, template);
}

export function routeOf(response: ServerResponse): string {
  return templates.get(response) ?? UNMATCHED;
}
