// Stands in for NCALayer on this machine: `node --import tsx scripts/ncalayer.ts [--port 13579] [--plain] [--p12 FILE
// --password P] [--fault NAME]`. Signs whatever a page asks for and asks nobody, so give it no key of a real person.
// Without --p12 it makes an authority of its own: start the service with the trust directory it names. The browser has
// to trust its certificate first: open the https:// address it prints and accept it; --plain speaks ws:// instead, for
// a service on http://127.0.0.1 with DAUYS_NCALAYER set to that address. What goes wrong is chosen on the same page.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeTrustDirectory } from '../src/devca/authority-files.ts';
import { createDevAuthority, issueServers } from '../src/devca/dev-authority.ts';
import { generateDevCa, newKeyLike } from '../src/devca/dev-ca.ts';
import { selfSigned } from '../src/devca/ncalayer-certificate.ts';
import { devNcalayerKeys, singleNcalayerKey, type NcalayerKeys } from '../src/devca/ncalayer-keys.ts';
import { startNcalayerStandIn } from '../src/devca/ncalayer-stand-in.ts';
import { NCALAYER_FAULTS } from '../src/devca/ncalayer-state.ts';
import { readPkcs12Identity } from '../src/devca/pkcs12.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '13579' },
    plain: { type: 'boolean', default: false },
    p12: { type: 'string' },
    password: { type: 'string', default: '' },
    fault: { type: 'string', default: 'none' },
  },
});

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** An authority in НУЦ's shape, and where a service finds its certificates. */
function makeKeys(): NcalayerKeys {
  const ca = generateDevCa({ algorithm: 'gost512', now: new Date(), random });
  const servers = issueServers(ca, () => newKeyLike(ca.intermediate, random));
  const authority = createDevAuthority({ ca, ...servers, clock: () => new Date() });
  const trust = mkdtempSync(join(tmpdir(), 'dauys-ncalayer-trust-'));
  writeTrustDirectory(trust, [authority]);
  console.log(`trust directory: ${trust}`);
  return devNcalayerKeys(authority);
}

const keys =
  values.p12 === undefined
    ? makeKeys()
    : singleNcalayerKey(readPkcs12Identity(readFileSync(values.p12), values.password, random));
const standIn = await startNcalayerStandIn({
  keys,
  clock: () => new Date(),
  port: Number(values.port),
  tls: values.plain ? undefined : selfSigned(new Date(), random),
});
standIn.setFault(NCALAYER_FAULTS.find((name) => name === values.fault) ?? 'none');
console.log(`stand-in for NCALayer: ${standIn.url}\nwho signs, and what goes wrong: ${standIn.controlUrl}`);
