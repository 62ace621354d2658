import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { createDevCa, type DevCa } from '../../src/devca/dev-ca.ts';
import { random, signedBallot, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const AT = ['--at', TEST_NOW.toISOString()];

const folder = createFolder();
const { path, write } = folder;
afterAll(() => {
  folder.remove();
});
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;

describe('dauys verify cms', () => {
  const citizen = testCitizen(1);
  const content = Buffer.from('any content');
  let trust: string;
  beforeAll(() => {
    trust = folder.trust('trust', [testCa().anchorDer], [testCa().intermediateDer]);
  });
  const verify = (file: string, ...flags: string[]): Promise<Run> =>
    dauys(['verify', 'cms', file, '--trust', trust, ...AT, '--json', ...flags]);

  it('says who signed what with which algorithm, and never the whole number', async () => {
    const file = write('good.cms', signedBallot(content, citizen));
    const good = await verify(file);
    expect([good.status, good.json]).toEqual([
      0,
      {
        ok: true,
        algorithm: 'rsa',
        signer: '********0001',
        contentBytes: content.length,
        notAfter: expect.stringMatching(/^2027-/),
        at: TEST_NOW.toISOString(),
      },
    ]);
    const [kk, ru] = await Promise.all(
      ['kk', 'ru'].map((lang) => dauys(['verify', 'cms', file, '--trust', trust, ...AT, '--lang', lang])),
    );
    expect(kk?.stdout).toMatch(/^дұрыс: rsa, қол қойған — \*{8}0001, мазмұны 11 байт/);
    expect(ru?.stdout).toMatch(/^верно: rsa, подписал \*{8}0001, содержимое — 11 байт/);
  });

  it('takes armour, and a detached signature with its content alone', async () => {
    const base64 = Buffer.from(signedBallot(content, citizen)).toString('base64');
    const detached = write('detached.cms', signedBallot(content, citizen, { detached: true }));
    const runs = await Promise.all([
      verify(write('base64.cms', base64)),
      verify(write('pem.cms', `-----BEGIN CMS-----\n${base64}\n-----END CMS-----\n`)),
      verify(detached, '--content', write('content', content)),
      verify(detached, '--content', write('other', 'another content')),
      verify(detached),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      [0, 'good'],
      [0, 'good'],
      [1, 'digest-mismatch'],
      [1, 'ballot-wrong-content'],
    ]);
  });

  it('judges at the time given, by the lists given', async () => {
    const file = write('judged.cms', signedBallot(content, citizen));
    const list = (options: object): Uint8Array =>
      issueCrl(testCa().intermediate, { thisUpdate: day(-1), nextUpdate: day(1), ...options });
    const revoked = { serialNumber: citizen.serialNumber, revokedAt: day(-2) };
    const clean = write('clean.crl', list({}));
    const runs = await Promise.all([
      verify(file, '--at', '2030-01-01T00:00:00Z'),
      verify(file, '--at', '2020-01-01'),
      verify(file, '--crl', clean),
      verify(file, '--crl', clean, '--crl', write('revoked.crl', list({ revoked: [revoked] }))),
      verify(file, '--crl', write('old.crl', list({ thisUpdate: day(-9), nextUpdate: day(-8) }))),
      verify(file, '--crl', write('no.crl', 'no list')),
      verify(file, '--at', 'yesterday'),
      verify(path('nothing.cms')),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [1, 'certificate-expired'],
      [1, 'certificate-not-yet-valid'],
      [0, 'good'],
      [1, 'certificate-revoked'],
      [1, 'revocation-unavailable'],
      [2, 'config-invalid'],
      [2, 'config-invalid'],
      [2, 'config-invalid'],
    ]);
  });
});

describe('dauys verify certificate', () => {
  const ca = testCa();
  const leaf = testCitizen(2).certificateDer;
  // Another authority under the same names, with other keys.
  const rival: DevCa = createDevCa({
    anchorKey: testCitizen(3).key,
    intermediateKey: testCitizen(4).key,
    now: TEST_NOW,
    random,
  });
  const verify = (flags: readonly string[], file = write('leaf.cer', leaf)): Promise<Run> =>
    dauys(['verify', 'certificate', file, ...AT, '--json', ...flags]);
  let anchor: string[];
  let intermediate: string[];
  beforeAll(() => {
    anchor = ['--anchor', write('anchor.cer', ca.anchorDer)];
    intermediate = ['--intermediate', write('intermediate.cer', ca.intermediateDer)];
  });

  it('builds one path out of the files given, by key and not by name', async () => {
    const both = ['--intermediate', write('both.pem', pem(rival.intermediateDer) + pem(ca.intermediateDer))];
    const runs = await Promise.all([
      verify([...anchor, ...intermediate]),
      verify([...anchor, ...both]),
      verify(['--anchor', write('rival.cer', rival.anchorDer), ...anchor, ...both]),
      verify(['--anchor', path('rival.cer'), ...intermediate]),
      verify(anchor),
      verify([...anchor, ...intermediate], write('two.pem', pem(leaf) + pem(ca.intermediateDer))),
      verify([...anchor, ...intermediate], write('none.cer', 'no certificate')),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      [0, 'good'],
      [0, 'good'],
      [1, 'certificate-untrusted'],
      [1, 'certificate-untrusted'],
      [1, 'ballot-malformed'],
      [1, 'ballot-malformed'],
    ]);
    expect(runs[0].json['pathLength']).toBe(3);
  });

  it('asks for a good list for every certificate below the anchor once there is any', async () => {
    const current = { thisUpdate: day(-1), nextUpdate: day(1) };
    const ofIntermediate = ['--crl', write('intermediate.crl', issueCrl(ca.intermediate, current))];
    const ofAnchor = ['--crl', write('anchor.crl', issueCrl(ca.anchor, current))];
    const revoking = issueCrl(ca.anchor, {
      ...current,
      revoked: [{ serialNumber: ca.intermediate.serialNumber, revokedAt: day(-2) }],
    });
    const chain = [...anchor, ...intermediate];
    const runs = await Promise.all([
      verify([...chain, ...ofIntermediate, ...ofAnchor]),
      verify([...chain, ...ofIntermediate]),
      verify([...chain, ...ofIntermediate, '--crl', write('revoking.crl', revoking)]),
      verify([...chain, '--crl', write('no-list.crl', 'no list')]),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      [1, 'revocation-unavailable'],
      [1, 'certificate-revoked'],
      [1, 'revocation-unavailable'],
    ]);
  });
});

function day(offset: number): Date {
  return new Date(TEST_NOW.getTime() + offset * 86_400_000);
}
