import type { Language } from '../domain/texts.ts';

/** What `dauys role` says. */
interface RoleTexts {
  /** Asked on a terminal. */
  readonly askIin: string;
  readonly granted: (id: string, role: string, contest: string) => string;
  readonly alreadyHeld: (id: string, role: string, contest: string) => string;
  readonly revoked: (id: string) => string;
  readonly grantedAt: (time: string, by: string) => string;
  readonly revokedAt: (time: string, by: string) => string;
  readonly none: string;
}

export const ROLE_TEXTS: Readonly<Record<Language, RoleTexts>> = {
  kk: {
    askIin: 'ЖСН: ',
    granted: (id, role, contest) => `${id}: ${contest} байқауында ${role} рөлі берілді`,
    alreadyHeld: (id, role, contest) => `${id}: бұл адамның ${contest} байқауында ${role} рөлі бұрыннан бар`,
    revoked: (id) => `${id}: рөл кері алынды`,
    grantedAt: (time, by) => `${time} берілген (${by})`,
    revokedAt: (time, by) => `${time} кері алынған (${by})`,
    none: 'рөл берілмеген',
  },
  ru: {
    askIin: 'ИИН: ',
    granted: (id, role, contest) => `${id}: роль ${role} в конкурсе ${contest} назначена`,
    alreadyHeld: (id, role, contest) => `${id}: роль ${role} в конкурсе ${contest} у этого человека уже есть`,
    revoked: (id) => `${id}: роль отозвана`,
    grantedAt: (time, by) => `назначена ${time} (${by})`,
    revokedAt: (time, by) => `отозвана ${time} (${by})`,
    none: 'ролей нет',
  },
  en: {
    askIin: 'ИИН: ',
    granted: (id, role, contest) => `${id}: role ${role} in ${contest} is granted`,
    alreadyHeld: (id, role, contest) => `${id}: this person holds the role ${role} in ${contest} already`,
    revoked: (id) => `${id}: the role is revoked`,
    grantedAt: (time, by) => `granted ${time} (${by})`,
    revokedAt: (time, by) => `revoked ${time} (${by})`,
    none: 'no roles',
  },
};
