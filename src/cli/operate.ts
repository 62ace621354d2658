import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import { DauysError } from '../domain/errors.ts';
import { createToken, parseLifetime, TOKEN_ROLES, type TokenRole } from '../intake/tokens.ts';
import { backUp, loadContestFile, openTokens } from '../installation.ts';
import type { Runtime } from '../running.ts';
import { sha256 } from '../signature/digest.ts';
import type { CommandResult } from './output.ts';
import type { CliTexts } from './texts.ts';

/** `dauys contest load FILE` */
export async function contestLoad(file: string, config: Config): Promise<CommandResult> {
  const { definition, vkey } = await loadContestFile(file, config);
  return {
    lines: (texts) => [texts.contestLoaded(definition.id, definition.candidates.length, vkey)],
    json: { contest: definition.id, candidates: definition.candidates.length, vkey },
  };
}

export interface TokenCreateFlags {
  readonly role: string;
  readonly contest: string;
  readonly expires: string;
}

/** `dauys token create`: the only time the token is shown. */
export async function tokenCreate(flags: TokenCreateFlags, config: Config, { clock }: Runtime): Promise<CommandResult> {
  const role = TOKEN_ROLES.find((known) => known === flags.role);
  if (role === undefined) throw new DauysError('config-invalid', `--role is one of ${TOKEN_ROLES.join(', ')}`);
  return withTokens(config, ({ store, contests }) => {
    if (!contests.includes(flags.contest)) throw new DauysError('contest-unknown', 'no such contest is loaded');
    const request = { role, contest: flags.contest, lifetimeMs: parseLifetime(flags.expires) };
    const { token, record } = createToken(request, { store, sha256, nowMs: clock.nowMs(), random: randomBytes });
    const expiresAt = iso(record.expiresAtMs);
    return {
      lines: (texts) => [token, texts.tokenIssued(record.id, role, record.contest, expiresAt)],
      json: { token, id: record.id, role, contest: record.contest, expiresAt },
    };
  });
}

export async function tokenList(config: Config): Promise<CommandResult> {
  return withTokens(config, ({ store }) => {
    const tokens = store.list().map((t) => ({
      id: t.id,
      role: t.role satisfies TokenRole,
      contest: t.contest,
      createdAt: iso(t.createdAtMs),
      expiresAt: iso(t.expiresAtMs),
      revokedAt: t.revokedAtMs === undefined ? null : iso(t.revokedAtMs),
    }));
    const lines = (texts: CliTexts): string[] =>
      tokens.map(({ id, role, contest, expiresAt, revokedAt }) => {
        const revoked = revokedAt === null ? [] : [texts.tokenRevokedAt(revokedAt)];
        return [id, role.padEnd(10), contest, texts.tokenExpires(expiresAt), ...revoked].join('  ');
      });
    return { lines: (texts) => (tokens.length > 0 ? lines(texts) : [texts.noTokens]), json: { tokens } };
  });
}

export async function tokenRevoke(id: string, config: Config, { clock }: Runtime): Promise<CommandResult> {
  return withTokens(config, ({ store }) => {
    if (!store.revoke(id, clock.nowMs())) throw new DauysError('not-found', 'no token of that id is in force');
    return { lines: (texts) => [texts.tokenRevoked(id)], json: { id } };
  });
}

function withTokens(config: Config, use: (tokens: ReturnType<typeof openTokens>) => CommandResult): CommandResult {
  const tokens = openTokens(config);
  try {
    return use(tokens);
  } finally {
    tokens.close();
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** `dauys backup DIR` */
export async function backup(
  directory: string,
  config: Config,
  showProgress: Parameters<typeof backUp>[2],
): Promise<CommandResult> {
  const { file, entries, lists } = await backUp(directory, config, showProgress);
  const total = Object.values(entries).reduce((sum, n) => sum + n, 0);
  return { lines: (texts) => [texts.backedUp(file, total, lists)], json: { file, entries, lists } };
}
