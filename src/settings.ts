import { z } from 'zod';
import { REVOCATION_MODES } from './signature/revocation.ts';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const port = z.coerce.number().int().min(0).max(65_535);
const seconds = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const isHttp = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const url = z.string().refine(isHttp, 'must be an http:// or https:// URL');
const urls = list.refine((all) => all.every(isHttp), 'must be http:// or https:// URLs');
// A name may hold "@", what follows it may not.
const WITNESS = /^([^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2})@(\S+)$/;
const witnesses = list.transform((all, context) =>
  all.map((text) => {
    const [, vkey = '', at = ''] = WITNESS.exec(text) ?? [];
    if (!isHttp(at)) context.addIssue({ code: 'custom', message: 'must be VKEY@URL, http:// or https://' });
    return { vkey, url: at };
  }),
);
const auditors = list.refine(
  (all) => all.every((key) => /^age1[02-9ac-hj-np-z]{58}$/.test(key)),
  'must be X25519 keys of age: age1 and 58 characters',
);
const isHttpsOrigin = (text: string): boolean => text.startsWith('https:') && new URL(text).origin === text;
const httpsOrigin = z.string().refine((text) => URL.canParse(text) && isHttpsOrigin(text), {
  error: 'must be https:// and a host, without path or "/" at the end',
});
const threeNames = z
  .string()
  .transform((text) => text.split('|').map((name) => name.trim()))
  .refine((names) => names.length === 3 && !names.includes(''), 'must be three names with "|" between them')
  .transform(([kk = '', ru = '', en = '']) => ({ kk, ru, en }));
const listen = z.string().regex(/^[^\s]+:\d{1,5}$/, 'must be HOST:PORT');

/**
 * Every setting of the service. The text after each key is what `.env.example` says of it: unit, default and what
 * whoever can edit it can do.
 */
export const settingsSchema = z.object({
  DAUYS_CONTEST: list
    .default([])
    .describe(
      'Contest definition files, comma-separated, loaded at start. Whoever edits one before its first load decides the contest.',
    ),
  DAUYS_TRUST: z
    .string()
    .min(1)
    .optional()
    .describe("Trust directory: anchors/, intermediates/, tsa/. Whoever can write there can vote in anyone's name."),
  DAUYS_DATA: z
    .string({ error: 'is not set: give --data or DAUYS_DATA' })
    .min(1)
    .describe('Directory of the ledger. Whoever can write there can stop the vote; the auditor sees any change.'),
  DAUYS_KEYS: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Directory of keys and the high-water file; default <data>.keys. Whoever reads it can link votes to persons and sign logs.',
    ),
  DAUYS_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; default 127.0.0.1. TLS ends in a proxy in front.'),
  DAUYS_PORT: port.default(8080).describe('TCP port; default 8080, 0 takes a free one.'),
  DAUYS_METRICS_LISTEN: listen
    .default('127.0.0.1:0')
    .describe(
      'HOST:PORT of /metrics; default 127.0.0.1 and a free port, which the log names. Counts no votes per candidate.',
    ),
  DAUYS_REDIS: z
    .string()
    .regex(/^(rediss?:\/\/|\/)/, 'must be redis://, rediss:// or a socket path')
    .optional()
    .describe(
      'Redis URL; default none, and the service is complete without. Whoever controls it can slow the vote, not change it.',
    ),
  DAUYS_CRL: list
    .default([])
    .describe(
      'CRL files, comma-separated; default none. Once one is given every signer must be covered by a fresh list.',
    ),
  DAUYS_CRL_URLS: urls
    .default([])
    .describe(
      'URLs of CRLs and delta CRLs, comma-separated, fetched again and again; default none. Lists are signed: whoever serves them can only withhold them.',
    ),
  DAUYS_CRL_REFRESH_SECONDS: seconds(10, 86_400)
    .default(600)
    .describe('Seconds between two looks at a list; default 600. Unchanged lists are not sent again.'),
  DAUYS_OCSP: url
    .optional()
    .describe(
      'URL of the OCSP responder; default none. Answers are signed: whoever serves them can only withhold them.',
    ),
  DAUYS_OCSP_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(30_000)
    .default(1000)
    .describe('Milliseconds to wait for an OCSP answer, its turn included; default 1000.'),
  DAUYS_OCSP_CACHE_SECONDS: seconds(0, 86_400)
    .default(300)
    .describe(
      'How old a good OCSP answer may be that a ballot is accepted on, seconds; default 300. A certificate revoked since is taken until then.',
    ),
  DAUYS_REVOCATION: z
    .enum(REVOCATION_MODES)
    .optional()
    .describe(
      'Who is asked about revocation: ocsp-then-crl, crl, ocsp or off; default by what is configured. With off revoked certificates vote.',
    ),
  DAUYS_TSA: url
    .optional()
    .describe(
      'URL of a time-stamp authority for checkpoints; default none. Its certificate, or its CA, must be in tsa/ of the trust directory.',
    ),
  DAUYS_TSA_MINUTES: z.coerce
    .number()
    .min(0.01)
    .max(1440)
    .default(10)
    .describe('Minutes between two time-stamps of the log; default 10.'),
  DAUYS_WITNESSES: witnesses
    .default([])
    .describe(
      'Witnesses to offer checkpoints to, VKEY@URL, comma-separated; default none. URL is what add-checkpoint is added to. Readers decide which cosignatures they believe.',
    ),
  DAUYS_AUDITORS: auditors
    .default([])
    .describe(
      'Public keys of auditors in the age format, comma-separated; default none, and the restricted part of exports is not served. Whoever adds a key reads who voted how.',
    ),
  DAUYS_CONTACT: list
    .default([])
    .describe(
      'Where citizens can turn to, comma-separated: e-mail addresses, telephone numbers, https:// addresses; default none. Shown on the pages of help, errors, accessibility and personal data.',
    ),
  DAUYS_ANNULMENT_SECONDS: seconds(0, 30 * 86_400)
    .default(0)
    .describe(
      'Seconds from the closing entry to the protocol, in which the commission can annul ballots; default 0. Whoever edits it delays the result or denies that time.',
    ),
  DAUYS_NCALAYER: z
    .string()
    .regex(/^wss?:\/\/[^\s/;,'"]+$/, 'must be wss://HOST:PORT, or ws:// for a demonstration')
    .default('wss://127.0.0.1:13579')
    .describe(
      "Where pages look for NCALayer on the citizen's own machine; default wss://127.0.0.1:13579. Whoever edits it decides what program is handed ballots to sign.",
    ),
  DAUYS_NCALAYER_KEYS: z
    .enum(['nca', 'any'])
    .default('nca')
    .describe(
      'Keys that NCALayer offers: nca (issued by НУЦ) or any, for development and tests; default nca. Decides nothing about what is accepted.',
    ),
  DAUYS_NCALAYER_TIME_STAMP: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      "Whether NCALayer asks НУЦ for a time-stamp in each signature; default off. The log's own time-stamps do not depend on it.",
    ),
  DAUYS_MGOV: httpsOrigin
    .optional()
    .describe(
      'Public https origin that is registered for signing with eGov Mobile (SmartBridge NITEC-S-5096), e.g. https://vote.example.kz; default none, and nothing of it is shown or served. Needs DAUYS_MGOV_BIN and DAUYS_MGOV_NAME.',
    ),
  DAUYS_MGOV_BIN: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .optional()
    .describe('БИН of the organisation that eGov Mobile names to the citizen; 12 digits, default none.'),
  DAUYS_MGOV_NAME: threeNames
    .optional()
    .describe(
      'Name of that organisation in Kazakh, Russian and English, with "|" between them; default none. What citizens trust when they sign.',
    ),
  DAUYS_REFUSALS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(30)
    .describe(
      'Refused signatures a minute and address (IPv4 or IPv6 /64); default 30, burst 100; 0 turns the limit off.',
    ),
  DAUYS_TRUSTED_PROXIES: list
    .default([])
    .describe(
      'CIDRs whose X-Forwarded-For is believed; default none. Whoever sits there can evade or frame the refusal limit.',
    ),
  DAUYS_VERIFY_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Verification threads; default one less than there are cores.'),
  DAUYS_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Log level; default info. No level logs personal data.'),
});
