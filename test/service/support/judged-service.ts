import { join } from 'node:path';
import type { SettingTexts } from '../../../src/config.ts';
import type { Revocation } from '../../../src/devca/crl-publisher.ts';
import type { ContestDefinition } from '../../../src/domain/contest.ts';
import type { Runtime } from '../../../src/running.ts';
import type { ServiceStatus } from '../../../src/web/service-status.ts';
import { startTestServers, type TestServers, type TestServersOptions } from '../../support/dev-servers.ts';
import {
  createInstallation,
  createTestClock,
  eventually,
  openContest,
  startTestService,
  type InstallationOptions,
  type TestClock,
  type TestInstallation,
  type TestService,
} from '../../support/service.ts';
import { TEST_NOW, type TestCitizen } from '../../support/ballots.ts';
import { drawLine, type Line } from './line.ts';

/** Lists are looked at this often instead of every ten seconds. */
const LIST_PACE = { pauseMs: 100, startWaitMs: 15_000 };
/** For tests in which the responder answers: however busy the machine is. */
const PATIENT_MS = '20000';
const DAY_MS = 86_400_000;

export interface JudgedOptions extends Omit<TestServersOptions, 'clock'>, Pick<InstallationOptions, 'contest'> {
  readonly clock?: TestClock;
}

/** An authority that answers over lines that can be cut, and an installation that asks it. */
export interface AuthorityTown {
  readonly servers: TestServers;
  readonly installation: TestInstallation;
  /** Of the authority and of every service started here. */
  readonly clock: TestClock;
  readonly lines: Readonly<Record<'ocsp' | 'crl' | 'tsa', Line>>;
  /** DAUYS_OCSP, DAUYS_CRL_URLS, DAUYS_TSA and DAUYS_TRUST over the lines. */
  readonly settings: Required<Pick<SettingTexts, 'DAUYS_OCSP' | 'DAUYS_CRL_URLS' | 'DAUYS_TSA' | 'DAUYS_TRUST'>>;
  /** A data directory of this name, for a service with a ledger of its own. */
  data(name: string): string;
  /** A service of this installation; `mode` names what it asks of the authority, without time-stamps. */
  start(mode: Mode, changes?: SettingTexts, runtime?: Partial<Runtime>): Promise<TestService>;
  /** Has the authority revoke a certificate: its responder says so at once, its lists the next time they are fetched. */
  revoke(citizen: TestCitizen, revocation?: Partial<Revocation>): void;
  /** Resolves when the current lists of this service hold everybody revoked. */
  untilListed(service: Pick<TestService, 'get'>): Promise<void>;
  /** Ends the services started and every server; what is on disk stays. */
  silence(): Promise<void>;
  /** Ends everything. */
  stop(): Promise<void>;
}

export const MODES = ['ocsp', 'crl', 'ocsp-then-crl', 'off'] as const;
export type Mode = (typeof MODES)[number];

export async function openTown({
  clock = createTestClock(),
  contest,
  ...options
}: JudgedOptions = {}): Promise<AuthorityTown> {
  const servers = await startTestServers({ ...options, clock });
  const installation = createInstallation({ contest: contest ?? daysLong(), authorities: [] });
  const [firstList = ''] = servers.urls.crls;
  const lines = {
    ocsp: await drawLine(servers.urls.ocsp),
    crl: await drawLine(firstList),
    tsa: await drawLine(servers.urls.tsa),
  };
  const { host } = new URL(lines.crl.url);
  const settings = {
    DAUYS_TRUST: servers.trustDirectory,
    DAUYS_OCSP: lines.ocsp.url,
    DAUYS_CRL_URLS: servers.urls.crls.map((url) => Object.assign(new URL(url), { host }).href).join(','),
    DAUYS_TSA: lines.tsa.url,
  };
  const { DAUYS_TSA: _, ...authority } = settings;
  const started = new Set<TestService>();
  let revoked = 0;

  async function silence(): Promise<void> {
    for (const service of [...started]) await service.stop();
    await Promise.all(Object.values(lines).map((line) => line.cut()));
    await servers.stop();
  }

  return {
    servers,
    installation,
    clock,
    lines,
    settings,
    data: (name) => join(installation.directory, name),
    async start(mode, changes = {}, runtime = {}) {
      const all = { ...authority, DAUYS_REVOCATION: mode, DAUYS_OCSP_TIMEOUT_MS: PATIENT_MS, ...changes };
      const service = await startTestService(installation, all, clock, { listPace: LIST_PACE, ...runtime });
      const tracked: TestService = {
        ...service,
        stop() {
          started.delete(tracked);
          return service.stop();
        },
      };
      started.add(tracked);
      return tracked;
    },
    revoke(citizen, revocation) {
      servers.revoke(citizen, revocation);
      revoked++;
    },
    async untilListed(service) {
      await eventually(async () => {
        const { lists } = (await statusOf(service)).revocation;
        const listed = lists.reduce((sum, { entries, isCurrent }) => sum + (isCurrent ? entries : 0), 0);
        return listed >= revoked ? true : undefined;
      });
    },
    silence,
    async stop() {
      await silence();
      installation.remove();
    },
  };
}

export async function statusOf(service: Pick<TestService, 'get'>): Promise<ServiceStatus> {
  return JSON.parse((await service.get('/api/v1/status')).body) as ServiceStatus;
}

/** Lists run out before this contest does. */
function daysLong(): ContestDefinition {
  const closesAt = new Date(TEST_NOW.getTime() + 3 * DAY_MS).toISOString();
  return openContest(TEST_NOW, { closesAt });
}
