import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import type { Answer } from '../support/service.ts';
import type { Vector } from '../support/vector.ts';
import { bytesOf, startVectorService, vector, vectorsLike, type VectorService } from './support/vector-service.ts';

const GOOD = [vector('attached-rsa'), vector('attached-gost')] as const;
const [RSA, GOST] = GOOD;
const RSA_CMS = bytesOf(RSA.cms);

const JSON_TYPE = { 'content-type': 'application/json' };
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const pem = (label: string): string => `-----BEGIN ${label}-----\n${RSA.cms}\n-----END ${label}-----\n`;
const json = (cms: unknown): Uint8Array => toUtf8(JSON.stringify({ cms }));

/** Bodies that are no ballot before anything is verified. */
const BODIES: readonly [
  what: string,
  status: number,
  code: string,
  body: Uint8Array,
  headers?: Record<string, string>,
][] = [
  ['an empty body', 422, 'ballot-malformed', new Uint8Array()],
  ['a body of 10 MB', 413, 'too-large', new Uint8Array(10_000_000)],
  ['a ballot padded to one byte over 64 KiB', 413, 'too-large', new Uint8Array(64 * 1024 + 1)],
  ['a wrong media type', 415, 'media-type', RSA_CMS, { 'content-type': 'text/plain' }],
  ['a compressed body', 415, 'media-type', RSA_CMS, { 'content-encoding': 'gzip' }],
  ['broken JSON', 400, 'malformed-request', toUtf8('{"cms":"MA=='), JSON_TYPE],
  ['JSON of another shape', 400, 'malformed-request', toUtf8('{"signature":"MA=="}'), JSON_TYPE],
  ['a CMS under the media type of JSON', 400, 'malformed-request', RSA_CMS, JSON_TYPE],
  ['broken base64', 422, 'ballot-malformed', json(`${RSA.cms.slice(0, -4)}=!`), JSON_TYPE],
  ['base64 cut short', 422, 'ballot-malformed', json(RSA.cms.slice(0, -8)), JSON_TYPE],
  ['empty base64', 422, 'ballot-malformed', json(''), JSON_TYPE],
  ['PEM of a certificate', 422, 'ballot-malformed', toUtf8(pem('CERTIFICATE'))],
  ['PEM of a certificate in JSON', 422, 'ballot-malformed', json(pem('CERTIFICATE')), JSON_TYPE],
  ['two PEM blocks', 422, 'ballot-malformed', toUtf8(pem('CMS') + pem('CMS'))],
  ['one trailing byte', 422, 'ballot-malformed', Uint8Array.of(...RSA_CMS, 0)],
  ['a trailing line break', 422, 'ballot-malformed', Uint8Array.of(...RSA_CMS, 10)],
  ['the same CMS twice', 422, 'ballot-malformed', Uint8Array.of(...RSA_CMS, ...RSA_CMS)],
  ['a trailing byte inside base64', 422, 'ballot-malformed', json(base64(Uint8Array.of(...RSA_CMS, 0))), JSON_TYPE],
];

/** What is refused by its signature, certificate or content: by the names of the vectors. */
const KINDS: readonly [what: string, names: RegExp, atLeast: number][] = [
  ['no signer, and two', /^signer-count-/, 4],
  ['no certificate', /^certificate-missing-(none|authority-only)/, 4],
  ["another person's certificate", /^(certificate-missing-another|signature-invalid-certificate-exchanged)/, 4],
  ['a foreign authority', /^certificate-untrusted-(foreign-authority|self-signed|forged-intermediate)/, 6],
  ['a forged issuer name', /^certificate-untrusted-forged-issuer/, 2],
  ['a leaf as issuer', /^certificate-untrusted-leaf-as-issuer/, 2],
  ['an expired certificate', /^certificate-expired-leaf/, 4],
  ['a certificate not yet valid', /^certificate-not-yet-valid-leaf/, 4],
  ['an authentication certificate', /^certificate-wrong-usage-authentication-key/, 2],
  ['a certificate of an organisation', /^certificate-not-individual-(employee|organization)/, 4],
  ['an individual with BIN', /^certificate-not-individual-individual-with-bin/, 2],
  ['no ИИН', /^signer-id-missing-none/, 2],
  ['two ИИН', /^signer-id-missing-(two|same-twice)/, 4],
  ['SHA-1', /^algorithm-unsupported-sha1/, 2],
  ['RSA of 1024 bits', /^algorithm-unsupported-rsa-1024/, 1],
  ['GOST-2004', /^algorithm-unsupported-gost-2004/, 1],
  ['forged PKCS#1 v1.5 padding', /^signature-invalid-(padding|digest-info|leading-zero|modulus|pss)/, 10],
  ['GOST r and s out of range', /^signature-invalid-[rs]-(zero|order|above|negated)-gost/, 7],
  ['GOST numbers in the wrong order', /^signature-invalid-(s-before-r|big-endian|all-reversed|digest-reversed)/, 4],
  ['the content of another contest', /^ballot-wrong-content-other-(contest|log)/, 2],
  ['a candidate of no list', /^ballot-wrong-content-unknown-candidate/, 1],
  [
    'JSON that is not canonical',
    /^ballot-wrong-content-(white-space|reordered|escaped|byte-order|line-break|decomposed)/,
    6,
  ],
];

/** Rows by table: whatever is written anywhere shows. */
function rowCounts(directory: string): Record<string, number> {
  const db = new SqliteDatabase(join(directory, 'data', 'ledger.db'), { readonly: true });
  try {
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
    return Object.fromEntries(
      names.map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number]),
    );
  } finally {
    db.close();
  }
}

describe('bad input over HTTP', () => {
  let service: VectorService;
  let before: Record<string, number>;
  beforeAll(async () => {
    service = await startVectorService({ of: GOOD });
    before = rowCounts(service.directory);
  });
  afterAll(() => service.stop());

  // To this contest the other candidate's ballot is a good one.
  const all = vectorsLike(GOOD).filter(
    ({ name, expect: code }) => code !== 'accept' && !name.includes('other-candidate'),
  );
  const expectRefused = async (vectors: readonly Vector[]): Promise<void> => {
    for (const one of vectors) {
      const { code, status } = await service.send(one);
      expect({ vector: one.name, code, status }).toEqual({ vector: one.name, code: one.expect, status: 422 });
    }
    expect(await service.size()).toBe(1);
  };

  it.each(BODIES)('refuses %s with %d %s', async (_, status, code, body, headers = {}) => {
    expect(await service.post(body, headers)).toMatchObject({ status, code });
    expect(await service.size()).toBe(1);
  });

  it('refuses two candidates, an unknown candidate and an unknown contest', async () => {
    const { cms } = vector('detached-rsa');
    expect((await service.post(bytesOf(cms), {}, '?candidate=n012&candidate=n013')).code).toBe('malformed-request');
    expect((await service.post(bytesOf(cms), {}, '?candidate=n999')).code).toBe('candidate-unknown');
    expect((await service.post(bytesOf(cms), {}, '?candidate=n013')).code).toBe('digest-mismatch');
    expect((await service.post(RSA_CMS, {}, '?candidate=n013')).code).toBe('ballot-wrong-content');
    const elsewhere = await fetch(`${service.url}/api/v1/contests/another/ballots`, { method: 'POST', body: '' });
    expect(elsewhere.status).toBe(404);
    expect(await service.size()).toBe(1);
  });

  it.each(KINDS)('refuses %s', async (_, names, atLeast) => {
    const vectors = all.filter(({ name }) => names.test(name));
    expect(vectors.length).toBeGreaterThanOrEqual(atLeast);
    await expectRefused(vectors);
  });

  it('refuses every other vector that breaks one rule', async () => {
    const rest = all.filter(({ name }) => !KINDS.some(([, names]) => names.test(name)));
    expect(rest.length).toBeGreaterThan(60);
    await expectRefused(rest);
  });

  // A GOST signature takes as long as many RSA ones: every eighth octet of it stands for all (the fuzzer takes more).
  it.each([
    ['RSA', RSA, 1],
    ['GOST', GOST, 8],
  ])(
    'refuses a ballot signed with %s with one bit changed anywhere',
    async (_, good, step) => {
      const cms = bytesOf(good.cms);
      const offsets = Array.from({ length: Math.ceil(cms.length / step) }, (__, i) => i * step);
      const answers = await inParallel(offsets, async (at) => {
        const changed = Uint8Array.from(cms);
        changed[at]! ^= 1 << (at % 8);
        return service.post(changed);
      });
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([422]);
      expect(await service.size()).toBe(1);
    },
    60_000,
  );

  it('burn-nothing: after all of it nothing is written, and the same citizen votes', async () => {
    expect(rowCounts(service.directory)).toEqual(before);
    const first = await service.send(RSA);
    expect(first.status).toBe(201);
    expect(await service.size()).toBe(2);
    expect(await service.send(GOST)).toMatchObject({ status: 200, body: first.body });
    expect(rowCounts(service.directory)['ballot']).toBe(1);
  });
});

describe('bad input that depends on the installation', () => {
  const cases = [
    ['the intermediate has expired', 'certificate-expired-intermediate-rsa'],
    ['the intermediate is not yet valid', 'certificate-not-yet-valid-intermediate-rsa'],
    ['the anchor has expired', 'certificate-expired-anchor-rsa'],
    ['a pinned citizen issued the certificate', 'certificate-untrusted-pinned-leaf-as-issuer-rsa'],
    ['the list revokes the signer', 'certificate-revoked-listed-rsa'],
    ['the list puts the signer on hold', 'certificate-revoked-on-hold-gost'],
    ['the list is outdated', 'revocation-unavailable-outdated-rsa'],
    ['the list is forged', 'revocation-unavailable-forged-rsa'],
    ['only a delta list is given', 'revocation-unavailable-delta-alone-rsa'],
  ] as const;

  it.each(cases)('is refused when %s, and nothing is written', async (_, name) => {
    const one = vector(name);
    const service = await startVectorService({ of: [one], crls: one.crls });
    try {
      const before = rowCounts(service.directory);
      expect(await service.send(one)).toMatchObject({ code: one.expect, status: name.startsWith('revo') ? 503 : 422 });
      expect(rowCounts(service.directory)).toEqual(before);
    } finally {
      await service.stop();
    }
  });

  it('burn-nothing: a citizen whose certificate is revoked votes with another one', async () => {
    const revoked = vector('certificate-revoked-listed-rsa');
    const service = await startVectorService({ of: [revoked], crls: revoked.crls });
    try {
      expect((await service.send(revoked)).code).toBe('certificate-revoked');
      // A new certificate of the same authority for the same ИИН, which the list does not name.
      expect(await service.send(vector('varied-certificate-rsa'))).toMatchObject({ status: 201 });
    } finally {
      await service.stop();
    }
  });
});

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<Answer>): Promise<Answer[]> {
  const waiting = [...items];
  const answers: Answer[] = [];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) answers.push(await run(item));
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return answers;
}
