// Signs a file with a НУЦ .p12 of a GOST key, as NCALayer does, so that a developer can vote by hand:
// `node --import tsx scripts/sign-ballot.ts --p12 F --password P --in F --out F [--detached]`
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { signCms } from '../src/devca/cms-builder.ts';
import { readPkcs12Identity } from '../src/devca/pkcs12.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { p12: text, password: text, in: text, out: text, detached: { type: 'boolean', default: false } },
});

function required(name: 'p12' | 'password' | 'in' | 'out'): string {
  const value = values[name];
  if (value === undefined) throw new TypeError(`--${name} is missing`);
  return value;
}

const out = required('out');
const signer = readPkcs12Identity(readFileSync(required('p12')), required('password'), randomBytes);
const content = readFileSync(required('in'));
writeFileSync(out, signCms({ content, signer, signingTime: new Date(), detached: values.detached }));
console.log(`${out}: signed ${content.length} bytes`);
