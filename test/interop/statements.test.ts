import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testCitizen } from '../support/ballots.ts';
import { createInstallation, startTestService, type TestInstallation, type TestService } from '../support/service.ts';
import { ask } from '../service/support/asking.ts';
import { buildGo, HAS_GO, putFile, runTlogcheck, type Verdict } from './tlogcheck.ts';

const suite = HAS_GO ? describe : describe.skip;

suite(`statements in golang.org/x/mod${HAS_GO ? '' : ' (skipped: no Go with golang.org/x/mod)'}`, () => {
  const files = mkdtempSync(join(tmpdir(), 'dauys-statements-'));
  let program: string;
  let installation: TestInstallation;
  let service: TestService;
  let vkey: string;
  beforeAll(async () => {
    program = buildGo('statementcheck');
    installation = createInstallation();
    service = await startTestService(installation);
    vkey = (await service.get('/log/qamqor-demo/statements-key')).body.trim();
    for (const n of [1, 2, 3]) expect((await service.vote(testCitizen(n), 12)).status).toBe(201);
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
    for (const directory of [dirname(program), files]) rmSync(directory, { recursive: true });
  });

  const check = (answer: string, key = vkey): Promise<Verdict> =>
    runTlogcheck(program, [key, putFile(files, 'answer.json', answer)]);

  it('open under the published key, and their proofs hold in the tree they name', async () => {
    const { body } = await ask(service, testCitizen(2));
    const { ok, text } = await check(body);
    expect(text.split('\n').slice(6)).toEqual([
      expect.stringMatching(/^checkpoint 4 /),
      expect.stringMatching(/^ballot 2 20/),
    ]);
    expect(ok).toBe(true);
    const none = await check((await ask(service, testCitizen(9))).body);
    expect([none.ok, none.text.endsWith('\nno ballot')]).toEqual([true, true]);
  });

  it('do not open when they are changed, under another key, or with the proof of another ballot', async () => {
    const { body } = await ask(service, testCitizen(2));
    const other = JSON.parse((await ask(service, testCitizen(3))).body) as { proof: string };
    const logKey = (await service.get('/log/qamqor-demo/key')).body.trim();
    const verdicts = [
      await check(body.replace('ballot 2 ', 'ballot 1 ')),
      await check(body, logKey),
      await check(JSON.stringify({ ...(JSON.parse(body) as object), proof: other.proof })),
    ];
    expect(verdicts.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(verdicts.map(({ text }) => text)).toEqual([
      expect.stringContaining('invalid signature'),
      'refused: note has no verifiable signatures',
      'refused: invalid transparency proof',
    ]);
  });
});
