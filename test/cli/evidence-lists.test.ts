import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEvidenceFile } from '../../src/signature/evidence-file.ts';
import { sha256, signedBallot } from '../support/ballots.ts';
import { evidenceCases, startRun, type Case, type EvidenceRun } from './evidence-runs.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const folder = createFolder();
const { path, write } = folder;
const { take, verify, changed } = evidenceCases(folder);
afterAll(() => {
  folder.remove();
});

describe('the evidence of a ballot accepted on lists', () => {
  let run: EvidenceRun;
  let given: Case & { readonly index: number };
  let detached: Case;
  beforeAll(async () => {
    run = await startRun('crl');
    given = await take(run, signedBallot(run.content(12), run.servers.citizen(1)));
    const cms = signedBallot(run.content(20), run.servers.citizen(2), { detached: true });
    detached = await take(run, cms, '?candidate=n020');
  });
  afterAll(async () => {
    await run.stop();
  });

  it('brings the lists along', async () => {
    const { lists } = parseEvidenceFile(readFileSync(given.evidence));
    expect(lists).toHaveLength(2);
    const { json } = await verify(given, run, '--receipt', given.receipt, '--log-key', run.vkey, '--json');
    expect(json).toMatchObject({ ok: true, source: 'crl', policy: { mode: 'crl' }, receipt: { number: 12 } });
  });

  it('takes lists given beside it, and refuses without', async () => {
    const bare = changed(given, (file) => ({ ...file, lists: [] }));
    const lists = parseEvidenceFile(readFileSync(given.evidence)).lists.map((list, i) => write(`${i}.crl`, list));
    const [first = '', second = ''] = lists;
    const revoked = run.servers.citizen(3);
    run.servers.revoke(revoked);
    const other = write('other.crl', run.servers.authority('rsa').list('base'));
    const damaged = Uint8Array.from(readFileSync(first));
    damaged[damaged.length - 1] = damaged[damaged.length - 1]! ^ 1;
    const runs = await Promise.all([
      verify(bare, run, '--crl', first, '--crl', second, '--json'),
      verify(bare, run, '--json'),
      verify(bare, run, '--crl', first, '--json'),
      verify(bare, run, '--crl', write('damaged.crl', damaged), '--crl', second, '--json'),
      verify(given, run, '--crl', other, '--json'),
      verify(
        changed(given, (file) => ({ ...file, lists: [damaged, ...file.lists.slice(1)] })),
        run,
        '--json',
      ),
      verify(
        changed(given, (file) => ({ ...file, lists: [...file.lists, file.lists[0]!] })),
        run,
        '--json',
      ),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      [1, 'revocation-unavailable'],
      [1, 'revocation-unavailable'],
      [1, 'revocation-unavailable'],
      [0, 'good'],
      [1, 'revocation-unavailable'],
      [1, 'evidence-invalid'],
    ]);
  });

  it('of a detached signature needs the content', async () => {
    const content = write('content.json', run.content(20));
    const runs = await Promise.all([
      verify(detached, run, '--content', content, '--receipt', detached.receipt, '--log-key', run.vkey, '--json'),
      verify(detached, run, '--json'),
      verify(detached, run, '--content', write('other.json', run.content(21)), '--json'),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      [1, 'ballot-wrong-content'],
      [1, 'digest-mismatch'],
    ]);
  });

  it('is not given out where a list of it is gone or damaged', async () => {
    const lists = join(run.installation.directory, 'data', 'lists');
    const { lists: kept } = parseEvidenceFile(readFileSync(given.evidence));
    const file = join(lists, `${Buffer.from(sha256(kept[0]!)).toString('hex')}.crl`);
    const give = (name: string): Promise<Run> =>
      dauys(['ballot', 'evidence', String(given.index), ...run.data, '--out', path(name), '--json']);
    renameSync(file, `${file}.away`);
    const missing = await give('missing');
    writeFileSync(file, 'no list');
    const damaged = await give('damaged');
    renameSync(`${file}.away`, file);
    expect([missing, damaged].map(verdictOf)).toEqual([
      [2, 'ledger-corrupt'],
      [2, 'ledger-corrupt'],
    ]);
    expect(missing.json['message']).toContain('is missing');
    expect(damaged.json['message']).toContain('is damaged');
    expect(verdictOf(await give('whole'))).toEqual([0, 'good']);
  });
});

describe('the evidence in a backup', () => {
  let run: EvidenceRun;
  let index: number;
  let copy: string;
  const give = (name: string): Promise<Run> => {
    const contest = ['--contest', 'qamqor-demo'];
    return dauys(['ballot', 'evidence', String(index), ...contest, '--data', copy, '--out', path(name), '--json']);
  };
  const change = (sql: string): void => {
    const db = new SqliteDatabase(join(copy, 'ledger.db'));
    db.exec(`DROP TRIGGER IF EXISTS ballot_secret_update; ${sql}`);
    db.close();
  };
  beforeAll(async () => {
    run = await startRun('crl');
    ({ index } = await run.cast(signedBallot(run.content(12), run.servers.citizen(1))));
    copy = path('copy');
    const data = join(run.installation.directory, 'data');
    expect((await dauys(['backup', copy, '--data', data, '--json'])).json).toMatchObject({ ok: true, lists: 2 });
  });
  afterAll(async () => {
    await run.stop();
  });

  it('is whole', async () => {
    expect((await give('from-copy')).json).toMatchObject({ ok: true, lists: 2 });
  });

  it.each([
    ['signature', 'UPDATE ballot_secret SET cms = substr(cms, 2)'],
    ['salt', 'UPDATE ballot_secret SET salt_ballot = zeroblob(32)'],
    ['evidence', "UPDATE ballot_secret SET evidence = CAST(evidence || x'0700000000' AS BLOB)"],
  ])('is not given out with another %s than the leaf commits to', async (what, sql) => {
    const whole = readFileSync(join(copy, 'ledger.db'));
    change(sql);
    const given = await give(`tampered-${what}`);
    writeFileSync(join(copy, 'ledger.db'), whole);
    expect(verdictOf(given)).toEqual([2, 'ledger-corrupt']);
  });

  it('is gone once the record was erased', async () => {
    change('DROP TRIGGER ballot_secret_delete; DELETE FROM ballot_secret');
    const erased = await give('erased');
    expect([verdictOf(erased), erased.json['message']]).toEqual([
      [1, 'not-found'],
      'the record of that ballot was erased',
    ]);
  });
});

describe('the evidence of a ballot accepted without asking', () => {
  it('shouts that nobody was asked', async () => {
    const run = await startRun('off', { DAUYS_CRL_URLS: '', algorithms: ['gost512'] });
    try {
      const given = await take(run, signedBallot(run.content(12), run.servers.citizen(1)));
      const { json } = await verify(given, run, '--json');
      expect(json).toMatchObject({ ok: true, algorithm: 'gost512', source: 'off' });
      const texts = await Promise.all(['kk', 'ru', 'en'].map((lang) => verify(given, run, '--lang', lang)));
      expect(texts.map(({ stdout }) => /^(НАЗАР АУДАРЫҢЫЗ|ВНИМАНИЕ|ATTENTION)/m.exec(stdout)?.[1])).toEqual([
        'НАЗАР АУДАРЫҢЫЗ',
        'ВНИМАНИЕ',
        'ATTENTION',
      ]);
    } finally {
      await run.stop();
    }
  });
});
