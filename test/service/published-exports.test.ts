import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { dirname, join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseManifest, type ExportManifest } from '../../src/audit/export-manifest.ts';
import { readConfig } from '../../src/config.ts';
import { publishExport } from '../../src/exporting.ts';
import { createAgeDecryption } from '../../src/files/age-files.ts';
import { TEST_NOW, testCitizen } from '../support/ballots.ts';
import { digestsIn, filesIn, readUnit } from '../support/export-files.ts';
import { makeLedger, type LedgerOptions, type MadeLedger } from '../support/made-ledger.ts';
import { createTestClock, startTestService, type TestService } from '../support/service.ts';
import { dauys } from '../cli/run-dauys.ts';

const EXPORT = '/api/v1/contests/qamqor-demo/export';

let [identity, recipient] = ['', ''];
beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
});

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function ledgerOf(options: LedgerOptions): Promise<MadeLedger> {
  const ledger = await makeLedger(options);
  closing.push(ledger.remove);
  return ledger;
}

const settingsOf = ({ directory }: MadeLedger, changes: Record<string, string> = {}) => ({
  DAUYS_TRUST: join(directory, 'trust'),
  DAUYS_DATA: join(directory, 'data'),
  DAUYS_PORT: '0',
  DAUYS_LOG_LEVEL: 'silent',
  DAUYS_VERIFY_THREADS: '1',
  DAUYS_AUDITORS: recipient,
  ...changes,
});

async function publish(ledger: MadeLedger, changes: Record<string, string> = {}): Promise<string> {
  const { config } = readConfig(settingsOf(ledger, changes), {});
  return (await publishExport({ contest: ledger.contest.id, onProgress: () => undefined }, config)).directory;
}

async function serve(ledger: MadeLedger, changes: Record<string, string> = {}): Promise<TestService> {
  const { contest, directory, remove } = ledger;
  const settings = (more = {}) => ({ ...settingsOf(ledger, changes), ...more });
  const clock = createTestClock(TEST_NOW);
  const service = await startTestService({ directory, contest, settings, remove }, {}, clock, { tickMs: 3_600_000 });
  closing.push(() => service.stop());
  return service;
}

async function auditorToken({ directory, contest }: MadeLedger): Promise<Record<string, string>> {
  const { json } = await dauys([
    'token',
    'create',
    '--role',
    'auditor',
    '--contest',
    contest.id,
    '--data',
    join(directory, 'data'),
    '--json',
  ]);
  return { authorization: `Bearer ${String(json['token'])}` };
}

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Downloads as an auditor's tool would: what breaks off is gone on with by range. */
async function download(
  url: string,
  target: string,
  headers: Record<string, string>,
  breakAfter = Infinity,
): Promise<ExportManifest> {
  const manifest = new Uint8Array(await (await fetch(url, { headers })).arrayBuffer());
  const { files, size, ...rest } = parseManifest(manifest);
  for (const { path, bytes, sha256 } of files) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    while (statSync(file).size < bytes) {
      const from = statSync(file).size;
      const range = { range: `bytes=${from}-`, 'if-range': `"${sha256}"` };
      const base = url.replace(/\?.*/, '');
      await fetchSome(`${base}/files/${path}?size=${size}`, file, { ...headers, ...range }, breakAfter);
    }
  }
  writeFileSync(join(target, 'manifest.json'), manifest);
  return { files, size, ...rest };
}

/** Appends what comes, and hangs up after so many bytes. */
function fetchSome(url: string, file: string, headers: Record<string, string>, most: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = httpGet(url, { headers, agent: false }, (answer) => {
      if (answer.statusCode !== 206) reject(new Error(`${answer.statusCode} for ${url}`));
      const target = createWriteStream(file, { flags: 'a' });
      let seen = 0;
      answer.on('data', (chunk: Buffer) => {
        target.write(chunk.subarray(0, Math.max(0, most - seen)));
        seen += chunk.length;
        if (seen >= most) request.destroy();
      });
      answer.on('close', () => target.end(resolve));
      answer.on('error', () => undefined);
    });
    request.on('error', (error) => {
      if (!request.destroyed) reject(error);
    });
  });
}

describe('a published export', () => {
  it('comes home whole, however often the connection breaks, and opens with the auditor key alone', async () => {
    const ledger = await ledgerOf({ ballots: 120, anchors: 1, revocation: 'crl' });
    const directory = await publish(ledger);
    const service = await serve(ledger);
    const token = await auditorToken(ledger);
    const home = join(ledger.directory, 'home');
    const manifest = await download(`${service.url}${EXPORT}`, home, token, 50_000);
    expect(digestsIn(home)).toEqual(digestsIn(directory));
    expect(manifest.size).toBe(120 + 5);
    const sealed = filesIn(home).get('restricted/ballots/000000.bin.age')!;
    expect(sealed.length).toBeGreaterThan(100_000);
    const parts: Uint8Array[] = [];
    for await (const part of createAgeDecryption(identity)([sealed])) parts.push(part.slice());
    const unit = Buffer.concat(parts);
    expect(readUnit(unit)).toHaveLength(120);
    expect(manifest.files.find(({ path }) => path.endsWith('000000.bin.age'))?.plain?.sha256).toBe(hex(unit));

    const anyone = join(ledger.directory, 'anyone');
    await download(`${service.url}${EXPORT}?part=public`, anyone, {});
    const open = Object.keys(digestsIn(anyone));
    expect(open).toEqual(Object.keys(digestsIn(directory)).filter((path) => !path.startsWith('restricted/')));
  });

  it('shows no choice while they are under embargo, not even to auditors', async () => {
    const ledger = await ledgerOf({ ballots: 10, closed: false, mode: 'afterClose' });
    const directory = await publish(ledger);
    expect(Object.keys(digestsIn(directory)).filter((path) => /restricted|openings|tally|protocol/.test(path))).toEqual(
      [],
    );
    const service = await serve(ledger);
    const token = await auditorToken(ledger);
    expect((await service.get(EXPORT, token)).code).toBe('not-found');
    expect((await service.get(`${EXPORT}/files/restricted/ballots/000000.bin.age`, token)).code).toBe('not-found');
    expect((await service.get(`${EXPORT}?part=public`)).status).toBe(200);
    expect((await service.get(`${EXPORT}/files/public/log/openings/000.p/11`)).code).toBe('not-found');
  });

  it('is for the auditors of today', async () => {
    const ledger = await ledgerOf({ ballots: 3 });
    const other = await identityToRecipient(await generateX25519Identity());
    await publish(ledger, { DAUYS_AUDITORS: other });
    const service = await serve(ledger);
    const token = await auditorToken(ledger);
    expect((await service.get(EXPORT, token)).code).toBe('not-found');
    expect((await service.get(`${EXPORT}?part=public`)).status).toBe(200);
    await publish(ledger);
    expect((await service.get(EXPORT, token)).status).toBe(200);
    const withoutAuditors = await serve(ledger, { DAUYS_AUDITORS: '' });
    expect((await withoutAuditors.get(EXPORT, token)).code).toBe('forbidden');
    expect((await withoutAuditors.get(`${EXPORT}/files/restricted/ballots/000000.bin.age`, token)).code).toBe(
      'forbidden',
    );
    expect((await withoutAuditors.get(`${EXPORT}?part=public`)).status).toBe(200);
  });

  it('is served only once it is finished, and by its size for as long as it is kept', async () => {
    const ledger = await ledgerOf({ ballots: 3, closed: false });
    const service = await serve(ledger);
    expect((await service.get(`${EXPORT}?part=public`)).code).toBe('not-found');
    const first = await publish(ledger);
    const { size } = JSON.parse((await service.get(`${EXPORT}?part=public`)).body) as ExportManifest;
    expect(size).toBe(4);
    // One more entry, and an export that was begun over it.
    expect((await service.vote(testCitizen(900), 12)).status).toBe(201);
    const begun = join(dirname(first), `${'5'.padStart(16, '0')}-public`);
    mkdirSync(begun);
    writeFileSync(join(begun, 'export.journal'), '');
    expect((JSON.parse((await service.get(`${EXPORT}?part=public`)).body) as ExportManifest).size).toBe(4);
    await publish(ledger);
    expect((JSON.parse((await service.get(`${EXPORT}?part=public`)).body) as ExportManifest).size).toBe(5);
    expect((JSON.parse((await service.get(`${EXPORT}?part=public&size=4`)).body) as ExportManifest).size).toBe(4);
    expect((await service.get(`${EXPORT}/files/public/log/tile/0/000.p/4?size=4`)).status).toBe(200);
    expect((await service.get(`${EXPORT}/files/public/log/tile/0/000.p/4`)).code).toBe('not-found');
  });

  it('encrypts a unit once: a later export holds the same bytes', async () => {
    const ledger = await ledgerOf({ ballots: 6, revocation: 'crl', closed: false });
    const first = await publish(ledger);
    const service = await serve(ledger);
    expect((await service.vote(testCitizen(900), 12)).status).toBe(201);
    const second = await publish(ledger);
    const [before, after] = [digestsIn(first), digestsIn(second)];
    const list = readdirSync(join(first, 'restricted/lists'))[0]!;
    // The list is the same, the unit has grown.
    expect(after[`restricted/lists/${list}`]).toBe(before[`restricted/lists/${list}`]);
    expect(after['restricted/ballots/000000.bin.age']).not.toBe(before['restricted/ballots/000000.bin.age']);
    expect(digestsIn(first)).toEqual(before);
    expect(existsSync(join(second, 'manifest.json'))).toBe(true);
  });
});
