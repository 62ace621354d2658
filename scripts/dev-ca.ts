// Runs a throw-away authority, RSA and GOST, with an OCSP responder, a time-stamp authority and lists over HTTP, and
// prints the settings of a service that asks it: `node --import tsx scripts/dev-ca.ts DIR [--citizens N] [--host H]
// [--ocsp-port N] [--tsa-port N] [--crl-port N]`. DIR keeps the authority with its private keys: the next start goes on
// with the same one. While it runs,
//   curl -X PUT -d '{"fault":"slow","ms":2000}' URL/fault     at each of the three; "none" ends it, GET names them all
//   curl -X PUT -d '{"serial":"<hex>"}' OCSP-URL/revoke       revokes in OCSP and the delta list
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  makePrivateDirectory,
  P12_PASSWORD,
  writeHolders,
  writeLists,
  writeTrustDirectory,
} from '../src/devca/authority-files.ts';
import { decodeAuthority, encodeAuthority } from '../src/devca/authority-state.ts';
import { createDevAuthority, issueServers, serialKey, type DevAuthority } from '../src/devca/dev-authority.ts';
import { generateDevCa, newKeyLike } from '../src/devca/dev-ca.ts';
import { startDevServers } from '../src/devca/dev-servers.ts';
import { issueHolders } from '../src/devca/holders.ts';

const port = { type: 'string', default: '0' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    citizens: { type: 'string', default: '3' },
    'rsa-bits': { type: 'string', default: '4096' },
    host: { type: 'string', default: '127.0.0.1' },
    'ocsp-port': port,
    'tsa-port': port,
    'crl-port': port,
  },
});
const [directory] = positionals;
if (directory === undefined) {
  console.error('usage: node --import tsx scripts/dev-ca.ts DIR');
  process.exit(2);
}
const root = resolve(directory);
const trust = join(root, 'trust');
const keys = join(root, 'keys');

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const clock = (): Date => new Date();
const stateFile = (algorithm: string): string => join(root, 'authority', `${algorithm}.json`);

function save(authority: DevAuthority): void {
  makePrivateDirectory(join(root, 'authority'));
  writeFileSync(stateFile(authority.label), encodeAuthority(authority), { mode: 0o600 });
}

function openAuthority(label: DevAuthority['label']): DevAuthority {
  if (existsSync(stateFile(label))) return decodeAuthority(readFileSync(stateFile(label), 'utf8'), { clock, random });
  const algorithm = label === 'rsa' ? 'rsa' : 'gost512';
  const ca = generateDevCa({ algorithm, now: clock(), random, rsaBits: Number(values['rsa-bits']) });
  const authority = createDevAuthority({ ca, ...issueServers(ca, () => newKeyLike(ca.intermediate, random)), clock });
  const holders = issueHolders(authority, Number(values.citizens));
  writeHolders(keys, authority, holders);
  for (const { name, identity } of holders)
    console.log(`# ${label} ${name}: serial ${serialKey(identity.serialNumber)}`);
  save(authority);
  return authority;
}

const authorities = (['rsa', 'gost'] as const).map(openAuthority);
writeTrustDirectory(trust, authorities);
const servers = await startDevServers({
  authorities,
  clock,
  host: values.host,
  ports: { ocsp: Number(values['ocsp-port']), tsa: Number(values['tsa-port']), crl: Number(values['crl-port']) },
  onRevoked() {
    for (const authority of authorities) {
      save(authority);
      writeLists(trust, authority);
    }
  },
});
console.log(`# certificates with their keys: ${keys} (password of the .p12 files: ${P12_PASSWORD})`);
console.log(`DAUYS_TRUST=${trust}`);
console.log(`DAUYS_OCSP=${servers.urls.ocsp}`);
console.log(`DAUYS_CRL_URLS=${servers.urls.crls.join(',')}`);
console.log(`DAUYS_TSA=${servers.urls.tsa}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void servers.stop());
