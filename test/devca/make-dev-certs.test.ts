import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signCms } from '../../src/devca/cms-builder.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { readPkcs12 } from '../../src/devca/pkcs12.ts';
import { decodePrivateKey } from '../../src/devca/private-key.ts';
import { isDauysError } from '../../src/domain/errors.ts';
import { readDerOrPem } from '../../src/encoding/pem.ts';
import { parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { createTrustSet, parseCertificateFile } from '../../src/signature/trust.ts';
import { verifyCms } from '../../src/signature/verifier.ts';
import { random, sha256 } from '../support/ballots.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
  mkdirSync(dir.path('certs'));
  const out = ['--out', dir.path('certs'), '--keys', dir.path('keys'), '--citizens', '2', '--rsa-bits', '2048'];
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/make-dev-certs.ts', ...out], { stdio: 'pipe' });
});
afterAll(() => {
  dir.remove();
});

function read(kind: 'anchors' | 'intermediates' | 'tsa'): Uint8Array[] {
  return readdirSync(dir.path(`certs/${kind}`)).map((file) => readFileSync(dir.path(`certs/${kind}/${file}`)));
}

const list = (name: string): CertificateList => parseCrl(readFileSync(dir.path(`certs/crl/${name}`)));

function identityOf(name: string): Identity {
  const [certificate] = parseCertificateFile(readFileSync(dir.path(`keys/${name}.pem`)));
  const [pkcs8] = readDerOrPem(readFileSync(dir.path(`keys/${name}.key.pem`)), ['PRIVATE KEY']);
  const { der, subject, issuer, serialNumber } = certificate!;
  const key = decodePrivateKey(pkcs8!, random);
  return { certificateDer: der, name: subject.der, issuerName: issuer.der, serialNumber, key };
}

describe('make-dev-certs', () => {
  it('writes an RSA and a GOST authority and no private key beside them', () => {
    expect(readdirSync(dir.path('certs')).sort()).toEqual(['anchors', 'crl', 'intermediates', 'tsa']);
    for (const files of [read('anchors'), read('intermediates'), read('tsa')]) {
      expect(files).toHaveLength(2);
      for (const file of files) expect(Buffer.from(file).toString()).not.toContain('PRIVATE');
    }
  });

  it('makes citizens whose ballots, signed with OpenSSL, are verified', () => {
    const ballot = dir.put('ballot', new TextEncoder().encode('{"ballot":"dauys/1"}'));
    openssl(
      ...['cms', '-sign', '-binary', '-nodetach', '-cades', '-outform', 'DER', '-in', ballot, '-out', dir.path('cms')],
      ...['-signer', dir.path('keys/citizen-2.pem'), '-inkey', dir.path('keys/citizen-2.key.pem')],
    );
    const trust = createTrustSet({ anchors: read('anchors'), intermediates: read('intermediates'), tsa: [] }, sha256);
    const input = { cms: new Uint8Array(readFileSync(dir.path('cms'))), at: new Date() };
    expect(verifyCms(input, { trust, crls: [] }, () => true).iin).toBe('000000000002');
  });

  describe.each(['', 'gost-'])('under %j', (prefix) => {
    const label = prefix === '' ? 'rsa' : 'gost';

    function verdict(name: string, crls: readonly CertificateList[]): string {
      const trust = createTrustSet({ anchors: read('anchors'), intermediates: read('intermediates'), tsa: [] }, sha256);
      const at = new Date();
      const signer = identityOf(`${prefix}${name}`);
      const cms = signCms({ content: Uint8Array.of(1), signer, signingTime: at });
      try {
        return verifyCms({ cms, at }, { trust, crls }, () => true).iin;
      } catch (error) {
        return isDauysError(error) ? error.code : String(error);
      }
    }

    it.each([
      ['citizen-1', '000000000001'],
      ['organisation-head', 'certificate-not-individual'],
      ['organisation-employee', 'certificate-not-individual'],
      ['authentication', 'certificate-wrong-usage'],
      ['expired', 'certificate-expired'],
      ['revoked', 'certificate-revoked'],
      ['revoked-since', 'certificate-revoked'],
    ])('a ballot of %s: %s', (name, expected) => {
      expect(verdict(name, [list(`dev_${label}.crl`), list(`dev_d_${label}.crl`)])).toBe(expected);
    });

    it('the delta alone knows who was revoked since', () => {
      expect(verdict('revoked', [list(`dev_${label}.crl`)])).toBe('certificate-revoked');
      expect(verdict('revoked-since', [list(`dev_${label}.crl`)])).toBe('000000000906');
    });
  });

  it('writes .p12 files that node-forge and OpenSSL open with the password of НУЦ’s test keys', () => {
    const { certificateDer } = readPkcs12(readFileSync(dir.path('keys/gost-citizen-1.p12')), 'Qwerty12');
    expect(certificateDer).toEqual(identityOf('gost-citizen-1').certificateDer);
    const opened = openssl('pkcs12', '-in', dir.path('keys/citizen-1.p12'), '-passin', 'pass:Qwerty12', '-nodes');
    expect(opened).toContain('friendlyName: citizen-1');
    expect(openssl('x509', '-in', dir.put('opened', new TextEncoder().encode(opened)))).toBe(
      readFileSync(dir.path('keys/citizen-1.pem'), 'utf8'),
    );
    expect(openssl('pkey', '-in', dir.path('opened'))).toBe(readFileSync(dir.path('keys/citizen-1.key.pem'), 'utf8'));
  });

  it('keeps keys from git and from other users', () => {
    expect(readFileSync(dir.path('keys/.gitignore'), 'utf8')).toBe('*\n');
    for (const file of ['citizen-1.key.pem', 'citizen-1.p12', 'gost-citizen-1.key.pem', 'gost-citizen-1.p12']) {
      expect(statSync(dir.path(`keys/${file}`)).mode & 0o077).toBe(0);
    }
  });
});

const tracked = existsSync('.git') ? it : it.skip;
describe('the repository', () => {
  tracked(`holds no private key${existsSync('.git') ? '' : ' (skipped: no .git)'}`, () => {
    const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
    const marker = ['-----BEGIN', 'PRIVATE KEY-----'];
    const isPrivate = (file: string): boolean => {
      try {
        return new RegExp(marker.join(' ([A-Z0-9]+ )*')).test(readFileSync(file, 'latin1'));
      } catch {
        return false;
      }
    };
    expect(files.filter(isPrivate)).toEqual([]);
  });
});
