import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { serialKey } from '../../src/devca/dev-authority.ts';
import { readTrustDirectory } from '../../src/files/operator-files.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import type { Certificate } from '../../src/signature/certificate.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { verifyOcspResponse } from '../../src/signature/ocsp.ts';
import { parseCertificateFile } from '../../src/signature/trust.ts';
import { random } from '../support/ballots.ts';
import { scratchDirectory } from '../support/openssl.ts';

interface Running {
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<number | null>;
}

let dir: ReturnType<typeof scratchDirectory>;
const children = new Set<ChildProcess>();
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  dir.remove();
});

/** Runs until it has printed its last setting. */
async function start(): Promise<Running> {
  const args = ['--import', 'tsx', 'scripts/dev-ca.ts', dir.path('authority'), '--rsa-bits', '2048', '--citizens', '1'];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const exited = once(child, 'exit');
  const settings: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(DAUYS_\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) settings[name] = value ?? '';
    if (name === 'DAUYS_TSA') break;
  }
  return {
    settings,
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

const certificateIn = (file: string): Certificate => parseCertificateFile(readFileSync(dir.path(file)))[0]!;

async function statusOf({ settings }: Running, name: string): Promise<string> {
  const issuer = certificateIn('authority/trust/intermediates/dev_rsa.pem');
  const certId = encodeCertId(certificateIn(`authority/keys/${name}.pem`), issuer);
  const nonce = random(16);
  const response = await fetch(settings['DAUYS_OCSP'] ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: encodeOcspRequest(certId, nonce) as Uint8Array<ArrayBuffer>,
  });
  const answer = new Uint8Array(await response.arrayBuffer());
  return verifyOcspResponse(answer, { certId, issuer, nonce, at: new Date(), maxAgeMs: 60_000, skewMs: 5000 }).status
    .kind;
}

async function entriesOf({ settings }: Running, list: string): Promise<number> {
  const url = settings['DAUYS_CRL_URLS']?.split(',').find((each) => each.endsWith(`/${list}`));
  return parseCrl(new Uint8Array(await (await fetch(url ?? '')).arrayBuffer())).serials.size;
}

describe('scripts/dev-ca.ts', () => {
  it('runs an authority whose settings a service takes, revokes on command, and goes on with the same one', async () => {
    const first = await start();
    const { config } = readConfig({ ...first.settings, DAUYS_DATA: dir.path('data') }, {});
    expect(config.revocation).toMatchObject({ mode: 'ocsp-then-crl', ocspUrl: first.settings['DAUYS_OCSP'] });
    expect(config.tsa?.url).toBe(first.settings['DAUYS_TSA']);
    const trust = readTrustDirectory(config.trustDirectory ?? '');
    expect([trust.anchors.length, trust.intermediates.length, trust.tsa.length]).toEqual([2, 2, 2]);
    expect(statSync(dir.path('authority/authority')).mode & 0o077).toBe(0);

    expect(await statusOf(first, 'citizen-1')).toBe('good');
    expect(await statusOf(first, 'revoked')).toBe('revoked');
    const before = await entriesOf(first, 'dev_d_rsa.crl');
    const serial = serialKey(certificateIn('authority/keys/citizen-1.pem').serialNumber);
    const revoke = (body: string): Promise<Response> =>
      fetch(new URL('/revoke', first.settings['DAUYS_OCSP']), { method: 'PUT', body });
    expect((await revoke(JSON.stringify({ serial }))).status).toBe(200);
    expect((await revoke('{"serial":"00ff"}')).status).toBe(400);
    expect(await statusOf(first, 'citizen-1')).toBe('revoked');
    expect(await entriesOf(first, 'dev_d_rsa.crl')).toBe(before + 1);
    expect(await first.stop()).toBe(0);

    const second = await start();
    expect(readTrustDirectory(config.trustDirectory ?? '')).toEqual(trust);
    expect(await statusOf(second, 'citizen-1')).toBe('revoked');
    expect(await statusOf(second, 'organisation-head')).toBe('good');
    expect(await entriesOf(second, 'dev_rsa.crl')).toBe(before + 2);
    expect(await second.stop()).toBe(0);
  });
});
