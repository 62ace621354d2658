import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditExport, type AuditOutcome } from '../../src/audit/audit.ts';
import { createLocalThreads } from '../../src/audit/local-threads.ts';
import { NO_OUTCOMES } from '../../src/audit/ports.ts';
import { readConfig, type Config } from '../../src/config.ts';
import { exportContest } from '../../src/exporting.ts';
import { openExport } from '../../src/files/export-reader.ts';
import { eraseBallot } from '../../src/governing.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openHighWater } from '../../src/storage/high-water.ts';
import { testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { filesIn } from '../support/export-files.ts';
import {
  createInstallation,
  createTestClock,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { ask, read } from './support/asking.ts';
import { CONTEST, decisionOf, grantTo, postDecisions, signedBy, untilEntry } from './support/annulling.ts';

const HOUR_MS = 3_600_000;
const VOTERS = Array.from({ length: 40 }, (_, n) => testCitizen(n + 1));
const MEMBERS = [testCitizen(901), testCitizen(902)];
const DECISION = 'Протокол комиссии № 7\nЖазба өшірілсін. Стереть запись.\n';
/** Entries of the ballots that are annulled and erased. */
const [ANNULLED, ERASED] = [3, 20];

describe('erasure, and annulment beside it', () => {
  let installation: TestInstallation;
  let service: TestService;
  let config: Config;
  const receipts: string[] = [];
  const path = (name: string): string => join(installation.directory, name);
  const erase = (index: number, decision = DECISION) =>
    eraseBallot({ contestId: 'qamqor-demo', index, decision, nowMs: service.clock.nowMs() }, config);
  const audit = (directory: string, level: 'public' | 'full'): Promise<AuditOutcome> =>
    auditExport(
      { level, engine: 'fast' },
      {
        reader: openExport(path(directory)),
        threads: createLocalThreads,
        seed: () => 1,
        outcomes: () => NO_OUTCOMES,
        onProgress: () => undefined,
      },
    );
  const exportTo = (directory: string) =>
    exportContest(
      { contest: 'qamqor-demo', directory: path(directory), part: 'all', resume: false, onProgress: () => undefined },
      config,
    );

  beforeAll(async () => {
    installation = createInstallation({ authorities: [testCa()] });
    ({ config } = readConfig(installation.settings(), {}));
    const settings = { DAUYS_ANNULMENT_SECONDS: '600' };
    service = await startTestService(installation, settings, createTestClock(TEST_NOW), { tickMs: 20 });
    for (const { iin } of MEMBERS) await grantTo(installation, iin);
    for (const [i, voter] of VOTERS.entries()) receipts.push((await service.vote(voter, 1 + (i % 3))).body);
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });

  it('is refused before the closing entry, of what is no ballot, and without a decision that can be public', async () => {
    await expect(erase(ERASED)).toRejectWithCode('voting-not-closed');
    service.clock.pass(HOUR_MS + 31_000);
    await untilEntry(service, 'closed');
    for (const index of [0, 41, 99]) await expect(erase(index)).toRejectWithCode('not-found');
    for (const text of ['', 'ИИН 900101300123', 'a\u0000', 'x'.repeat(16_385), 'и\u0306']) {
      await expect(erase(ERASED, text)).toRejectWithCode('config-invalid');
    }
    await expect(
      eraseBallot({ contestId: 'another', index: ERASED, decision: DECISION, nowMs: 1 }, config),
    ).toRejectWithCode('contest-unknown');
    expect((await service.get(`/log/qamqor-demo/checkpoint`)).body).toContain('\n42\n');
  });

  it('empties one record beside the running service, and says so in the log', async () => {
    const done = await postDecisions(service, signedBy(decisionOf(ANNULLED), ...MEMBERS));
    expect(done.status).toBe(201);
    const kept = recordOf(ERASED);
    const { index, created, isPurged } = await erase(ERASED);
    expect({ index, created, isPurged }).toEqual({ index: 43, created: true, isPurged: true });
    expect(recordOf(ERASED)).toBeUndefined();
    expect(recordOf(ERASED + 1)).toBeDefined();
    const highWater = openHighWater(path('data.keys/high-water.db'));
    expect(highWater.read('qamqor-demo')?.size).toBe(44);
    highWater.close();
    // Nothing of it stays in the files: neither signature and certificate, nor salts, nor the receipt.
    const files = ['ledger.db', 'ledger.db-wal', 'ledger.db-shm'].map((name) => readFileSync(path(`data/${name}`)));
    const { cms, receipt, saltChoice } = kept!;
    const pieces = [
      saltChoice,
      ...Array.from({ length: Math.floor(cms.length / 64) }, (_, i) => cms.subarray(64 * i, 64 * i + 64)),
    ];
    const own = pieces.filter((piece) => !recordOf(ERASED + 3)!.cms.includes(piece));
    expect(own.length).toBeGreaterThan(8);
    for (const piece of own) for (const file of files) expect(file.includes(piece)).toBe(false);
    const { opening } = JSON.parse(receipt) as { opening: { saltBallot: string; cmsSha256: string } };
    for (const text of Object.values(opening).filter((each) => typeof each === 'string')) {
      for (const file of files) expect(file.includes(text)).toBe(false);
    }
    expect(await erase(ERASED, 'another decision')).toMatchObject({ index: 43, created: false });
  });

  it('one-vote: whoever’s record is erased has voted, and is told why there is no receipt any more', async () => {
    const voter = VOTERS[ERASED - 1]!;
    const number = 1 + ((ERASED - 1) % 3);
    expect(await service.vote(voter, number)).toMatchObject({ status: 410, code: 'ballot-erased' });
    expect(await service.vote(voter, number + 1)).toMatchObject({ status: 409, code: 'already-voted' });
    expect((await service.vote(VOTERS[ERASED]!, 1 + (ERASED % 3))).body).toBe(receipts[ERASED]);
    expect(await read(service, await ask(service, voter))).toMatchObject({ ballot: { index: ERASED }, proved: 'log' });
  });

  it('shows zeros in the openings, and leaves tree and counts whole', async () => {
    const openings = await fetch(`${service.url}/log/qamqor-demo/openings/000.p/42`);
    const bytes = Buffer.from(await openings.arrayBuffer());
    expect(bytes.subarray(34 * ERASED, 34 * ERASED + 34).equals(Buffer.alloc(34))).toBe(true);
    expect(bytes.subarray(34 * 21, 34 * 22).equals(Buffer.alloc(34))).toBe(false);
    service.clock.pass(600_000);
    await untilEntry(service, 'protocol');
    const { protocol } = JSON.parse((await service.get(`${CONTEST}/protocol`)).body) as { protocol: object };
    expect(protocol).toMatchObject({ turnout: 40, counted: 39, annulled: 1, size: 43 });
  });

  it('goes on after a restart: the mark is over what was written here', async () => {
    await service.stop();
    service = await startTestService(installation, {}, createTestClock(new Date(TEST_NOW.getTime() + 3 * HOUR_MS)));
    expect((await service.get('/log/qamqor-demo/checkpoint')).body).toContain('\n45\n');
  });

  it('is clean in an audit of either level, which shows the ballot as erased and the other as annulled', async () => {
    const { manifest } = await exportTo('export');
    const names = manifest.files.map((file) => file.path).filter((name) => name.startsWith('restricted/annulments/'));
    expect(names).toEqual(
      ['42-1.cms', '42-1.evidence', '42-2.cms', '42-2.evidence'].map((name) => `restricted/annulments/${name}`),
    );
    for (const level of ['public', 'full'] as const) {
      const { report, findings } = await audit('export', level);
      expect([level, findings, report.verdict]).toEqual([level, [], 'clean']);
      expect(report.log).toMatchObject({ ballots: 40, annulled: [ANNULLED], erased: [ERASED] });
      expect(report.result).toMatchObject({ counted: 38, annulled: 1, erased: 1 });
    }
  });

  it('no-personal-data: nobody is named by what is public, neither voters nor members nor by their certificates', async () => {
    const people = [...VOTERS, ...MEMBERS].map(({ iin }) => iin);
    const publicFiles = [...filesIn(path('export'))].filter(([name]) => name.startsWith('public/'));
    const answers = await Promise.all(
      [`${CONTEST}/annulments`, `${CONTEST}/protocol`, `${CONTEST}/tallies`].map(
        async (url) => (await service.get(url)).body,
      ),
    );
    for (const bytes of [...publicFiles.map(([, file]) => file.toString('latin1')), ...answers]) {
      expect(people.filter((iin) => bytes.includes(iin))).toEqual([]);
    }
    const restricted = filesIn(path('export')).get('restricted/annulments/42-1.cms')!;
    expect(MEMBERS.some(({ iin }) => restricted.includes(iin))).toBe(true);
  });

  interface Kept {
    readonly cms: Buffer;
    readonly receipt: string;
    readonly saltChoice: Buffer;
  }

  function recordOf(index: number): Kept | undefined {
    const db = openDatabase(path('data/ledger.db'), { readonly: true });
    const row = db
      .prepare<[number], Kept>('SELECT cms, receipt, salt_choice AS saltChoice FROM ballot_secret WHERE idx = ?')
      .get(index);
    db.close();
    return row;
  }
});
