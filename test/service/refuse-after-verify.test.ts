import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signCms } from '../../src/devca/cms-builder.ts';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import {
  ballotBytes,
  random,
  signedBallot,
  TEST_NOW,
  testCa,
  testCitizen,
  type TestCitizen,
} from '../support/ballots.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import {
  createInstallation,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

/** Both certificates are alike but for the number; one of the persons has voted. */
const VOTED = testCitizen(1);
const NOT_VOTED = testCitizen(2);
const CANDIDATE = 12;

/** What a stranger can make of a person's number without the person's key. */
const ATTEMPTS: readonly [
  what: string,
  code: string,
  make: (content: Uint8Array, person: TestCitizen) => Uint8Array,
][] = [
  ['a broken signature', 'signature-invalid', (content, person) => flipped(signedBallot(content, person), 1)],
  ['a broken certificate', 'certificate-untrusted', (content, person) => broken(content, person)],
  ['a foreign authority', 'certificate-untrusted', (content, { iin }) => foreign(content, iin)],
  ['a signature by another key', 'signature-invalid', (content, person) => byAnotherKey(content, person)],
  ['a cut ballot', 'ballot-malformed', (content, person) => signedBallot(content, person).subarray(0, -1)],
  ['an expired certificate', 'certificate-expired', (content, { iin, key }) => expired(content, iin, key)],
  ['no signature, only the content', 'ballot-malformed', (content) => content],
];

function behaviour(withRedis: () => Promise<TestRedis | undefined>): void {
  let installation: TestInstallation;
  let service: TestService;
  let redis: TestRedis | undefined;
  beforeAll(async () => {
    redis = await withRedis();
    installation = createInstallation();
    service = await startTestService(installation, redis === undefined ? {} : { DAUYS_REDIS: redis.url });
    expect((await service.vote(VOTED, CANDIDATE)).status).toBe(201);
  });
  afterAll(async () => {
    await service.stop();
    await redis?.stop();
    installation.remove();
  });

  const whole = ({ status, headers, body }: Answer): unknown => [
    status,
    [...headers].filter(([name]) => name !== 'date'),
    body,
  ];

  const states = [
    ['open', 0],
    ['closed', 3_700_000],
  ] as const;
  describe.each(states)('while voting is %s', (_, passMs) => {
    beforeAll(() => {
      service.clock.pass(passMs);
    });

    it.each(ATTEMPTS)('%s gets %s, the same bytes for who has voted and who has not', async (__, code, make) => {
      // For the candidate they voted for, and for another one.
      for (const number of [CANDIDATE, CANDIDATE + 1]) {
        const content = ballotBytes(installation.contest, number);
        const voted = await service.post(make(content, VOTED));
        const notVoted = await service.post(make(content, NOT_VOTED));
        expect(voted.code).toBe(code);
        expect(whole(voted)).toEqual(whole(notVoted));
      }
    });
  });

  it('only the person themselves is told: with a good signature the answers differ', async () => {
    expect((await service.vote(VOTED, CANDIDATE)).status).toBe(200);
    expect((await service.vote(VOTED, CANDIDATE + 1)).code).toBe('already-voted');
    expect((await service.vote(NOT_VOTED, CANDIDATE)).code).toBe('voting-closed');
  });
}

describe('refuse-after-verify', () => {
  behaviour(() => Promise.resolve(undefined));
});

describeWithRedis('refuse-after-verify with Redis', () => {
  behaviour(() => startRedis());
});

function flipped(bytes: Uint8Array, fromEnd: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[changed.length - fromEnd]! ^= 1;
  return changed;
}

/** The authority's signature under the certificate changed. */
function broken(content: Uint8Array, person: TestCitizen): Uint8Array {
  return signedBallot(content, { ...person, certificateDer: flipped(person.certificateDer, 1) });
}

function foreign(content: Uint8Array, iin: string): Uint8Array {
  const ca = testCa(TEST_NOW, 'gost512');
  return signedBallot(content, issueCitizen(ca, { iin, key: generateGostKey(random) }));
}

function byAnotherKey(content: Uint8Array, person: TestCitizen): Uint8Array {
  const { key } = testCa().anchor;
  return signCms({ content, signer: person, signingTime: TEST_NOW, fields: { sign: key.sign } });
}

function expired(content: Uint8Array, iin: string, key: TestCitizen['key']): Uint8Array {
  const fields = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('2025-01-01T00:00:00Z') };
  return signedBallot(content, issueCitizen(testCa(), { iin, key, fields }));
}
