// Makes a development authority, RSA and GOST: `node --import tsx scripts/make-dev-certs.ts [--out DIR] [--keys DIR]
// [--citizens N]`. Its certificates go to certs/dev, a trust directory for `dauys serve --trust`. Its private keys are
// forgotten when the script ends. With --keys, citizens' RSA certificates and keys are written too, for signing ballots
// by hand:
//   openssl cms -sign -binary -nodetach -cades -outform DER -signer citizen-1.pem -inkey citizen-1.key.pem -in ballot
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateDevCa, issueCitizen, type DevCa } from '../src/devca/dev-ca.ts';
import { generateRsaKey } from '../src/devca/rsa-key.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../certs/dev', import.meta.url)) },
    keys: { type: 'string' },
    citizens: { type: 'string', default: '3' },
    'rsa-bits': { type: 'string', default: '4096' },
  },
});

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const pem = (der: Uint8Array): string => new X509Certificate(der).toString();

function writeAuthority(out: string, name: string, { anchorDer, intermediateDer }: DevCa): void {
  for (const [kind, der] of [['anchors', anchorDer] as const, ['intermediates', intermediateDer] as const]) {
    mkdirSync(join(out, kind), { recursive: true });
    writeFileSync(join(out, kind, `dev_${name}.pem`), pem(der));
  }
}

/** Private keys: for their owner only, and never for git. */
function writeCitizens(dir: string, ca: DevCa, count: number): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, '.gitignore'), '*\n');
  for (let n = 1; n <= count; n++) {
    const key = generateRsaKey();
    const { certificateDer } = issueCitizen(ca, { iin: String(n).padStart(12, '0'), key });
    writeFileSync(join(dir, `citizen-${n}.pem`), pem(certificateDer));
    writeFileSync(join(dir, `citizen-${n}.key.pem`), key.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    });
  }
}

const now = new Date();
const rsa = generateDevCa({ algorithm: 'rsa', now, random, rsaBits: Number(values['rsa-bits']) });
const gost = generateDevCa({ algorithm: 'gost512', now, random });
for (const kind of ['anchors', 'intermediates']) rmSync(join(values.out, kind), { recursive: true, force: true });
writeAuthority(values.out, 'rsa', rsa);
writeAuthority(values.out, 'gost', gost);
console.log(`development authority: ${values.out}`);
if (values.keys !== undefined) {
  writeCitizens(values.keys, rsa, Number(values.citizens));
  console.log(`citizens with their keys: ${values.keys}`);
}
