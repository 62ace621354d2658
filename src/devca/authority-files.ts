import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64 } from '../encoding/bytes.ts';
import type { DevAuthority } from './dev-authority.ts';
import { crlFile } from './dev-servers.ts';
import type { Holder } from './holders.ts';
import { writePkcs12 } from './pkcs12-writer.ts';
import { encodePrivateKey } from './private-key.ts';

/** That of НУЦ's own public test keys. */
export const P12_PASSWORD = 'Qwerty12';

/** Fills a trust directory anew, with the lists of the moment in `crl/`. No private key goes there. */
export function writeTrustDirectory(directory: string, authorities: readonly DevAuthority[]): void {
  for (const kind of ['anchors', 'intermediates', 'tsa', 'crl']) {
    rmSync(join(directory, kind), { recursive: true, force: true });
    mkdirSync(join(directory, kind), { recursive: true });
  }
  for (const authority of authorities) {
    const { label, ca, tsa } = authority;
    writeFileSync(join(directory, 'anchors', `dev_${label}.pem`), certificatePem(ca.anchorDer));
    writeFileSync(join(directory, 'intermediates', `dev_${label}.pem`), certificatePem(ca.intermediateDer));
    writeFileSync(join(directory, 'tsa', `dev_${label}.pem`), certificatePem(tsa.certificateDer));
    writeLists(directory, authority);
  }
}

/** The lists of the moment into `crl/` of a trust directory. */
export function writeLists(directory: string, authority: DevAuthority): void {
  for (const kind of ['root', 'base', 'delta'] as const) {
    writeFileSync(join(directory, 'crl', crlFile(kind, authority.label)), authority.list(kind));
  }
}

/** Certificates and private keys, as PEM and .p12: for their owner only, and never for git. */
export function writeHolders(directory: string, authority: DevAuthority, holders: readonly Holder[]): void {
  const { label, ca } = authority;
  makePrivateDirectory(directory);
  for (const { name, identity } of holders) {
    const file = join(directory, label === 'rsa' ? name : `${label}-${name}`);
    const p12 = writePkcs12(identity, { password: P12_PASSWORD, friendlyName: name, random: ca.random });
    writeFileSync(`${file}.pem`, certificatePem(identity.certificateDer));
    writeFileSync(`${file}.key.pem`, pem('PRIVATE KEY', encodePrivateKey(identity.key)), { mode: 0o600 });
    writeFileSync(`${file}.p12`, p12, { mode: 0o600 });
  }
}

/** A directory for private keys. */
export function makePrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, '.gitignore'), '*\n');
}

const certificatePem = (der: Uint8Array): string => pem('CERTIFICATE', der);

function pem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
