import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NCALayerClient } from 'ncalayer-js-client';
import { WebSocket } from 'ws';
import { createDevAuthority, issueServers, type DevAuthority } from '../../src/devca/dev-authority.ts';
import { generateDevCa, newKeyLike } from '../../src/devca/dev-ca.ts';
import { selfSigned } from '../../src/devca/ncalayer-certificate.ts';
import { devNcalayerKeys } from '../../src/devca/ncalayer-keys.ts';
import { startNcalayerStandIn, type NcalayerStandIn } from '../../src/devca/ncalayer-stand-in.ts';
import { removeArmour } from '../../src/encoding/armour.ts';
import { toBase64, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const clock = (): Date => new Date('2026-11-01T07:00:00Z');
const ANY = { extKeyUsageOids: ['1.3.6.1.5.5.7.3.4', '1.2.398.3.3.4.1.1'], chain: [] };
const ATTACHED = { decode: true, encapsulate: true, digested: false };
const DATA = toBase64(toUtf8('бюллетень'));

let authority: DevAuthority;
let standIn: NcalayerStandIn;
beforeAll(async () => {
  const ca = generateDevCa({ algorithm: 'gost512', now: clock(), random });
  authority = createDevAuthority({ ca, ...issueServers(ca, () => newKeyLike(ca.intermediate, random)), clock });
  standIn = await startNcalayerStandIn({ keys: devNcalayerKeys(authority), clock, port: 0 });
});
afterAll(() => standIn.stop());

const clients: NCALayerClient[] = [];
afterEach(() => {
  standIn.setFault('none');
  standIn.state.citizen = 1;
  standIn.state.form = { result: 'string', armour: 'CMS' };
  for (const { wsConnection } of clients.splice(0)) wsConnection?.close();
});

async function connected(): Promise<NCALayerClient> {
  const client = new NCALayerClient(standIn.url, false);
  clients.push(client);
  await client.connect();
  return client;
}

async function sign(params: object = ATTACHED, signer: object = ANY, data: string | string[] = DATA): Promise<unknown> {
  return (await connected()).basicsSignCMS(null, data, params, signer, 'kk');
}

const cmsOf = (answer: unknown) => parseSignedMessage(removeArmour(answer as string));
const serialOf = (answer: unknown): string => toHex(parseCertificate(cmsOf(answer).certificates[0]!).serialNumber);

/** What is said to each message, the greeting first. */
async function exchange(...messages: string[]): Promise<unknown[]> {
  const socket = new WebSocket(standIn.url);
  const answers: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      answers.push(JSON.parse(data.toString()));
      const next = messages.shift();
      if (next === undefined) resolve();
      else socket.send(next);
    });
  });
  socket.close();
  return answers;
}

describe('the stand-in for NCALayer', () => {
  it('speaks first, and again to a heartbeat', async () => {
    const greeting = { result: { version: '1.4' } };
    expect(await exchange('--heartbeat--')).toEqual([greeting, greeting]);
  });

  it('knows no module that it does not have', async () => {
    const unknown = JSON.stringify({ module: 'kz.digiflow.mobile.extensions', method: 'getVersion' });
    const answers = await exchange(unknown, 'no JSON');
    const refusal = { success: false, errorCode: 'MODULE_NOT_FOUND' };
    expect(answers.slice(1)).toEqual([refusal, refusal]);
  });

  it("signs attached and detached for the field's client", async () => {
    const attached = cmsOf(await sign());
    expect(Buffer.from(attached.content ?? []).toString()).toBe('бюллетень');
    expect(cmsOf(await sign({ ...ATTACHED, encapsulate: false })).content).toBeUndefined();
    expect(Buffer.from(cmsOf(await sign({}, ANY, 'plain')).content ?? []).toString()).toBe('plain');
  });

  it('gives its answer in every form that was seen', async () => {
    for (const armour of ['CMS', 'PKCS7', 'none'] as const) {
      standIn.state.form = { result: 'array', armour };
      const request = { module: 'kz.gov.pki.knca.basics', method: 'sign' };
      const args = { format: 'cms', data: DATA, signingParams: ATTACHED, signerParams: ANY };
      const [, answer] = await exchange(JSON.stringify({ ...request, args }));
      const { result } = (answer as { body: { result: string[] } }).body;
      expect(result).toHaveLength(1);
      expect(result[0]!.startsWith(armour === 'none' ? 'M' : `-----BEGIN ${armour}-----\n`)).toBe(true);
      expect(cmsOf(result[0])).toBeDefined();
    }
    expect(await sign(ATTACHED, ANY, [DATA, DATA])).toHaveLength(2);
  });

  it('speaks the old way, too', async () => {
    const client = await connected();
    const cms = await client.createCAdESFromBase64('PKCS12', DATA, 'SIGNATURE', true);
    expect(Buffer.from(cmsOf(cms).content ?? []).toString()).toBe('бюллетень');
    standIn.setFault('cancel');
    await expect(client.createCAdESFromBase64('PKCS12', DATA)).rejects.toMatchObject({
      message: '500: action.canceled',
    });
  });

  it('signs as the same citizen until another is chosen', async () => {
    const first = serialOf(await sign());
    expect(serialOf(await sign())).toBe(first);
    const put = (path: string, json: object) =>
      fetch(`${standIn.controlUrl}${path}`, { method: 'PUT', body: JSON.stringify(json) });
    expect((await put('citizen', { citizen: 2 })).status).toBe(200);
    expect(serialOf(await sign())).not.toBe(first);
    expect((await put('citizen', { citizen: 0 })).status).toBe(400);
    const own = { origin: standIn.controlUrl.slice(0, -1) };
    const choose = (headers: Record<string, string>) =>
      fetch(standIn.controlUrl, { method: 'POST', headers, body: 'citizen=1&fault=none', redirect: 'manual' });
    expect([(await choose({ origin: 'https://example.kz' })).status, (await choose(own)).status]).toEqual([403, 303]);
    expect(serialOf(await sign())).toBe(first);
    expect(await (await fetch(standIn.controlUrl)).text()).toContain('value="1"');
  });

  it('shows no development key where only keys of the production authority may be chosen', async () => {
    await expect(sign(ATTACHED, { extKeyUsageOids: ANY.extKeyUsageOids })).rejects.toMatchObject({
      canceledByUser: true,
    });
  });

  it('is wrong on command', async () => {
    const good = serialOf(await sign());
    const serials = new Set([good]);
    for (const fault of ['organisation', 'expired', 'revoked'] as const) {
      standIn.setFault(fault);
      serials.add(serialOf(await sign()));
    }
    expect(serials.size).toBe(4);
    expect(
      [...serials].filter((serial) => authority.statusOf(Buffer.from(serial, 'hex')).kind === 'revoked'),
    ).toHaveLength(1);
    standIn.setFault('cancel');
    await expect(sign()).rejects.toMatchObject({ canceledByUser: true });
    standIn.setFault('error');
    await expect(sign()).rejects.toMatchObject({ message: expect.stringContaining('SIGNING_FAILURE') });
    standIn.setFault('old-version');
    await expect(sign()).rejects.toThrow('undefined');
    standIn.setFault('drop');
    await expect(sign()).rejects.toThrow();
    standIn.setFault('slow', { ms: 1 });
    expect(serialOf(await sign())).toBe(good);
  });

  it('speaks TLS with a certificate for its own address', async () => {
    const tls = selfSigned(new Date(), random);
    const secure = await startNcalayerStandIn({ keys: devNcalayerKeys(authority), clock, port: 0, tls });
    try {
      expect(secure.url).toMatch(/^wss:/);
      const socket = new WebSocket(secure.url, { ca: tls.cert });
      const text = await new Promise<string>((resolve, reject) => {
        socket.on('message', (data: Buffer) => {
          resolve(data.toString());
        });
        socket.on('error', reject);
      });
      socket.close();
      expect(JSON.parse(text)).toEqual({ result: { version: '1.4' } });
    } finally {
      await secure.stop();
    }
  });
});
