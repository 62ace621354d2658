import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import { openInstallation, type Installation } from './installation.ts';
import { openContest, type OpenContest } from './intake/open-contest.ts';
import type { RoleStore } from './intake/roles.ts';
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
