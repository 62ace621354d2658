import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import type { LoadedContest } from '../intake/contests.ts';
import { parseTileIndex, parseTilePath } from '../log/tiles.ts';
import type { HttpDeps } from './deps.ts';
import { ANY_ORIGIN, CACHE, etagOf, send, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';

type LogDeps = Pick<HttpDeps, 'contests' | 'log' | 'statements' | 'sha256' | 'limits'>;

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';

/** The transparency log as C2SP tlog-tiles lays it out, with its keys, its openings and proofs of single entries. */
export function createLogRoutes(deps: LogDeps): readonly Route[] {
  const { contests, log, sha256 } = deps;
  const read = (template: string, answer: (contest: LoadedContest, exchange: Exchange) => Promise<Reply>): Route => ({
    method: 'GET',
    template,
    async handle(exchange) {
      const contest = contests.get(exchange.params['contest'] ?? '');
      if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
      send(exchange.request, exchange.response, deps.limits, await answer(contest, exchange));
    },
  });
  const tagged = (body: string): string => etagOf(toHex(sha256(Buffer.from(body)).subarray(0, 16)));

  return [
    read('/log/{contest}/checkpoint', async ({ definition }) => {
      const body = found(await log.checkpoint(definition.id));
      return reply(body, TEXT, CACHE.moving, { ETag: tagged(body) });
    }),
    read('/log/{contest}/witnessed', async ({ definition }) => {
      const body = found(await log.witnessed(definition.id));
      return reply(body, TEXT, CACHE.moving, { ETag: tagged(body) });
    }),
    read('/log/{contest}/key', async ({ vkey }) => reply(`${vkey}\n`, TEXT, CACHE.fixed, { ETag: tagged(vkey) })),
    read('/log/{contest}/statements-key', async ({ definition }) => {
      const vkey = deps.statements.vkey(definition.id);
      return reply(`${vkey}\n`, TEXT, CACHE.fixed, { ETag: tagged(vkey) });
    }),
    read('/log/{contest}/tile/{tile+}', async ({ definition }, { params }) => {
      const { level, index, width } = parseTilePath(`tile/${params['tile'] ?? ''}`);
      return reply(found(await log.tile(definition.id, level, index, width)), BYTES, CACHE.immutable);
    }),
    read('/log/{contest}/openings/{openings+}', async ({ definition }, { params }) => {
      // Shows every choice: nothing before the closing entry, not even what exists.
      if (contests.state(definition.id) !== 'closed') throw new DauysError('not-yet-published', 'voting is not closed');
      const { index, width } = parseTileIndex(params['openings'] ?? '');
      // Not immutable: a record may be erased later.
      return reply(found(await log.openings(definition.id, index, width)), BYTES, CACHE.fixed);
    }),
    read('/api/v1/contests/{contest}/proofs/{index}', async ({ definition }, { params }) => {
      const index = /^(?:0|[1-9]\d{0,14})$/.test(params['index'] ?? '') ? Number(params['index']) : undefined;
      const body = found(index === undefined ? undefined : await log.inclusionProof(definition.id, index));
      return reply(body, TEXT, CACHE.moving, { ETag: tagged(body) });
    }),
  ];
}

function found<T>(resource: T | undefined): T {
  if (resource === undefined) throw new DauysError('not-found', 'no such resource of the log');
  return resource;
}

function reply(body: string | Uint8Array, type: string, cache: string, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'Content-Type': type, 'Cache-Control': cache, ...ANY_ORIGIN, ...headers }, body };
}
