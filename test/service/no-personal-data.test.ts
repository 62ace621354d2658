import { connect } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import { readOcspRequest } from '../../src/devca/ocsp-builder.ts';
import { rsaKeyPool } from '../../src/devca/rsa-key.ts';
import { readTimeStampRequest } from '../../src/devca/time-stamp-builder.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { parseCertId } from '../../src/signature/cert-id.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { encodeTimeStampRequest } from '../../src/signature/time-stamp-exchange.ts';
import { ballotBytes, random, sha256, signedBallot, testCa, TEST_NOW, type TestCitizen } from '../support/ballots.ts';
import { base64Cores, numberSpellings, spellings, windows } from '../support/needles.ts';
import { hasRedis } from '../support/redis-server.ts';
import { eventually, openContest, type Answer, type TestInstallation } from '../support/service.ts';
import { pageTemplates } from '../support/site-pages.ts';
import { openTown, type AuthorityTown } from './support/judged-service.ts';
import { loseEntries } from './support/lose-entries.ts';
import { observeService, type ObservedService } from './support/observed-service.ts';
import { stampedBallot } from './support/stamped-ballot.ts';

const CLIENT = '127.0.0.77';
const FORWARDED = '203.0.113.177';
const PROXY = '198.51.100.55';

const contest = openContest(TEST_NOW);
const nextRsaKey = rsaKeyPool(2);

/** Invented persons with numbers and names that stand nowhere else. */
function person(n: number, algorithm: 'rsa' | 'gost512'): TestCitizen & { readonly names: readonly string[] } {
  const iin = `99010130${1230 + n}`;
  const [surname, firstName] = [`ҚҰПИЯНОВ-${n}`, `ЖАСЫРЫНБЕК-${n}`];
  const key = algorithm === 'rsa' ? nextRsaKey() : generateGostKey(random);
  const identity = issueCitizen(testCa(TEST_NOW, algorithm), { iin, key, surname, firstName });
  return { iin, names: [surname, firstName, 'СЫНАҚҰЛЫ'], ...identity };
}

const voters = [person(1, 'rsa'), person(2, 'gost512'), person(3, 'rsa'), person(4, 'gost512')];
const refused = person(5, 'rsa');
const revoked = person(6, 'gost512');
const people = [...voters, refused, revoked];
const GET_HEADERS = 'accept accept-encoding accept-language connection host sec-fetch-mode user-agent'.split(' ');
const MODE = { DAUYS_REVOCATION: 'ocsp-then-crl', DAUYS_OCSP_TIMEOUT_MS: '20000', DAUYS_OCSP_CACHE_SECONDS: '0' };

describe.each([
  ['the embedded default', false],
  [hasRedis ? 'Redis' : 'Redis (skipped: no redis-server)', true],
])('no-personal-data with %s', (_, withRedis) => {
  const suite = withRedis && !hasRedis ? describe.skip : describe;
  suite('whatever citizens do', () => {
    let town: AuthorityTown;
    let installation: TestInstallation;
    let observed: ObservedService;
    /** What must stand nowhere. */
    const secrets: string[] = [];
    const receipts: Receipt[] = [];
    /** Those that were stamped. */
    let checkpoints: readonly Uint8Array[] = [];
    /** By where it came from. */
    const out = new Map<string, string>();

    beforeAll(async () => {
      town = await openTown({ contest });
      for (const one of people) town.servers.authority(one.key.kind).register(one);
      town.revoke(revoked);
      ({ installation } = town);
      const network = { DAUYS_TRUSTED_PROXIES: `${CLIENT}/32,${PROXY}/32`, DAUYS_REFUSALS_PER_MINUTE: '30' };
      const changes = { ...town.settings, ...MODE, ...network };
      observed = await observeService(installation, town.clock, { withRedis, changes });
      await live();
    });
    afterAll(async () => {
      await observed.stop();
      await town.stop();
    });

    /** From an address of its own, behind a proxy that is believed. */
    function send(cms: Uint8Array, headers = '', cut = 0): Promise<string> {
      return new Promise((resolve) => {
        const port = Number(new URL(observed.service.url).port);
        const socket = connect({ port, host: '127.0.0.1', localAddress: CLIENT }, () => {
          socket.write(
            `POST /api/v1/contests/${contest.id}/ballots HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}` +
              `X-Forwarded-For: ${FORWARDED}, ${PROXY}\r\nContent-Type: application/cms\r\nContent-Length: ${cms.length}\r\n\r\n`,
          );
          socket.write(cms.subarray(0, cms.length - cut));
          if (cut > 0) socket.end();
        });
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
        socket.on('error', () => undefined);
        socket.on('close', () => {
          resolve(text);
        });
      });
    }

    async function live(): Promise<void> {
      const { tsa } = town.servers.authority('rsa');
      // Their certificates are public, and every citizen's names its issuer as they do.
      const authorities = Buffer.concat(
        (['rsa', 'gost512'] as const).flatMap((kind) => {
          const { ca, tsa: stamper } = town.servers.authority(kind);
          return [ca.anchorDer, ca.intermediateDer, stamper.certificateDer];
        }),
      );
      const signed = (citizen: TestCitizen, number: number): Uint8Array => {
        const content = ballotBytes(contest, number);
        const isStamped = citizen === voters[2];
        const cms = isStamped ? stampedBallot(content, citizen, tsa).cms : signedBallot(content, citizen);
        secrets.push(...windows(citizen.certificateDer, authorities), ...windows(cms.subarray(-256)));
        return cms;
      };
      for (const [i, voter] of voters.entries()) {
        // One is accepted on a list.
        if (i === 3) await town.lines.ocsp.cut();
        const answer = await send(signed(voter, 10 + i));
        expect(answer).toMatch(/^HTTP\/1.1 201/);
        receipts.push(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Receipt);
        out.set(`repeated by ${i}`, (await send(signed(voter, 10 + i))).split('\r\n\r\n')[0]!);
        out.set(`second vote of ${i}`, await send(signed(voter, 20 + i), 'Accept-Language: ru\r\n'));
        out.set(`cut short by ${i}`, await send(signed(voter, 10 + i), '', 40));
      }
      await town.lines.ocsp.mend();
      const forged = signed(refused, 30);
      forged[forged.length - 1]! ^= 1;
      const abroad = issueCitizen(testCa(new Date('2020-01-01T00:00:00Z')), { ...refused, key: refused.key });
      for (const [i, cms] of [forged, forged.subarray(0, -9), signed({ ...refused, ...abroad }, 31)].entries()) {
        for (const language of ['kk', 'ru', 'en']) {
          out.set(`refusal ${i} ${language}`, await send(cms, `Accept-Language: ${language}\r\n`));
        }
      }
      for (const language of ['kk', 'ru', 'en']) {
        const header = `Accept-Language: ${language}\r\n`;
        out.set(`revoked ${language}`, await send(signed(revoked, 32), header));
        town.servers.ocsp.setFault('unknown-status');
        out.set(`unknown ${language}`, await send(signed(refused, 33), header));
        town.servers.ocsp.setFault('none');
      }
      const { service } = observed;
      const path = `/api/v1/contests/${contest.id}`;
      await service.get(`${path}/protocol`, { authorization: `Bearer ${refused.iin}` });
      await service.get(`/${refused.iin}/${encodeURIComponent(refused.names[0]!)}`);
      await service.get(`${path}/candidates/${refused.iin}/ballot`);
      await eventually(async () =>
        ballotsOf(await service.get(`${path}/tallies`)) === voters.length ? true : undefined,
      );
      service.clock.pass(700_000);
      await untilAnchored(2);
      await keep('while open');
      service.clock.pass(3_600_000 + 31_000);
      await eventually(async () => ((await service.get(`${path}/protocol`)).status === 200 ? true : undefined));
      await untilAnchored(voters.length + 4);
      await keep('when closed');
      loseEntries(join(installation.directory, 'data', 'ledger.db'));
      expect((await service.get(`/log/${contest.id}/tile/entries/000.p/2`)).code).toBe('internal');
      out.set('log', observed.lines.map(latin1).join(''));
      out.set('Redis', observed.commands.map(latin1).join('\n'));
      out.set('stream', observed.frames());
    }

    function untilAnchored(size: number): Promise<true> {
      return eventually(async () => {
        const { body } = await observed.service.get(`/api/v1/contests/${contest.id}/time-anchors`);
        const { anchors } = JSON.parse(body) as { anchors: { size: number; checkpoint: string }[] };
        checkpoints = anchors.map(({ checkpoint }) => toUtf8(checkpoint));
        return (anchors.at(-1)?.size ?? 0) >= size ? true : undefined;
      });
    }

    async function keep(when: string): Promise<void> {
      for (const [path, bytes] of await observed.publicBytes()) out.set(`${path} ${when}`, bytes);
    }

    const places = (needles: readonly string[], among = [...out]): string[] =>
      among.flatMap(([place, text]) =>
        needles.filter((needle) => text.includes(needle)).map((n) => `${n} in ${place}`),
      );

    it('lets out what the test can search', () => {
      expect(out.size).toBeGreaterThan(300);
      const exported = [...out.keys()].filter((place) => place.includes('/export/files/public/'));
      expect(exported.filter((place) => place.endsWith('when closed')).length).toBeGreaterThan(15);
      expect(receipts).toHaveLength(voters.length);
      // The search finds what is there to find: a certificate does name its owner.
      const certificate = Buffer.from(voters[0]!.certificateDer).toString('latin1');
      expect(places(spellings(voters[0]!.iin), [['a certificate', certificate]])).toHaveLength(3);
      expect(out.get('log')).toContain('ballot-accepted');
      expect(out.get('log')).toContain('ballot-refused');
      expect(out.get('log')).toContain('request-failed');
      expect(out.get('log')).toContain('token-refused');
      for (const event of ['revocation-list', 'time-anchored']) expect(out.get('log')).toContain(event);
      expect(out.get('revoked kk')).toContain('certificate-revoked');
      expect(out.get('unknown ru')).toContain('revocation-unavailable');
      expect(out.get('/metrics while open')).toMatch(/dauys_revocation_total\{source="crl"\} [1-9]/);
      expect(out.get('stream')).toContain('event: tally');
      if (withRedis) expect(out.get('Redis')).toMatch(/sadd .*upToIndex/s);
    });

    it('shows no ИИН and no name, however spelt', () => {
      const needles = people.flatMap(({ iin, names }) => [iin, ...names].flatMap(spellings));
      expect(places(needles)).toEqual([]);
    });

    it('shows no bytes of a certificate or a signature', () => {
      expect(secrets.length).toBeGreaterThan(1000);
      expect(places([...new Set(secrets)])).toEqual([]);
    });

    it('shows no serial number of a certificate', () => {
      expect(places(people.flatMap(({ serialNumber }) => numberSpellings(serialNumber)))).toEqual([]);
    });

    it('shows no salt but the openings of choices after closing', () => {
      const salts = (name: 'saltBallot' | 'saltChoice'): string[] =>
        receipts.flatMap(({ opening }) => {
          const bytes = Buffer.from(opening[name], 'hex');
          return [bytes.toString('hex'), bytes.toString('latin1'), ...base64Cores(bytes)];
        });
      expect(places(salts('saltBallot'))).toEqual([]);
      const opened = places(salts('saltChoice'));
      expect(opened).not.toEqual([]);
      expect(opened.filter((place) => !/\/openings\/.* when closed$/s.test(place))).toEqual([]);
    });

    it('tells the responder which certificate and a nonce, and nothing else', () => {
      const requests = town.lines.ocsp.requests();
      const serials = requests.map(({ headers, body }) => {
        expect(headers).toEqual([...GET_HEADERS, 'content-length', 'content-type'].toSorted());
        const { certIds, nonce } = readOcspRequest(body);
        expect(Buffer.from(encodeOcspRequest(certIds[0]!, nonce!))).toEqual(body);
        return Buffer.from(parseCertId(certIds[0]!).serialNumber).toString('hex');
      });
      // Who is refused before is not asked about, nor who stands on a list; the line of one was cut.
      const asked = [...voters.slice(0, 3), refused].map((one) => Buffer.from(one.serialNumber).toString('hex'));
      expect([...new Set(serials)].toSorted()).toEqual(asked.toSorted());
      expect(new Set(requests.map(({ body }) => body.toString('hex'))).size).toBe(requests.length);
    });

    it('tells the time-stamp authority the digest of a public checkpoint, and the server of lists nothing', () => {
      const stamped = town.lines.tsa.requests();
      const digests = new Set<string>();
      expect(stamped.length).toBeGreaterThan(1);
      for (const { headers, body } of stamped) {
        expect(headers).toEqual([...GET_HEADERS, 'content-length', 'content-type'].toSorted());
        const { nonce, imprint } = readTimeStampRequest(body);
        digests.add(Buffer.from(imprint.digest).toString('hex'));
        // Nothing but that digest and the nonce differs from a request over anything else.
        const other = Buffer.from(encodeTimeStampRequest({ data: new Uint8Array(), nonce: nonce! }));
        other.set(imprint.digest, other.indexOf(sha256(new Uint8Array())));
        expect(other).toEqual(body);
      }
      // A token that came too late for its place in the log is thrown away, so there may be more digests.
      for (const checkpoint of checkpoints) expect(digests).toContain(Buffer.from(sha256(checkpoint)).toString('hex'));
      const fetched = town.lines.crl.requests();
      expect(fetched).toHaveLength(4);
      for (const { headers, body } of fetched) expect([headers, body.length]).toEqual([GET_HEADERS, 0]);
      const sent = Object.entries(town.lines).map(([to, line]): [string, string] => [
        to,
        line.sent().toString('latin1'),
      ]);
      const needles = people.flatMap(({ iin, names }) => [iin, ...names].flatMap(spellings));
      expect(places([...needles, ...new Set(secrets)], sent)).toEqual([]);
    });

    it('shows no address of a client', () => {
      expect(places([CLIENT, FORWARDED, PROXY].flatMap(spellings))).toEqual([]);
    });

    it('logs templates, never a path or a candidate', () => {
      const templates = Object.keys((parse(readFileSync('openapi.yaml', 'utf8')) as { paths: object }).paths);
      const known = new Set([...templates, ...pageTemplates(), '/robots.txt', 'unmatched']);
      const routes = observed.lines.flatMap((line) => (JSON.parse(line) as { route?: string }).route ?? []);
      expect(routes.length).toBeGreaterThan(1);
      expect(routes.filter((route) => !known.has(route.replace('+}', '}')))).toEqual([]);
      const labels = [...out.get('/metrics when closed')!.matchAll(/route="([^"]*)"/g)].map(([, route]) => route!);
      expect(labels.length).toBeGreaterThan(10);
      expect(labels.filter((route) => !known.has(route.replace('+}', '}')))).toEqual([]);
      const candidates = contest.candidates.flatMap(({ id, name }) => [`"${id}"`, `/${id}`, ...spellings(name.ru)]);
      const inside = ['log', 'Redis', '/metrics while open', '/metrics when closed'].map((place) => {
        return [place, out.get(place)!] as [string, string];
      });
      expect(places(candidates, inside)).toEqual([]);
    });
  });
});

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function ballotsOf({ body }: Answer): number {
  return (JSON.parse(body) as { ballots: number }).ballots;
}
