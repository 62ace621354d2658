import { afterAll, describe, expect, it } from '@jest/globals';
import { testCa, TEST_NOW } from '../support/ballots.ts';
import { evidenceWorld } from '../support/evidence-world.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const folder = createFolder();
const { write } = folder;
afterAll(() => {
  folder.remove();
});

describe('dauys verify cms --ocsp', () => {
  const world = evidenceWorld();
  const trust = folder.trust('trust', [testCa().anchorDer], [testCa().intermediateDer]);
  const file = write('good.cms', world.sign(Buffer.from('any content')));
  const answer = (...[status, at]: Parameters<typeof world.ocsp>): string[] => {
    const { value } = world.ocsp(status, at);
    return ['--ocsp', write(`${Math.random()}.ocsp`, value)];
  };
  const verify = (...flags: string[]): Promise<Run> =>
    dauys(['verify', 'cms', file, '--trust', trust, '--at', TEST_NOW.toISOString(), '--json', ...flags]);
  const before = (ms: number): Date => new Date(TEST_NOW.getTime() - ms);

  it('judges by an answer in a file, at the time given', async () => {
    const revoked = { kind: 'revoked', revokedAt: before(1000) } as const;
    const clean = write('clean.crl', world.list().der);
    const revoking = write('revoking.crl', world.list({ revoked: [world.entry] }).der);
    const runs = await Promise.all([
      verify(...answer()),
      verify(...answer(undefined, before(600_000))),
      verify(...answer(undefined, before(602_000))),
      verify(...answer(revoked)),
      verify(...answer({ kind: 'unknown' })),
      verify(...answer(), '--crl', clean),
      verify(...answer(), '--crl', revoking),
      verify(...answer(revoked), '--crl', clean),
      verify('--ocsp', clean),
      verify('--ocsp', `${clean}x`),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      [0, 'good'],
      [1, 'revocation-unavailable'],
      [1, 'certificate-revoked'],
      [1, 'revocation-unavailable'],
      [0, 'good'],
      [1, 'certificate-revoked'],
      [1, 'certificate-revoked'],
      [1, 'revocation-unavailable'],
      [2, 'config-invalid'],
    ]);
  });
});
