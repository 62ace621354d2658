/** The URL always comes from configuration, never from a certificate: no ballot can make this service call anybody. */
export interface Exchange {
  readonly url: string;
  /** Never empty: a proxy of НУЦ redirects whoever does not name itself. */
  readonly userAgent: string;
  /** Sent by POST; without it the exchange is a GET. */
  readonly post?: { readonly type: string; readonly bytes: Uint8Array } | undefined;
  /** What is held already: an unchanged resource is not sent again. */
  readonly held?: Validators | undefined;
  /** Media types that an answer may name; one that names none is taken. */
  readonly expectedTypes?: readonly string[] | undefined;
  /** For everything, to the last byte of the body. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Gives up earlier, with the same result. */
  readonly signal?: AbortSignal | undefined;
}

/** HTTP validators (RFC 9110 §8.8), as the server wrote them. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export const EXCHANGE_FAILURES = [
  'timeout',
  'network',
  'status',
  'redirect',
  'media-type',
  'encoding',
  'empty',
  'too-large',
] as const;

export interface ExchangeFailure {
  readonly kind: (typeof EXCHANGE_FAILURES)[number];
  /** A status or an error code, for operators. */
  readonly detail: string;
}

export type ExchangeResult =
  | { readonly kind: 'answered'; readonly body: Uint8Array<ArrayBuffer>; readonly validators: Validators }
  | { readonly kind: 'not-modified' }
  | ExchangeFailure;

/** One request and its answer over a kept connection, bounded in time and size. Never rejects. */
export async function exchange(request: Exchange): Promise<ExchangeResult> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  const timer = setTimeout(abort, request.timeoutMs);
  request.signal?.addEventListener('abort', abort);
  if (request.signal?.aborted === true) abort();
  try {
    return await readAnswer(request, await send(request, controller.signal));
  } catch (error) {
    if (controller.signal.aborted) return failure('timeout', `${request.timeoutMs} ms`);
    return describeError(error);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', abort);
  }
}

function send({ url, userAgent, post, held }: Exchange, signal: AbortSignal): Promise<Response> {
  const headers = new Headers({ 'user-agent': userAgent, 'accept-encoding': 'identity' });
  if (post !== undefined) headers.set('content-type', post.type);
  if (held?.etag !== undefined) headers.set('if-none-match', held.etag);
  if (held?.lastModified !== undefined) headers.set('if-modified-since', held.lastModified);
  const method = post === undefined ? 'GET' : 'POST';
  return fetch(url, {
    method,
    headers,
    body: post === undefined ? null : new Uint8Array(post.bytes),
    redirect: 'error',
    signal,
  });
}

async function readAnswer(request: Exchange, response: Response): Promise<ExchangeResult> {
  const refused = whyRefused(request, response);
  if (refused !== undefined) {
    await response.body?.cancel();
    return refused;
  }
  if (response.status === 304) return { kind: 'not-modified' };
  const body = await readBody(response, request.maxBytes);
  if (body === undefined) return failure('too-large', `more than ${request.maxBytes} bytes`);
  if (body.length === 0) return failure('empty', '0 bytes');
  const { headers } = response;
  return {
    kind: 'answered',
    body,
    validators: {
      etag: headers.get('etag') ?? undefined,
      lastModified: headers.get('last-modified') ?? undefined,
    },
  };
}

function whyRefused({ held, expectedTypes }: Exchange, { status, headers }: Response): ExchangeFailure | undefined {
  if (status === 304 && held !== undefined) return undefined;
  if (status !== 200) return failure('status', `${status}`);
  // What was asked for is `identity`: whatever else would have to be unpacked first.
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') return failure('encoding', 'a content encoding that was not asked for');
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && expectedTypes?.includes(type) === false) return failure('media-type', 'another media type');
  return undefined;
}

/** Content-Length is not believed. @returns undefined past the limit. */
async function readBody({ body }: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream and closes the connection.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function failure(kind: ExchangeFailure['kind'], detail: string): ExchangeFailure {
  return { kind, detail };
}

/** fetch wraps what went wrong into a TypeError that says nothing. */
function describeError(error: unknown): ExchangeFailure {
  const cause = (error as { readonly cause?: unknown }).cause ?? error;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  if (message === 'unexpected redirect') return failure('redirect', 'a redirection, which is never followed');
  return failure('network', typeof code === 'string' ? code : 'no connection');
}
