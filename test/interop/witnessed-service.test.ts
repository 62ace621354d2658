import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseNote } from '../../src/log/note.ts';
import { createWitnessKey } from '../log/ed25519.ts';
import { testCitizen } from '../support/ballots.ts';
import { createInstallation, eventually, startTestService, type TestService } from '../support/service.ts';
import { startObserver } from '../witness/observers.ts';
import { buildTlogcheck, HAS_GO, runTlogcheck } from './tlogcheck.ts';

const withGo = HAS_GO ? it : it.skip;
const CHECKPOINT = '/log/qamqor-demo/checkpoint';
const WITNESSED = '/log/qamqor-demo/witnessed';

describe('a service with witnesses', () => {
  const installation = createInstallation();
  let service: TestService;
  let vkey: string;
  const lines: string[] = [];
  const observers: Awaited<ReturnType<typeof startObserver>>[] = [];

  beforeAll(async () => {
    // The log's key is there after a first start: observers are given it before the service knows them.
    service = await startTestService(installation);
    vkey = (await service.get('/log/qamqor-demo/key')).body.trim();
    expect((await service.get(WITNESSED)).code).toBe('not-found');
    await service.stop();
  });
  afterAll(async () => {
    await service.stop();
    for (const observer of observers) await observer.close();
    installation.remove();
  });

  it('serves their cosignatures, takes ballots while one is down, and leaves receipts as they were', async () => {
    for (const name of ['a.example.kz', 'b.example.kz']) observers.push(await startObserver(vkey, name));
    const down = { vkey: createWitnessKey('c.example.kz').vkey, url: 'http://127.0.0.1:1' };
    const settings = [...observers, down].map((witness) => `${witness.vkey}@${witness.url}`).join(',');
    const logTo = { write: (line: string) => void lines.push(line) };
    const changes = { DAUYS_WITNESSES: settings, DAUYS_LOG_LEVEL: 'info' };
    service = await startTestService(installation, changes, undefined, { logTo });

    const accepted = await service.vote(testCitizen(1), 12);
    expect(accepted.status).toBe(201);
    const cosigned = await eventually(async () => {
      const { body } = await service.get(CHECKPOINT);
      const names = parseNote(body).signatures.map(({ name }) => name);
      return names.length === 3 ? { body, names } : undefined;
    });
    expect(cosigned.names).toEqual([installation.contest.origin, 'a.example.kz', 'b.example.kz']);
    expect((await service.get(WITNESSED)).body).toBe(cosigned.body);
    expect((await service.get('/api/v1/contests/qamqor-demo/proofs/1')).body).toContain(cosigned.body);
    // The first receipt, byte for byte, also now that there are cosignatures.
    expect((await service.vote(testCitizen(1), 12)).body).toBe(accepted.body);

    const told = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => event === 'witness-offered');
    expect(told.map(({ component, code }) => [component, code]).sort()).toEqual([
      ['a.example.kz', 'cosigned'],
      ['b.example.kz', 'cosigned'],
      ['c.example.kz', 'unavailable'],
    ]);
  });

  withGo(`shows cosignatures that Go verifies${HAS_GO ? '' : ' (skipped: no Go with golang.org/x/mod)'}`, async () => {
    const program = buildTlogcheck();
    const check = (...witnesses: readonly string[]) =>
      runTlogcheck(program, [
        ...['-url', `${service.url}/log/qamqor-demo`, '-vkey', vkey, '-checkpoint', 'witnessed'],
        ...witnesses.flatMap((witness) => ['-witness', witness]),
      ]);
    expect((await check(...observers.map((observer) => observer.vkey))).text).toMatch(/^ok: 2 entries/);
    const stranger = createWitnessKey('a.example.kz').vkey;
    expect((await check(stranger)).text).toBe('refused: a.example.kz: note has no verifiable signatures');
    expect((await check(vkey)).text).toBe('refused: not the key of a witness');
    rmSync(dirname(program), { recursive: true });
  });
});
