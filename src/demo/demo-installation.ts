import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { writeTrustDirectory } from '../devca/authority-files.ts';
import type { DevAuthority } from '../devca/dev-authority.ts';
import type { DevServers } from '../devca/dev-servers.ts';
import { parseContestDefinition, type ContestDefinition } from '../domain/contest.ts';
import { parseCrl, type CertificateList } from '../signature/crl.ts';

const HOUR_MS = 3_600_000;

export interface DemoInstallation {
  readonly directory: string;
  readonly contest: ContestDefinition;
  readonly authorities: readonly DevAuthority[];
  readonly servers: DevServers['urls'];
  readonly port: number;
  /** Of the stand-in for NCALayer; none where nobody will open the site. */
  readonly ncalayer: string | undefined;
}

/** The bundled contest, open since an hour ago and publishing every second. */
export function demoContest(now: Date, hoursToClosing: number): ContestDefinition {
  const file = new URL('../../fixtures/contests/qamqor-demo.json', import.meta.url);
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return parseContestDefinition({
    ...json,
    opensAt: new Date(now.getTime() - HOUR_MS).toISOString(),
    closesAt: new Date(now.getTime() + hoursToClosing * HOUR_MS).toISOString(),
    publication: { mode: 'live', everySeconds: 1, minNewBallots: 1 },
  });
}

/** Writes what an operator writes, and gives what `serve` would read from it. */
export function writeInstallation({
  directory,
  contest,
  authorities,
  servers,
  port,
  ncalayer,
}: DemoInstallation): ReturnType<typeof readConfig> {
  const trust = join(directory, 'trust');
  mkdirSync(trust);
  writeTrustDirectory(trust, authorities);
  const contestFile = join(directory, 'contest.json');
  writeFileSync(contestFile, JSON.stringify(contest));
  const settings = {
    DAUYS_TRUST: trust,
    DAUYS_DATA: join(directory, 'data'),
    DAUYS_CONTEST: contestFile,
    DAUYS_PORT: String(port),
    DAUYS_LOG_LEVEL: 'error',
    DAUYS_OCSP: servers.ocsp,
    // Signs, asks and answers in one process: a busy machine must not look like a responder that is down.
    DAUYS_OCSP_TIMEOUT_MS: '30000',
    DAUYS_CRL_URLS: servers.crls.join(','),
    DAUYS_TSA: servers.tsa,
    DAUYS_TSA_MINUTES: '0.16',
    // The throw-away authority is none of НУЦ's.
    ...(ncalayer === undefined ? {} : { DAUYS_NCALAYER: ncalayer, DAUYS_NCALAYER_KEYS: 'any' }),
  };
  return readConfig(settings, {});
}

/** The lists that an installation decided by, as they lie on its disk. */
export function readKeptLists(dataDirectory: string): CertificateList[] {
  const directory = join(dataDirectory, 'lists');
  const names = readdirSync(directory).filter((name) => name.endsWith('.crl'));
  return names.map((name) => parseCrl(readFileSync(join(directory, name))));
}
