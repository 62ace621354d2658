import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Redis } from 'ioredis';
import type { ExportManifest } from '../../../src/audit/export-manifest.ts';
import { readConfig, type SettingTexts } from '../../../src/config.ts';
import { LANGUAGES } from '../../../src/domain/texts.ts';
import { publishExport } from '../../../src/exporting.ts';
import { tileIndexPath } from '../../../src/log/tiles.ts';
import { startRedis } from '../../support/redis-server.ts';
import { pageAddresses } from '../../support/site-pages.ts';
import {
  startTestService,
  type ServiceClient,
  type TestClock,
  type TestInstallation,
  type TestService,
} from '../../support/service.ts';

/** A service of which everything is kept that it lets out: as text of bytes (latin1), by where it came from. */
export interface ObservedService {
  readonly service: TestService;
  /** Lines of the log, down to debug. */
  readonly lines: readonly string[];
  /** Every command that anybody sent to Redis. */
  readonly commands: readonly string[];
  /** What the stream of counts has said since the start. */
  frames(): string;
  /** Head and body of everything that can be fetched; an export of what stands now is published first. */
  publicBytes(): Promise<Map<string, string>>;
  stop(): Promise<void>;
}

export async function observeService(
  installation: TestInstallation,
  clock: TestClock,
  { withRedis, changes = {} }: { withRedis: boolean; changes?: SettingTexts },
): Promise<ObservedService> {
  const lines: string[] = [];
  const commands: string[] = [];
  const redis = withRedis ? await watchRedis(commands) : undefined;
  const auditor = await identityToRecipient(await generateX25519Identity());
  const settings = {
    DAUYS_AUDITORS: auditor,
    ...changes,
    DAUYS_LOG_LEVEL: 'debug',
    ...(redis === undefined ? {} : { DAUYS_REDIS: redis.url }),
  };
  const runtime = { logTo: { write: (line: string) => lines.push(line) }, tickMs: 20 };
  const service = await startTestService(installation, settings, clock, runtime);
  const contest = installation.contest.id;
  const stream = await readStream(`${service.url}/api/v1/contests/${contest}/tallies/stream`);
  return {
    service,
    lines,
    commands,
    frames: stream.text,
    async publicBytes() {
      const { config } = readConfig(installation.settings(settings), {});
      const { manifest } = await publishExport({ contest, onProgress: () => undefined }, config);
      return publicBytes(service, installation, manifest);
    },
    async stop() {
      await stream.close();
      await service.stop();
      await redis?.stop();
    },
  };
}

async function watchRedis(commands: string[]): Promise<{ url: string; stop(): Promise<void> }> {
  const server = await startRedis();
  const client = new Redis(server.url);
  const monitor = await client.monitor();
  monitor.on('monitor', (_time: string, command: string[]) => commands.push(command.join(' ')));
  return {
    url: server.url,
    async stop() {
      monitor.disconnect();
      client.disconnect();
      await server.stop();
    },
  };
}

async function readStream(url: string): Promise<{ text: () => string; close(): Promise<void> }> {
  const abort = new AbortController();
  const answer = await fetch(url, { signal: abort.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of answer.body!) text += Buffer.from(chunk as Uint8Array).toString('latin1');
  })().catch(() => undefined);
  return {
    text: () => text,
    async close() {
      abort.abort();
      await reading;
    },
  };
}

/** Every resource by its path: also those that are refused, whose problems are public bytes like any. */
async function publicBytes(
  service: TestService,
  { contest }: TestInstallation,
  { files }: ExportManifest,
): Promise<Map<string, string>> {
  const api = `/api/v1/contests/${contest.id}`;
  const log = `/log/${contest.id}`;
  const size = Number((await service.get(`${log}/checkpoint`)).body.split('\n')[1]);
  const widths = Array.from({ length: size }, (_, i) => i + 1);
  const paths = [
    '/healthz',
    '/readyz',
    '/nothing',
    ...['/status', '/api/v1/status', '/robots.txt'],
    ...LANGUAGES.flatMap((language) => pageAddresses(language, contest.id, contest.candidates[0]?.id ?? '')),
    '/api/v1/contests',
    '/api/v1/contests/another',
    ...[
      api,
      `${api}/candidates`,
      `${api}/tallies`,
      `${api}/turnout`,
      `${api}/protocol`,
      `${api}/protocol?format=csv`,
      `${api}/time-anchors`,
      `${api}/challenges?purpose=statement`,
      `${log}/statements-key`,
    ],
    ...contest.candidates.map(({ id }) => `${api}/candidates/${id}/ballot`),
    ...widths.map((width) => `${api}/proofs/${width - 1}`),
    ...[`${api}/export`, `${api}/export?part=public`, ...files.map(({ path }) => `${api}/export/files/${path}`)],
    ...[`${log}/checkpoint`, `${log}/key`, `${log}/openings/000`],
    ...widths.flatMap((width) =>
      ['tile/0', 'tile/1', 'tile/entries', 'openings'].map((kind) => `${log}/${kind}/${tileIndexPath(0, width)}`),
    ),
  ];
  const bytes = new Map<string, string>();
  for (const path of paths) bytes.set(path, await fetchAll(service, path));
  bytes.set('/metrics', await fetchAll({ url: `http://127.0.0.1:${service.metricsPort}` }, '/metrics'));
  return bytes;
}

/** One reader, whose candidates keep their order, and no lengths of compressed bytes. */
const PLAIN = { connection: 'close', cookie: 'visitor=7', 'accept-encoding': 'identity' };

async function fetchAll({ url }: Pick<ServiceClient, 'url'>, path: string): Promise<string> {
  const answer = await fetch(`${url}${path}`, { headers: PLAIN });
  const head = [...answer.headers].filter(([name]) => name !== 'date').map((field) => field.join(': '));
  const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  return `${answer.status}\n${head.join('\n')}\n\n${body}`;
}
