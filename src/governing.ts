import { randomBytes } from 'node:crypto';
import type { Authorities } from './authorities.ts';
import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import type { Annulments } from './http/deps.ts';
import { openContests, openInstallation, type Installation } from './installation.ts';
import { annulBallot, listAnnulments, type AnnulmentPorts } from './intake/annulments.ts';
import type { ClockWatch } from './intake/clock-watch.ts';
import type { RunningContest } from './intake/contest-desk.ts';
import { eraseRecord, type ErasureOrder, type ErasureResult } from './intake/erasure.ts';
import { openContest, type OpenContest } from './intake/open-contest.ts';
import type { RoleStore } from './intake/roles.ts';
import type { Runtime } from './running.ts';
import { sha256 } from './signature/digest.ts';
import { purgeWriteAheadLog } from './storage/purge.ts';
import { createRoleStore } from './storage/role-store.ts';

/** Roles, and the contests they can be for. */
export interface RoleRegister {
  readonly store: RoleStore;
  /** With its keys. @throws DauysError `contest-unknown`, `key-missing`, `key-mismatch` */
  contest(contestId: string): Promise<OpenContest>;
  close(): void;
}

/** @throws DauysError `config-invalid` when there is no ledger */
export function openRoles(config: Config): RoleRegister {
  const installation = openInstallation(config, { mustExist: true });
  return {
    store: createRoleStore(installation.db),
    contest: (contestId) => openLoaded(contestId, installation),
    close: () => {
      installation.close();
    },
  };
}

async function openLoaded(contestId: string, { opening }: Installation): Promise<OpenContest> {
  const row = opening.store.list().find(({ definition }) => definition.id === contestId);
  if (row === undefined) throw new DauysError('contest-unknown', 'no such contest is loaded');
  return openContest(row, opening);
}

export interface GoverningParts {
  readonly authorities: Pick<Authorities, 'annulments' | 'policy' | 'trustFingerprint'>;
  readonly installation: Installation;
  readonly runtime: Pick<Runtime, 'version'>;
  readonly clockWatch: ClockWatch;
  readonly desks: ReadonlyMap<string, RunningContest>;
}

/** Annulments by the commission. */
export function openAnnulments({ authorities, installation, runtime, clockWatch, desks }: GoverningParts): Annulments {
  const { annulments: verifier, policy: revocation, trustFingerprint } = authorities;
  const ports: AnnulmentPorts = {
    desk: (contestId) => desks.get(contestId),
    verifier,
    roles: createRoleStore(installation.db),
    ledger: installation.ledger,
    clockWatch,
    installation: { trustFingerprint, softwareVersion: runtime.version, revocation },
    sha256,
    random: (length) => randomBytes(length),
  };
  return {
    annul: (message) => annulBallot(message, ports),
    list: (contestId) => listAnnulments(contestId, ports),
  };
}

/**
 * Erases the restricted record of one ballot, also beside a running service: it reads under the ledger's lock, and the
 * mark is raised over what is written here.
 * @throws DauysError as {@link eraseRecord}, and as a start: `key-missing`, `key-mismatch`, `ledger-behind`,
 * `ledger-corrupt`; `contest-unknown`
 */
export async function eraseBallot(
  order: ErasureOrder & { readonly contestId: string },
  config: Config,
): Promise<ErasureResult & { readonly isPurged: boolean }> {
  const installation = openInstallation(config, { mustExist: true });
  try {
    const opened = await openContests(installation, []);
    const own = opened.find(({ contest }) => contest.definition.id === order.contestId);
    if (own === undefined) throw new DauysError('contest-unknown', 'no such contest is loaded');
    const { ledger, highWater, db } = installation;
    const result = await eraseRecord(order, { ...own, ledger, highWater, sha256 });
    return { ...result, isPurged: purgeWriteAheadLog(db) };
  } finally {
    installation.close();
  }
}
