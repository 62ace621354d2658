import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createListRefresher, type ListRefresher } from '../../src/ca/list-refresher.ts';
import { createOcspClient, type OcspClient } from '../../src/ca/ocsp-client.ts';
import { DauysError } from '../../src/domain/errors.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import type { CertificateQuestion } from '../../src/intake/ports.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate, type Certificate } from '../../src/signature/certificate.ts';
import { openSharedCrl, shareCrl, type SharedCrl } from '../../src/signature/crl-shared.ts';
import { isSignerOf } from '../../src/signature/crl-signer.ts';
import { findRevocation, parseCrl } from '../../src/signature/crl.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { verifyOcspResponse } from '../../src/signature/ocsp.ts';
import { random, sha256, TEST_NOW, type TestCitizen } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import { until } from '../support/poll.ts';

const SKEW_MS = 60_000;
const CACHE_SECONDS = 300;
const ALGORITHMS = ['rsa', 'gost512'] as const;
let nowMs = TEST_NOW.getTime();
const clock = { nowMs: () => nowMs, monotonicMs: () => performance.now() };

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers({ clock });
});
afterEach(() => {
  servers.ocsp.setFault('none');
  servers.crl.setFault('none');
});
afterAll(() => servers.stop());

function issuers(): Certificate[] {
  return ALGORITHMS.map((algorithm) => parseCertificate(servers.authority(algorithm).ca.intermediateDer));
}
function issuerOf({ certificateDer }: TestCitizen): Certificate {
  const { issuer } = parseCertificate(certificateDer);
  return issuers().find(({ subject }) => toHex(subject.der) === toHex(issuer.der))!;
}

describe('the OCSP client with a responder of НУЦ’s habits', () => {
  function client(): OcspClient {
    const byDigest = new Map(issuers().map((issuer) => [toHex(sha256(issuer.der)), issuer]));
    return createOcspClient({
      url: servers.urls.ocsp,
      userAgent: 'Dauys/test',
      timeoutMs: 400,
      maxConcurrent: 8,
      maxWaiting: 64,
      cacheSeconds: CACHE_SECONDS,
      skewMs: SKEW_MS,
      random,
      encode: encodeOcspRequest,
      judge: async (response, { certId, issuerSha256, nonce, atMs }) => {
        const issuer = byDigest.get(issuerSha256);
        if (issuer === undefined) throw new DauysError('revocation-unavailable', 'another issuer');
        const limits = { maxAgeMs: CACHE_SECONDS * 1000, skewMs: SKEW_MS };
        const answer = verifyOcspResponse(response, { certId, issuer, nonce, at: new Date(atMs), ...limits });
        return { status: answer.status.kind, producedAtMs: answer.producedAt.getTime() };
      },
      clock,
    });
  }
  function questionOf(citizen: TestCitizen): CertificateQuestion {
    const issuer = issuerOf(citizen);
    const certId = encodeCertId(parseCertificate(citizen.certificateDer), issuer);
    return { certId, issuerSha256: toHex(sha256(issuer.der)) };
  }

  it.each(ALGORITHMS)('tells good from revoked, and gives the bytes that prove it again (%s)', async (algorithm) => {
    const [good, bad] = [servers.citizen(10, algorithm), servers.citizen(11, algorithm)];
    servers.revoke(bad);
    const ocsp = client();
    const { finding, response } = await ocsp.ask(questionOf(good), nowMs);
    expect(finding).toBe('good');
    const { certId } = questionOf(good);
    const again = verifyOcspResponse(response!, {
      ...{ certId, issuer: issuerOf(good), at: new Date(nowMs) },
      ...{ maxAgeMs: CACHE_SECONDS * 1000, skewMs: SKEW_MS },
    });
    expect(again.status.kind).toBe('good');
    expect(await ocsp.ask(questionOf(bad), nowMs)).toMatchObject({ finding: 'revoked' });
  });

  it.each([
    'hang',
    'wrong-nonce',
    'no-nonce',
    'stale',
    'wrong-responder',
    'wrong-serial',
    'malformed',
    'empty',
    '500',
    'try-later',
    'redirect',
    'bad-signature',
  ] as const)('has no answer with the fault %s, and one right after it', async (fault) => {
    const question = questionOf(servers.citizen(10));
    const ocsp = client();
    servers.ocsp.setFault(fault);
    expect(await ocsp.ask(question, nowMs)).toEqual({ finding: 'none' });
    await until(() => ocsp.health().failed === 1);
    servers.ocsp.setFault('none');
    expect(await ocsp.ask(question, nowMs)).toMatchObject({ finding: 'good' });
  });

  it('passes on that the responder does not know, in either way of saying it', async () => {
    const question = questionOf(servers.citizen(10));
    servers.ocsp.setFault('unknown-status');
    expect(await client().ask(question, nowMs)).toMatchObject({ finding: 'unknown' });
    servers.ocsp.setFault('unknown-serial-1970');
    expect(await client().ask(question, nowMs)).toMatchObject({ finding: 'revoked' });
  });
});

describe('the list refresher with a server of НУЦ’s habits', () => {
  const dirs: string[] = [];
  const started: ListRefresher[] = [];
  let lists: readonly SharedCrl[] = [];
  let outcomes: string[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((refresher) => refresher.stop()));
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
    outcomes = [];
    lists = [];
  });

  async function start(): Promise<void> {
    const dir = mkdtempSync(join(tmpdir(), 'dauys-lists-'));
    dirs.push(dir);
    const refresher = createListRefresher({
      urls: servers.urls.crls,
      dir,
      userAgent: 'Dauys/test',
      timeoutMs: 400,
      load: async (der) => {
        try {
          const list = parseCrl(der);
          return shareCrl(
            list,
            issuers().find((issuer) => isSignerOf(issuer, list))!,
          );
        } catch (cause) {
          throw new DauysError('revocation-unavailable', 'not a list', { cause });
        }
      },
      refreshSeconds: 0.02,
      retryMs: 20,
      clock,
      onChange: (next) => (lists = next),
      onOutcome: (_, outcome) => outcomes.push(outcome.kind),
    });
    started.push(refresher);
    await refresher.start();
  }
  function statusOf(citizen: TestCitizen): string {
    const { ca } = servers.authority('rsa');
    const path = [citizen.certificateDer, ca.intermediateDer, ca.anchorDer].map((der) => parseCertificate(der));
    const opened = lists.map((one) => openSharedCrl(one, issuers(), sha256));
    return findRevocation(path, opened, new Date(nowMs)).status;
  }

  it('learns of a revocation from the delta, within a refresh', async () => {
    await start();
    expect(lists).toHaveLength(4);
    const citizen = servers.citizen(20);
    expect(statusOf(citizen)).toBe('good');
    nowMs += 1000;
    servers.revoke(citizen);
    await until(() => statusOf(citizen) === 'revoked');
  });

  it.each(['500', 'empty', 'html', 'hang', 'truncated', 'redirect', 'stale'] as const)(
    'keeps deciding by what it has with the fault %s',
    async (fault) => {
      await start();
      servers.crl.setFault(fault);
      // Without news the server says 304, whatever is wrong with its bytes.
      nowMs += 1000;
      servers.revoke(servers.citizen(22));
      const failed = (): boolean => outcomes.some((kind) => !['taken', 'unchanged'].includes(kind));
      await until(failed);
      expect(lists).toHaveLength(4);
      expect(statusOf(servers.citizen(21))).toBe('good');
    },
  );
});
