import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDevCa, newKeyLike, type DevCa, type Identity } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { issueTsa, type TimeStampFields } from '../../src/devca/time-stamp-builder.ts';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import { ballotBytes, random, sha256, testCitizen, type TestCitizen } from '../support/ballots.ts';
import type { TestService } from '../support/service.ts';
import { openTown, type AuthorityTown } from './support/judged-service.ts';
import { stampedBallot } from './support/stamped-ballot.ts';
import { recordOf, tagNames } from './support/stored-ballots.ts';

type Algorithm = 'rsa' | 'gost512';

let town: AuthorityTown;
let service: TestService;
let people = 0;
const nextCitizen = (algorithm: Algorithm = 'rsa'): TestCitizen => town.servers.citizen(++people, algorithm);
const content = (): Uint8Array => ballotBytes(town.installation.contest, 7);
const tsa = (algorithm: Algorithm = 'rsa'): Identity => town.servers.authority(algorithm).tsa;

/** An authority of the same names and other keys. */
function twinOf(ca: DevCa): DevCa {
  const key = newKeyLike(ca.intermediate, random);
  return createDevCa({ ...ca, anchorKey: key, intermediateKey: key });
}

beforeAll(async () => {
  town = await openTown();
  service = await town.start('ocsp', { DAUYS_DATA: town.data('read') });
});
afterAll(() => town.stop());

describe('a time-stamp over a citizen’s signature', () => {
  it.each([
    ['rsa', 'rsa'],
    ['gost512', 'gost512'],
    ['gost512', 'rsa'],
  ] as const)('over %s, by an authority of %s in tsa/, is verified and kept with the ballot', async (own, stamping) => {
    const { cms, token } = stampedBallot(content(), nextCitizen(own), tsa(stamping));
    const answer = await service.post(cms);
    expect(answer).toMatchObject({ status: 201, code: '' });
    const record = recordOf(town.data('read'), answer.body);
    expect(tagNames(record).slice(-2)).toEqual(['ocspResponse', 'timeStampToken']);
    expect(Buffer.from(record.evidence.at(-1)!.value)).toEqual(Buffer.from(token));
    const { opening } = JSON.parse(answer.body) as { opening: { evidence: unknown[] } };
    const digest = Buffer.from(sha256(token)).toString('hex');
    expect(opening.evidence.at(-1)).toEqual({ tag: EVIDENCE.timeStampToken, length: token.length, sha256: digest });
  });

  const broken = (data: Uint8Array): Uint8Array =>
    tsa()
      .key.sign(data)
      .map((byte, i) => (i === 9 ? byte ^ 1 : byte));
  const wrong: readonly [what: string, changes: () => Partial<TimeStampFields>, signer: () => Identity][] = [
    [
      'over another signature',
      () => ({ imprint: { algorithm: algorithmIdentifier(DEV_OID.sha256), digest: random(32) } }),
      () => tsa(),
    ],
    ['with a broken signature of its own', () => ({ signer: { sign: broken } }), () => tsa()],
    [
      'by an authority of the same name that is not in tsa/',
      () => ({}),
      () => issueTsa(twinOf(town.servers.authority('rsa').ca), { key: tsa().key }),
    ],
    ['by a citizen of the same CA', () => ({}), () => nextCitizen()],
  ];

  it.each(wrong)('%s refuses the ballot, and its owner can vote without it', async (_, changes, signer) => {
    const citizen = nextCitizen();
    const { cms } = stampedBallot(content(), citizen, signer(), changes());
    expect(await service.post(cms)).toMatchObject({ status: 422, code: 'time-stamp-invalid' });
    expect((await service.vote(citizen, 8)).status).toBe(201);
  });

  it('makes no revoked certificate good, though it is older than the revocation', async () => {
    const revoked = nextCitizen();
    const { cms } = stampedBallot(content(), revoked, tsa());
    town.clock.pass(60_000);
    town.revoke(revoked);
    expect((await service.post(cms)).code).toBe('certificate-revoked');
  });
});

describe('what stands in tsa/', () => {
  const trustWithout = (name: string, folder: string): string => {
    const directory = join(town.installation.directory, name);
    cpSync(town.servers.trustDirectory, directory, { recursive: true });
    rmSync(join(directory, folder), { recursive: true });
    return directory;
  };

  it('is all that makes a token be read: without it the signature alone counts', async () => {
    const trust = trustWithout('no-tsa', 'tsa');
    const unread = await town.start('off', { DAUYS_TRUST: trust, DAUYS_DATA: town.data('unread') });
    for (const signer of [tsa(), nextCitizen()]) {
      const answer = await unread.post(stampedBallot(content(), nextCitizen(), signer).cms);
      expect(answer.status).toBe(201);
      const record = recordOf(town.data('unread'), answer.body);
      expect(tagNames(record)).not.toContain('timeStampToken');
      // The bytes are kept as they came.
      expect(Buffer.from(record.cms).includes(Buffer.from(signer.certificateDer))).toBe(true);
    }
    await unread.stop();
  });

  it('lets nobody vote: a CA there stamps, and its citizens are strangers', async () => {
    const other = twinOf(town.servers.authority('rsa').ca);
    const trust = join(town.installation.directory, 'more-tsa');
    cpSync(town.servers.trustDirectory, trust, { recursive: true });
    writeFileSync(join(trust, 'tsa', 'other-root.cer'), other.anchorDer);
    writeFileSync(join(trust, 'tsa', 'other.cer'), other.intermediateDer);
    const open = await town.start('off', { DAUYS_TRUST: trust, DAUYS_DATA: town.data('more') });
    expect((await open.vote(testCitizen(++people, other), 5)).code).toBe('certificate-untrusted');
    const stamping = issueTsa(other, { key: tsa().key });
    expect((await open.vote(stamping, 5)).status).toBe(422);
    const answer = await open.post(stampedBallot(content(), nextCitizen(), stamping).cms);
    expect(answer.status).toBe(201);
    expect(tagNames(recordOf(town.data('more'), answer.body))).toContain('timeStampToken');
    await open.stop();
  });
});
