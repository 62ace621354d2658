import { pino, type DestinationStream } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * All that a log line can hold beside level, time and message. None of it can name a person or a choice: no address,
 * no body, no candidate, and of a request its route template alone.
 */
export interface LogFields {
  readonly event: string;
  readonly contest?: string;
  readonly index?: number;
  readonly size?: number;
  readonly count?: number;
  readonly code?: string;
  readonly durationMs?: number;
  readonly route?: string;
  readonly tokenId?: string;
  /** Of a role that was granted. */
  readonly roleId?: string;
  readonly component?: string;
  /** Of a closed set. */
  readonly outcome?: string;
  /** Address of a revocation list, from configuration, without credentials and query. */
  readonly list?: string;
  readonly host?: string;
  readonly port?: number;
  readonly signal?: string;
  readonly stepMs?: number;
  readonly error?: ErrorFields;
}

type LogLine = (fields: LogFields, message: string) => void;

/** Structured lines only: there is no way to log an object or an error as it is. */
export type Logger = Readonly<Record<'debug' | 'info' | 'warn' | 'error' | 'fatal', LogLine>>;

const FIELDS = {
  event: true,
  contest: true,
  index: true,
  size: true,
  count: true,
  code: true,
  durationMs: true,
  route: true,
  tokenId: true,
  roleId: true,
  component: true,
  outcome: true,
  list: true,
  host: true,
  port: true,
  signal: true,
  stepMs: true,
  error: true,
} as const satisfies Record<keyof LogFields, true>;

/** What is logged of an error: never a message of foreign code, which may quote its input. */
export interface ErrorFields {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly frames: readonly string[];
  readonly cause?: ErrorFields;
}

const MAX_FRAMES = 12;
const MAX_CAUSES = 3;

/** JSON lines; fields the type does not name are dropped at run time too. `destination` defaults to standard output. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }), log: allowed },
  };
  const lines = destination === undefined ? pino(options) : pino(options, destination);
  return {
    debug: (fields, message) => {
      lines.debug({ ...fields }, message);
    },
    info: (fields, message) => {
      lines.info({ ...fields }, message);
    },
    warn: (fields, message) => {
      lines.warn({ ...fields }, message);
    },
    error: (fields, message) => {
      lines.error({ ...fields }, message);
    },
    fatal: (fields, message) => {
      lines.fatal({ ...fields }, message);
    },
  };
}

function allowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) if (Object.hasOwn(FIELDS, name)) kept[name] = fields[name];
  return kept;
}

/**
 * Name, code and places of an error. The message goes in only where this project wrote it (`DauysError`): those of
 * parsers and drivers quote the bytes they choked on.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (typeof error !== 'object' || error === null) return { name: typeof error, frames: [] };
  const { name, code, message, stack, cause } = error as Record<string, unknown>;
  return {
    name: typeof name === 'string' ? name : 'object',
    ...(typeof code === 'string' ? { code } : {}),
    ...(name === 'DauysError' && typeof message === 'string' ? { message } : {}),
    frames: typeof stack === 'string' ? framesOf(stack) : [],
    ...(cause !== undefined && depth < MAX_CAUSES ? { cause: errorFields(cause, depth + 1) } : {}),
  };
}

/** Only the lines that name a place: the first lines of a stack repeat the message. */
function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at [^\n]*(?::\d+:\d+\)?|\))$/.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
}
