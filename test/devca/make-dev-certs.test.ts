import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTrustSet } from '../../src/signature/trust.ts';
import { verifyCms } from '../../src/signature/verifier.ts';
import { sha256 } from '../support/ballots.ts';
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

function read(kind: 'anchors' | 'intermediates'): Uint8Array[] {
  return readdirSync(dir.path(`certs/${kind}`)).map((file) => readFileSync(dir.path(`certs/${kind}/${file}`)));
}

describe('make-dev-certs', () => {
  it('writes an RSA and a GOST authority and no private key beside them', () => {
    expect(readdirSync(dir.path('certs')).sort()).toEqual(['anchors', 'intermediates']);
    for (const files of [read('anchors'), read('intermediates')]) {
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

  it('keeps keys from git and from other users', () => {
    expect(readFileSync(dir.path('keys/.gitignore'), 'utf8')).toBe('*\n');
    expect(statSync(dir.path('keys/citizen-1.key.pem')).mode & 0o077).toBe(0);
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
