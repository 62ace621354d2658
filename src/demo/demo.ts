import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServers } from '../devca/dev-servers.ts';
import { devNcalayerKeys } from '../devca/ncalayer-keys.ts';
import { startNcalayerStandIn } from '../devca/ncalayer-stand-in.ts';
import type { Runtime } from '../running.ts';
import { startService } from '../service.ts';
import { createCitizenOffice, createDemoAuthorities } from './citizens.ts';
import { createDemoClock } from './demo-clock.ts';
import { demoContest, writeInstallation } from './demo-installation.ts';
import { play, type Show } from './play.ts';
import { DEMO_TEXTS } from './texts.ts';

/** What is due is looked at more often than in service, so that nobody waits for it. */
const TICK_MS = 250;
const random = (length: number): Uint8Array => randomBytes(length);

/** Time enough to show the site to many. */
const HOURS_OPEN = 12;
const HOURS_TO_CLOSING = 1;

/** Where a demonstration ends: with the verdict over a closed ledger, or with the vote open to whoever comes. */
export type DemoEnding = 'closed' | 'open';

export interface DemoOptions extends Show {
  readonly ending: DemoEnding;
  /** True where somebody will open the site: a stand-in for NCALayer signs for them. */
  readonly isForBrowser: boolean;
  /** 0 takes a free port. */
  readonly port: number;
  readonly runtime: Runtime;
}

export interface RunningDemo {
  readonly url: string;
  /** Where to choose who signs in the browser. */
  readonly ncalayerControl: string | undefined;
  readonly summary: Readonly<Record<string, unknown>>;
  /** Stops service and authorities and deletes everything the demonstration made. */
  stop(): Promise<void>;
}

/** The main job on the embedded default, from citizens' keys to the verdict over the ledger. */
export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const closing: (() => Promise<void> | void)[] = [];
  const stop = (): Promise<void> => closeEach(closing);
  try {
    return { ...(await run(options, closing)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function run(options: DemoOptions, closing: (() => Promise<void> | void)[]): Promise<Omit<RunningDemo, 'stop'>> {
  const { language, runtime, port, signal } = options;
  options.say(DEMO_TEXTS[language].preparing);
  const directory = mkdtempSync(join(tmpdir(), 'dauys-demo-'));
  closing.push(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const clock = createDemoClock(runtime.clock);
  const now = (): Date => new Date(clock.nowMs());
  const byAlgorithm = createDemoAuthorities(now, random);
  const authorities = Object.values(byAlgorithm);
  const servers = await startDevServers({ authorities, clock: now });
  closing.push(() => servers.stop());
  const ncalayer = options.isForBrowser
    ? await startNcalayerStandIn({ keys: devNcalayerKeys(byAlgorithm.gost), clock: now, port: 0 })
    : undefined;
  if (ncalayer !== undefined) closing.push(() => ncalayer.stop());
  const contest = demoContest(now(), options.ending === 'open' ? HOURS_OPEN : HOURS_TO_CLOSING);
  const { config, secrets } = writeInstallation({
    ...{ directory, contest, authorities, servers: servers.urls, port, ncalayer: ncalayer?.url },
  });
  // Nobody could interrupt what came before: making keys takes the whole thread.
  await new Promise(setImmediate);
  signal?.throwIfAborted();
  const service = await startService(config, secrets, { tickMs: TICK_MS, ...runtime, clock });
  closing.push(() => service.stop());
  const citizen = createCitizenOffice(byAlgorithm, now(), random);
  const summary = await play({ ...options, url: service.url, contest, config, clock, ocsp: servers.ocsp, citizen });
  return { url: service.url, ncalayerControl: ncalayer?.controlUrl, summary };
}

/** In reverse, each whatever became of the others. */
async function closeEach(closing: (() => Promise<void> | void)[]): Promise<void> {
  const close = closing.pop();
  if (close === undefined) return;
  try {
    await close();
  } finally {
    await closeEach(closing);
  }
}
