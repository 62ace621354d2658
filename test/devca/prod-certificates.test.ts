import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toHex } from '../../src/encoding/bytes.ts';
import { sha256, testCa } from '../support/ballots.ts';

interface Listed {
  readonly file: string;
  readonly url: string;
  readonly sha256: string;
}

const list = JSON.parse(readFileSync('certs/prod/certificates.json', 'utf8')) as Listed[];
const CA_FILES = '../shared/nca/ca';

describe('certs/prod/certificates.json', () => {
  it('names two anchors and two intermediates', () => {
    expect(list.map(({ file }) => file.split('/')[0])).toEqual([
      'anchors',
      'anchors',
      'intermediates',
      'intermediates',
    ]);
    for (const { sha256: digest } of list) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  const known = existsSync(CA_FILES) ? it : it.skip;
  known.each(list.map((each) => [each.file, each] as const))(
    `%s has the digest of НУЦ’s file${existsSync(CA_FILES) ? '' : ' (skipped: no ../shared)'}`,
    (file, { sha256: digest }) => {
      const pem = readFileSync(join(CA_FILES, file.replace(/^.*\//, '').replace('.cer', '.pem')));
      expect(toHex(sha256(new X509Certificate(pem).raw))).toBe(digest);
    },
  );
});

describe('fetch-prod-certs', () => {
  const { anchorDer, intermediateDer } = testCa();
  const bodies: Record<string, { status: number; body: Uint8Array | string; location?: string }> = {
    '/der': { status: 200, body: anchorDer },
    '/pem': { status: 200, body: new X509Certificate(anchorDer).toString() },
    '/other': { status: 200, body: intermediateDer },
    '/page': { status: 200, body: '<html></html>' },
    '/huge': { status: 200, body: new Uint8Array(1_000_000) },
    '/gone': { status: 404, body: anchorDer },
    '/moved': { status: 303, body: '', location: '/der' },
    '/round': { status: 303, body: '', location: '/round' },
  };
  let server: Server;
  let agents: (string | undefined)[] = [];
  let dir = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      agents.push(request.headers['user-agent']);
      const answer = bodies[request.url ?? ''] ?? { status: 500, body: '' };
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    dir = mkdtempSync(join(tmpdir(), 'dauys-prod-'));
  });
  beforeEach(() => {
    agents = [];
    rmSync(join(dir, 'out'), { recursive: true, force: true });
  });
  afterAll(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  function fetchFrom(path: string): Promise<{ code: number; stderr: string }> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    writeFileSync(
      join(dir, 'list.json'),
      JSON.stringify([{ file: 'anchors/a.cer', url, sha256: toHex(sha256(anchorDer)) }]),
    );
    const args = ['scripts/fetch-prod-certs.mjs', '--list', join(dir, 'list.json'), '--out', join(dir, 'out')];
    return new Promise((resolve) => {
      execFile(process.execPath, args, (error, _, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stderr });
      });
    });
  }

  it.each(['/der', '/pem', '/moved'])('keeps the very certificate that is listed, from %s', async (path) => {
    expect(await fetchFrom(path)).toEqual({ code: 0, stderr: '' });
    expect(new Uint8Array(readFileSync(join(dir, 'out/anchors/a.cer')))).toEqual(anchorDer);
    expect(readdirSync(join(dir, 'out/anchors'))).toEqual(['a.cer']);
    expect(agents.every((agent) => agent !== undefined && agent !== '')).toBe(true);
  });

  it.each([
    ['/other', /refused/],
    ['/page', /refused/],
    ['/huge', /more bytes/],
    ['/gone', /404/],
    ['/round', /303/],
  ])('writes nothing of what comes from %s', async (path, message) => {
    const { code, stderr } = await fetchFrom(path);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(existsSync(join(dir, 'out'))).toBe(false);
  });
});
