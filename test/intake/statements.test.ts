import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Iin } from '../../src/domain/ballot.ts';
import type { Challenge } from '../../src/domain/challenge.ts';
import { DauysError, isDauysError } from '../../src/domain/errors.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { parseChallenge } from '../../src/encoding/challenge.ts';
import { issueChallenge } from '../../src/intake/challenges.ts';
import { loadContest } from '../../src/intake/contests.ts';
import type { VerifiedMessage } from '../../src/intake/ports.ts';
import { answerAboutSigner, type StatementPorts } from '../../src/intake/statements.ts';
import { verifyStatement, type VerifiedStatement } from '../../src/log/statement-check.ts';
import { statementKeyName } from '../../src/log/statement.ts';
import { createLogKey, CRYPTO } from '../log/ed25519.ts';
import { random, sha256, TEST_NOW, testContest } from '../support/ballots.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import '../support/matchers.ts';

const definition = testContest('regional-demo');
const { id, origin } = definition;
const NOW = TEST_NOW.getTime();
const IIN = '000000000012' as Iin;
const CMS = Uint8Array.of(0x30, 0);
const mac = (message: Uint8Array): Uint8Array => createHmac('sha256', 'ours').update(message).digest();

function fresh(nowMs = NOW): Challenge {
  const challenge = parseChallenge(issueChallenge({ purpose: 'statement', origin, nowMs }, random, mac));
  if (challenge === undefined) throw new Error('no challenge');
  return challenge;
}

/** The use case over a log of three entries; `trail` says in which order it asked whom. */
function setUp({ ballotAt, verify }: { ballotAt?: number; verify?: () => Promise<VerifiedMessage<Challenge>> } = {}) {
  const trail: string[] = [];
  const log = createMemoryLog(origin, 3);
  const key = createLogKey(statementKeyName(origin));
  const challenge = fresh();
  const used = new Set<string>();
  const tags: string[] = [];
  const state = { ballotAt };
  const ports = {
    desk: (contestId: string) =>
      contestId === id
        ? {
            contest: loadContest(definition, log.vkey, sha256),
            keys: { voterMac: (message: Uint8Array) => createHmac('sha256', 'voters').update(message).digest() },
            statementKeys: { vkey: key.vkey, signStatement: key.signer.sign, challengeMac: mac },
            confirm: async () => void trail.push('confirm'),
          }
        : undefined,
    verifier: {
      verify: async () => {
        trail.push('verify');
        return verify === undefined ? ({ iin: IIN, match: challenge, evidence: [] } as never) : verify();
      },
    },
    used: {
      use: async (nonce: Uint8Array) => {
        trail.push('use');
        return !used.has(toHex(nonce)) && used.add(toHex(nonce)).size > 0;
      },
    },
    ledger: {
      head: async () => {
        trail.push('head');
        return log.head();
      },
      findBallot: async (_: string, voterTag: Uint8Array) => {
        trail.push('find');
        tags.push(toHex(voterTag));
        const { ballotAt: index } = state;
        return index === undefined ? undefined : { index, candidateNumber: 1, receipt: '' };
      },
      timeMs: async () => NOW - 1000,
    },
    log: log.resources,
    clock: { nowMs: () => NOW + 5 },
    sha256,
  } satisfies StatementPorts;
  const ask = (acceptedAtMs = NOW, changes: Partial<StatementPorts> = {}) =>
    answerAboutSigner({ contestId: id, cms: CMS, acceptedAtMs }, { ...ports, ...changes });
  const read = async (answer: ReturnType<typeof ask>): Promise<VerifiedStatement> => {
    // The memory log holds no ballots, so the proof is left to the tests of statements.
    const { statement } = await answer;
    return verifyStatement(JSON.stringify({ statement }), { vkey: key.vkey, logVkey: undefined }, CRYPTO);
  };
  return { trail, log, challenge, ports, ask, read, tags, used, state };
}

describe('answerAboutSigner', () => {
  it('verifies, uses the challenge up, reads the head and then looks for a ballot, and confirms the mark', async () => {
    const { trail, ask, read, challenge, log } = setUp();
    expect(await read(ask())).toEqual({
      origin,
      contest: id,
      nonce: challenge.nonce,
      cmsSha256: toHex(sha256(CMS)),
      time: new Date(NOW + 5).toISOString(),
      checkpoint: { size: 3, root: log.head().root },
      ballot: undefined,
      proved: 'nothing',
    });
    expect(trail).toEqual(['verify', 'use', 'head', 'find', 'confirm']);
  });

  it('looks for the person as intake does: contest and ИИН under the voter key', async () => {
    const { ask, tags } = setUp();
    await ask();
    const { tag } = loadContest(definition, '', sha256);
    const message = Buffer.concat([Buffer.from('DYS1 voter\n'), tag, Buffer.from(IIN)]);
    expect(tags).toEqual([createHmac('sha256', 'voters').update(message).digest('hex')]);
  });

  it('proves a ballot under the tree that it names', async () => {
    const { ask, log } = setUp({ ballotAt: 2 });
    const { proof = '' } = await ask();
    expect(proof).toContain('\nindex 2\n');
    expect(proof.endsWith(log.head().checkpoint)).toBe(true);
    const { ask: again } = setUp({ ballotAt: 2 });
    expect((await again()).statement).toContain('\nballot 2 2026-11-22T06:59:59.000Z\n');
  });

  it('says "no ballot" only of the entries that it knew before it looked', async () => {
    const { ask, read, log, ports } = setUp();
    // A ballot comes while the answer is made.
    const ledger = {
      ...ports.ledger,
      findBallot: async () => {
        log.grow(1);
        return undefined;
      },
    };
    expect((await read(ask(NOW, { ledger }))).checkpoint.size).toBe(3);
    expect(log.head().size).toBe(4);
  });

  it('tells a ballot that came after the head was read, under a newer tree', async () => {
    const { ask, read, log, ports } = setUp();
    const ledger = {
      ...ports.ledger,
      findBallot: async () => {
        log.grow(1);
        return { index: 3, candidateNumber: 1, receipt: '' };
      },
    };
    expect(await read(ask(NOW, { ledger }))).toMatchObject({ ballot: { index: 3 }, checkpoint: { size: 4 } });
  });

  it('asks nobody anything when the signature does not hold', async () => {
    for (const code of ['signature-invalid', 'certificate-revoked', 'revocation-unavailable', 'busy'] as const) {
      const { trail, ask } = setUp({ verify: () => Promise.reject(new DauysError(code, 'made up')) });
      await expect(ask()).toRejectWithCode(code);
      expect(trail).toEqual(['verify']);
    }
  });

  it('calls what is no challenge by its name, not a ballot', async () => {
    const { ask, trail } = setUp({ verify: () => Promise.reject(new DauysError('ballot-wrong-content', 'made up')) });
    await expect(ask()).toRejectWithCode('challenge-invalid');
    expect(trail).toEqual(['verify']);
  });

  it.each([
    ['at its end', NOW + 300_000],
    ['before it was issued', NOW - 1],
  ])('refuses a challenge %s, and does not use it up', async (_, acceptedAtMs) => {
    const { ask, trail } = setUp();
    await expect(ask(acceptedAtMs)).toRejectWithCode('challenge-invalid');
    expect(trail).toEqual(['verify']);
    await ask(NOW + 299_999);
  });

  it('refuses a challenge that was issued elsewhere', async () => {
    const match = { ...fresh(), nonce: 'ab'.repeat(32) };
    const { ask, trail } = setUp({ verify: async () => ({ iin: IIN, match, evidence: [] }) as never });
    await expect(ask()).toRejectWithCode('challenge-invalid');
    expect(trail).toEqual(['verify']);
  });

  it('answers a challenge once, also when the first answer failed', async () => {
    const { ask, ports, trail } = setUp();
    const confirmed = ports.desk(id)!;
    const desk = () => ({ ...confirmed, confirm: () => Promise.reject(new DauysError('busy', 'made up')) });
    await expect(ask(NOW, { desk })).toRejectWithCode('busy');
    await expect(ask()).toRejectWithCode('challenge-invalid');
    expect(trail.slice(-2)).toEqual(['verify', 'use']);
  });

  it('uses nothing up that could not be kept', async () => {
    const { ask, trail } = setUp();
    const used = { use: () => Promise.reject(new DauysError('busy', 'made up')) };
    await expect(ask(NOW, { used })).toRejectWithCode('busy');
    expect(trail).toEqual(['verify']);
    await ask();
  });

  it('knows no other contest, and no contest without entry 0', async () => {
    const { ask, ports } = setUp();
    await expect(ask(NOW, { desk: () => undefined })).toRejectWithCode('contest-unknown');
    const ledger = { ...ports.ledger, head: async () => undefined };
    await expect(ask(NOW, { ledger })).toRejectWithCode('internal');
  });

  it('is a fault, not an answer, when a ballot has no entry', async () => {
    const { ask } = setUp({ ballotAt: 7 });
    await expect(ask()).toRejectWithCode('ledger-corrupt');
  });

  it('says nothing of a person in its errors', async () => {
    for (const options of [{ ballotAt: 7 }, { verify: () => Promise.reject(new DauysError('busy', 'x')) }]) {
      const error: unknown = await setUp(options)
        .ask()
        .catch((e: unknown) => e);
      expect(isDauysError(error) && error.message).not.toContain(IIN);
    }
  });
});
