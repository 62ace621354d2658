import { execFile, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { DevCa, Identity } from '../../src/devca/dev-ca.ts';
import { serialKey } from '../../src/devca/dev-authority.ts';
import type { RsaDevKey } from '../../src/devca/rsa-key.ts';

// Responders that this project did not write: OpenSSL's own. RSA only.

const run = promisify(execFile);

export interface OpensslOcsp {
  readonly url: string;
  /** Resolves when the next answer will say so. */
  revoke(identity: Identity, revokedAt: Date): Promise<void>;
  /** Every line OpenSSL wrote. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

export interface OpensslOcspOptions {
  readonly ca: DevCa;
  /** An RSA delegate of the CA. */
  readonly responder: Identity;
  /** Whose certificates are good; others are unknown. */
  readonly issued: readonly Identity[];
}

/** `openssl ocsp` as a responder in a process of its own that dies with this one. It reads the system's clock. */
export async function startOpensslOcsp({ ca, responder, issued }: OpensslOcspOptions): Promise<OpensslOcsp> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-ocsp-'));
  const path = (name: string): string => join(directory, name);
  const revoked = new Map<Identity, Date>();
  const writeIndex = (): void => {
    const lines = issued.map((identity) => indexLine(identity, revoked.get(identity)));
    writeFileSync(path('index.new'), lines.join(''));
    renameSync(path('index.new'), path('index'));
  };
  writeIndex();
  writeFileSync(path('issuer.pem'), pem(ca.intermediateDer));
  writeIdentity(path('responder'), responder);
  const args = ['ocsp', '-port', '0', '-ignore_err', '-index', path('index'), '-CA', path('issuer.pem')];
  const signer = ['-rsigner', path('responder.pem'), '-rkey', path('responder.key')];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'openssl', ...args, ...signer], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const exited = once(child, 'exit');
  const port = await new Promise<string>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const [, found] = /ACCEPT .*:(\d+)/.exec(lines.join('\n')) ?? [];
        if (found !== undefined && lines.some((said) => said.includes('waiting for OCSP client'))) resolve(found);
      });
    }
    void exited.then(() => {
      reject(new Error(`openssl ocsp does not start: ${lines.join('\n')}`));
    });
  });
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    lines,
    async revoke(identity, revokedAt) {
      revoked.set(identity, revokedAt);
      writeIndex();
      // It looks for a new file and then waits for a question: this one is answered from the old.
      await (await fetch(url)).arrayBuffer();
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** One line of `openssl ca`'s database: status, end of validity, revocation, serial number, file, subject. */
function indexLine({ serialNumber }: Identity, revokedAt: Date | undefined): string {
  const status = revokedAt === undefined ? ['V', '491231235959Z', ''] : ['R', '491231235959Z', utc(revokedAt)];
  const serial = serialKey(serialNumber).toUpperCase();
  return `${[...status, serial, 'unknown', `/CN=${serial}`].join('\t')}\n`;
}

const utc = (time: Date): string => `${time.toISOString().slice(2, 19).replaceAll(/\D/g, '')}Z`;

export interface OpensslTsa {
  readonly url: string;
  requestCount(): number;
  stop(): Promise<void>;
}

/** `openssl ts -reply` behind HTTP: an authority with an RSA key that stamps by the system's clock. */
export async function startOpensslTsa(tsa: Identity): Promise<OpensslTsa> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-tsa-'));
  const path = (name: string): string => join(directory, name);
  writeIdentity(path('tsa'), tsa);
  writeFileSync(path('tsa.cnf'), tsaConfiguration(directory));
  let count = 0;

  async function reply(query: Uint8Array): Promise<Uint8Array> {
    const [file, answer] = [path(`query-${++count}`), path(`reply-${count}`)];
    writeFileSync(file, query);
    await run('openssl', ['ts', '-reply', '-config', path('tsa.cnf'), '-queryfile', file, '-out', answer]);
    return readFileSync(answer);
  }

  // One after another: OpenSSL keeps its serial number in a file.
  let previous: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      previous = previous
        .then(() => reply(Buffer.concat(chunks)))
        .then((body) => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(body))
        .catch(() => response.writeHead(500).end());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requestCount: () => count,
    async stop() {
      await previous;
      server.close();
      server.closeAllConnections();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function tsaConfiguration(directory: string): string {
  const settings = {
    serial: join(directory, 'serial'),
    crypto_device: 'builtin',
    signer_cert: join(directory, 'tsa.pem'),
    signer_key: join(directory, 'tsa.key'),
    signer_digest: 'sha256',
    default_policy: '1.2.3.4.1',
    digests: 'sha256, sha384, sha512',
    accuracy: 'secs:1',
    ess_cert_id_alg: 'sha256',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `[tsa]\ndefault_tsa = server\n[server]\n${lines.join('\n')}\n`;
}

const pem = (certificateDer: Uint8Array): string => new X509Certificate(certificateDer).toString();

function writeIdentity(path: string, { certificateDer, key }: Identity): void {
  if (key.kind !== 'rsa') throw new TypeError('OpenSSL has no GOST key of ours');
  writeFileSync(`${path}.pem`, pem(certificateDer));
  const { privateKey } = key as RsaDevKey;
  writeFileSync(`${path}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}
