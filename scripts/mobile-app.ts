// Stands in for eGov Mobile: scans a code (the text of it, or the address behind the page's button), shows the document and signs:
// `node --import tsx scripts/mobile-app.ts CODE --p12 F --password P [--at http://127.0.0.1:8080] [--lang kk|ru|en] [--fault F]`
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MOBILE_FAULTS, scanAndSign } from '../src/devca/mobile-app.ts';
import { readPkcs12Identity } from '../src/devca/pkcs12.ts';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { p12: text, password: text, at: text, lang: { ...text, default: 'kk' }, fault: text },
});
const [given = ''] = positionals;
const { p12, password, at } = values;
const language = (['kk', 'ru', 'en'] as const).find((known) => known === values.lang);
const fault = MOBILE_FAULTS.find((known) => known === values.fault);
if (p12 === undefined || password === undefined) throw new TypeError('--p12 and --password are missing');
if (language === undefined) throw new TypeError('--lang must be kk, ru or en');
if (values.fault !== undefined && fault === undefined) {
  throw new TypeError(`--fault must be one of ${MOBILE_FAULTS.join(', ')}`);
}

const link = given.startsWith('https:') ? new URL(given).searchParams.get('link') : null;
const code = link === null ? given : `mobileSign:${link}`;
const run = await scanAndSign(code, {
  signer: readPkcs12Identity(readFileSync(p12), password, randomBytes),
  now: () => new Date(),
  language,
  hosts: [new URL(code.replace('mobileSign:', '')).host],
  ...(at === undefined ? {} : { at }),
  fault,
});
if (run.shown !== undefined) {
  const { description, organisation, name, meta, text: document } = run.shown;
  console.log(
    [description, organisation, name, ...meta.map((one) => `${one.name}: ${one.value}`), document].join('\n'),
  );
}
for (const { status, text: answer } of run.answers.slice(run.shown === undefined ? 0 : 2)) console.log(status, answer);
console.log(run.end);
