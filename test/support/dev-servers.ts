import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingTexts } from '../../src/config.ts';
import type { CrlLifetimes, Revocation } from '../../src/devca/crl-publisher.ts';
import { createDevAuthority, issueServers, type DevAuthority } from '../../src/devca/dev-authority.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import { startDevServers, type DevServers } from '../../src/devca/dev-servers.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { random, TEST_NOW, testCa, testCitizen, type TestCitizen } from './ballots.ts';

type Algorithm = DevKey['kind'];

export interface TestServersOptions extends CrlLifetimes {
  /** The service's own clock; one that runs from TEST_NOW otherwise. */
  readonly clock?: { nowMs(): number };
  /** Default both; an RSA authority alone starts and answers faster. */
  readonly algorithms?: readonly Algorithm[];
}

/** The test's own authority with an OCSP responder, a TSA and lists over HTTP, wrong on command. */
export interface TestServers extends DevServers {
  /** `anchors/`, `intermediates/` and `tsa/`, for DAUYS_TRUST. */
  readonly trustDirectory: string;
  authority(algorithm: Algorithm): DevAuthority;
  /** The n-th citizen of that authority, entered in its register. */
  citizen(n: number, algorithm?: Algorithm): TestCitizen;
  /** From now on: OCSP says so, and the delta list. */
  revoke(citizen: TestCitizen, revocation?: Partial<Revocation>): void;
  /** DAUYS_TRUST, DAUYS_OCSP, DAUYS_CRL_URLS and DAUYS_TSA. */
  settings(): SettingTexts;
}

export async function startTestServers(options: TestServersOptions = {}): Promise<TestServers> {
  const { clock = runningFrom(TEST_NOW), algorithms = ['rsa', 'gost512'], baseCrlMs, deltaCrlMs } = options;
  const now = (): Date => new Date(clock.nowMs());
  const base = new Date(Math.floor(clock.nowMs() / 1000) * 1000);
  // The cached authority of `testCitizen` and others, where the clock is near its instant.
  const caNow = Math.abs(base.getTime() - TEST_NOW.getTime()) < 86_400_000 ? TEST_NOW : base;
  const authorities = new Map(
    algorithms.map((algorithm) => {
      const ca = testCa(caNow, algorithm);
      const key = algorithm === 'rsa' ? generateRsaKey() : generateGostKey(random);
      const servers = issueServers(ca, () => key);
      return [algorithm, createDevAuthority({ ca, ...servers, clock: now, baseCrlMs, deltaCrlMs })];
    }),
  );
  const servers = await startDevServers({ authorities: [...authorities.values()], clock: now });
  const trustDirectory = writeTrust([...authorities.values()]);
  const authority = (algorithm: Algorithm): DevAuthority => {
    const found = authorities.get(algorithm);
    if (found === undefined) throw new Error(`these servers have no ${algorithm} authority`);
    return found;
  };
  return {
    ...servers,
    trustDirectory,
    authority,
    citizen(n, algorithm = algorithms[0] ?? 'rsa') {
      const of = authority(algorithm);
      return of.register(testCitizen(n, of.ca));
    },
    revoke(citizen, revocation) {
      const of = [...authorities.values()].find(({ hasIssued }) => hasIssued(citizen.serialNumber));
      if (of === undefined) throw new Error('not a citizen of these servers');
      of.revoke(citizen.serialNumber, revocation);
    },
    settings: () => ({
      DAUYS_TRUST: trustDirectory,
      DAUYS_OCSP: servers.urls.ocsp,
      DAUYS_CRL_URLS: servers.urls.crls.join(','),
      DAUYS_TSA: servers.urls.tsa,
    }),
    async stop() {
      await servers.stop();
      rmSync(trustDirectory, { recursive: true, force: true });
    },
  };
}

function runningFrom(instant: Date): { nowMs(): number } {
  const startedMs = performance.now();
  return { nowMs: () => Math.floor(instant.getTime() + performance.now() - startedMs) };
}

function writeTrust(authorities: readonly DevAuthority[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-trust-'));
  for (const kind of ['anchors', 'intermediates', 'tsa']) mkdirSync(join(directory, kind));
  for (const { label, ca, tsa } of authorities) {
    writeFileSync(join(directory, 'anchors', `${label}.cer`), ca.anchorDer);
    writeFileSync(join(directory, 'intermediates', `${label}.cer`), ca.intermediateDer);
    writeFileSync(join(directory, 'tsa', `${label}.cer`), tsa.certificateDer);
  }
  return directory;
}
