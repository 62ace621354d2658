import type { z } from 'zod';
import { DauysError } from './domain/errors.ts';
import { settingsSchema } from './settings.ts';
import type { RevocationMode } from './signature/revocation.ts';

export type SettingName = keyof typeof settingsSchema.shape;
/** Settings as text, from the environment or from flags. */
export type SettingTexts = Readonly<Partial<Record<SettingName, string>>>;

export interface Config {
  readonly contestFiles: readonly string[];
  /** Needed by `serve` alone. */
  readonly trustDirectory: string | undefined;
  readonly dataDirectory: string;
  readonly keysDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly metricsListen: { readonly host: string; readonly port: number };
  readonly crlFiles: readonly string[];
  readonly revocation: RevocationSettings;
  readonly tsa: { readonly url: string; readonly everyMs: number } | undefined;
  readonly witnesses: readonly { readonly vkey: string; readonly url: string }[];
  /** To whom published exports are encrypted: age1…. */
  readonly auditors: readonly string[];
  /** Where citizens can turn to, as the pages show it. */
  readonly contact: readonly string[];
  /** From the closing entry to the protocol. */
  readonly annulmentMs: number;
  /** How pages ask NCALayer for signatures. */
  readonly ncalayer: { readonly url: string; readonly anyKey: boolean; readonly timeStamp: boolean };
  /** Signing with eGov Mobile; undefined where the host is not registered for it. */
  readonly mgov: MobileSettings | undefined;
  /** 0 turns the limit off. */
  readonly refusalsPerMinute: number;
  readonly trustedProxies: readonly string[];
  readonly verifyThreads: number | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** Who is asked about revocation, and how patiently. */
export interface RevocationSettings {
  readonly mode: RevocationMode;
  readonly listUrls: readonly string[];
  readonly listRefreshSeconds: number;
  readonly ocspUrl: string | undefined;
  readonly ocspTimeoutMs: number;
  readonly ocspCacheSeconds: number;
}

/** Whom eGov Mobile is told to believe. */
export interface MobileSettings {
  /** Public, https. */
  readonly origin: string;
  readonly organisation: {
    readonly name: { readonly kk: string; readonly ru: string; readonly en: string };
    /** 12 digits. */
    readonly bin: string;
  };
}

/** Never logged: a Redis URL may carry a password. */
export interface Secrets {
  readonly redisUrl: string | undefined;
}

/** The text of `.env.example`: each setting with its sentence, none of them set. */
export function envExample(): string {
  const settings = Object.entries(settingsSchema.shape).map(
    ([name, { description = '' }]) => `# ${description}\n#${name}=\n`,
  );
  return `# Settings of Dauys. Flags of the same meaning override them.\n\n${settings.join('\n')}`;
}

/**
 * Reads the configuration once, before any socket opens; flags override the environment.
 * @throws DauysError `config-invalid` on an unknown `DAUYS_*` name or a value out of range; values are not repeated.
 */
export function readConfig(
  flags: SettingTexts,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): { readonly config: Config; readonly secrets: Secrets } {
  const ours = Object.entries(environment).filter(
    ([name, value]) => name.startsWith('DAUYS_') && value !== undefined && value !== '',
  );
  const unknown = ours.map(([name]) => name).filter((name) => !(name in settingsSchema.shape));
  if (unknown.length > 0) throw new DauysError('config-invalid', `unknown settings: ${unknown.join(', ')}`);
  const parsed = settingsSchema.safeParse({ ...Object.fromEntries(ours), ...flags });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new DauysError('config-invalid', faults.join('; '));
  }
  const settings = parsed.data;
  return {
    config: Object.freeze({
      contestFiles: settings.DAUYS_CONTEST,
      trustDirectory: settings.DAUYS_TRUST,
      dataDirectory: settings.DAUYS_DATA,
      keysDirectory: settings.DAUYS_KEYS ?? `${settings.DAUYS_DATA.replace(/\/+$/, '')}.keys`,
      host: settings.DAUYS_HOST,
      port: settings.DAUYS_PORT,
      metricsListen: splitListen(settings.DAUYS_METRICS_LISTEN),
      crlFiles: settings.DAUYS_CRL,
      revocation: revocationSettings(settings),
      tsa:
        settings.DAUYS_TSA === undefined
          ? undefined
          : { url: settings.DAUYS_TSA, everyMs: settings.DAUYS_TSA_MINUTES * 60_000 },
      witnesses: settings.DAUYS_WITNESSES,
      auditors: settings.DAUYS_AUDITORS,
      contact: settings.DAUYS_CONTACT,
      annulmentMs: settings.DAUYS_ANNULMENT_SECONDS * 1000,
      ncalayer: {
        url: settings.DAUYS_NCALAYER,
        anyKey: settings.DAUYS_NCALAYER_KEYS === 'any',
        timeStamp: settings.DAUYS_NCALAYER_TIME_STAMP === 'on',
      },
      mgov: mobileSettings(settings),
      refusalsPerMinute: settings.DAUYS_REFUSALS_PER_MINUTE,
      trustedProxies: settings.DAUYS_TRUSTED_PROXIES,
      verifyThreads: settings.DAUYS_VERIFY_THREADS,
      logLevel: settings.DAUYS_LOG_LEVEL,
    }),
    secrets: Object.freeze({ redisUrl: settings.DAUYS_REDIS }),
  };
}

/** What is configured is asked; a mode that names a source which is not configured is refused. */
function revocationSettings(settings: z.output<typeof settingsSchema>): RevocationSettings {
  const hasLists = settings.DAUYS_CRL.length + settings.DAUYS_CRL_URLS.length > 0;
  const hasOcsp = settings.DAUYS_OCSP !== undefined;
  const mode =
    settings.DAUYS_REVOCATION ?? (hasOcsp ? (hasLists ? 'ocsp-then-crl' : 'ocsp') : hasLists ? 'crl' : 'off');
  if (mode.includes('ocsp') && !hasOcsp)
    throw new DauysError('config-invalid', `DAUYS_REVOCATION: ${mode} needs DAUYS_OCSP`);
  if (mode.includes('crl') && !hasLists)
    throw new DauysError('config-invalid', `DAUYS_REVOCATION: ${mode} needs DAUYS_CRL or DAUYS_CRL_URLS`);
  return {
    mode,
    listUrls: settings.DAUYS_CRL_URLS,
    listRefreshSeconds: settings.DAUYS_CRL_REFRESH_SECONDS,
    ocspUrl: settings.DAUYS_OCSP,
    ocspTimeoutMs: settings.DAUYS_OCSP_TIMEOUT_MS,
    ocspCacheSeconds: settings.DAUYS_OCSP_CACHE_SECONDS,
  };
}

/** The app shows who asks for a signature: without a name nobody is asked. */
function mobileSettings(settings: z.output<typeof settingsSchema>): MobileSettings | undefined {
  const { DAUYS_MGOV: origin, DAUYS_MGOV_BIN: bin, DAUYS_MGOV_NAME: name } = settings;
  if (origin === undefined) return undefined;
  if (bin === undefined || name === undefined)
    throw new DauysError('config-invalid', 'DAUYS_MGOV: needs DAUYS_MGOV_BIN and DAUYS_MGOV_NAME');
  return { origin, organisation: { name, bin } };
}

function splitListen(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

/** Language of messages on the command line, from the locale; English where it is neither Kazakh nor Russian. */
export function readLanguage(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): 'kk' | 'ru' | 'en' {
  // POSIX: a variable that is set to nothing counts as not set.
  const locales = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']];
  const locale = locales.find((name) => name !== undefined && name !== '') ?? '';
  if (locale.startsWith('kk')) return 'kk';
  return locale.startsWith('ru') ? 'ru' : 'en';
}
