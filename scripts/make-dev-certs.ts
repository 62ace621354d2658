// Makes a development authority, RSA and GOST: `node --import tsx scripts/make-dev-certs.ts [--out DIR] [--keys DIR]
// [--citizens N]`. Its certificates go to certs/dev, a trust directory for `dauys serve --trust`, with base and delta
// lists in crl/. Its private keys are forgotten when the script ends. With --keys, certificates and keys are written
// too, as PEM and .p12, of citizens and of those who may not vote. To sign ballots by hand:
//   openssl cms -sign -binary -nodetach -cades -outform DER -signer citizen-1.pem -inkey citizen-1.key.pem -in ballot
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { P12_PASSWORD, writeHolders, writeTrustDirectory } from '../src/devca/authority-files.ts';
import { createDevAuthority, issueServers } from '../src/devca/dev-authority.ts';
import { generateDevCa, newKeyLike } from '../src/devca/dev-ca.ts';
import { issueHolders } from '../src/devca/holders.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../certs/dev', import.meta.url)) },
    keys: { type: 'string' },
    citizens: { type: 'string', default: '3' },
    'rsa-bits': { type: 'string', default: '4096' },
  },
});

const HALF_A_YEAR_MS = 180 * 86_400_000;
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const now = new Date();
const authorities = (['rsa', 'gost512'] as const).map((algorithm) => {
  const ca = generateDevCa({ algorithm, now, random, rsaBits: Number(values['rsa-bits']) });
  const servers = issueServers(ca, () => newKeyLike(ca.intermediate, random));
  // Nobody will issue the next lists.
  return createDevAuthority({
    ca,
    ...servers,
    clock: () => now,
    baseCrlMs: HALF_A_YEAR_MS,
    deltaCrlMs: HALF_A_YEAR_MS,
  });
});
const holders = authorities.map((authority) => issueHolders(authority, Number(values.citizens)));
writeTrustDirectory(values.out, authorities);
console.log(`development authority: ${values.out}`);
if (values.keys !== undefined) {
  authorities.forEach((authority, i) => {
    writeHolders(values.keys ?? '', authority, holders[i] ?? []);
  });
  console.log(`certificates with their keys: ${values.keys} (password of the .p12 files: ${P12_PASSWORD})`);
}
