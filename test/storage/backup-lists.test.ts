import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import { canonicalJson } from '../../src/encoding/canonical-json.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { sha256 } from '../../src/signature/digest.ts';
import { backupData, type Backup } from '../../src/storage/backup.ts';
import { createBallotRecords } from '../../src/storage/ballot-records.ts';
import type { Database } from '../../src/storage/database.ts';
import { createLedger } from '../../src/storage/ledger.ts';
import { append, CONTEST, makePlace, openLedger, planOf, voterTag, type Place } from './ledger-fixture.ts';

const hexOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let place: Place;
let db: Database;
let data: string;
let target: string;
beforeEach(async () => {
  place = makePlace();
  ({ db } = openLedger(place));
  data = dirname(place.file);
  target = join(place.dir, 'backup');
  await append(place, db, ['opened']);
});
afterEach(() => {
  db.close();
  place.remove();
});

/** A list as the service keeps it. @returns its name */
function keep(bytes: Uint8Array = randomBytes(100)): string {
  mkdirSync(join(data, 'lists'), { recursive: true });
  writeFileSync(join(data, 'lists', `${hexOf(bytes)}.crl`), bytes);
  return hexOf(bytes);
}

/** A ballot that was decided by these lists. */
async function vote(voter: string, ...names: readonly string[]): Promise<void> {
  const time = '2026-11-22T07:00:00Z';
  const lists = names.map((name) => {
    return { sha256: name, number: '1', thisUpdate: time, nextUpdate: time, kind: 'base', entry: null };
  });
  const record = { tag: EVIDENCE.crlRecord, value: canonicalJson({ lists }) };
  await createLedger(db).append(CONTEST, [voterTag(voter)], (state) => {
    const plan = planOf(place, [{ voter }])(state);
    const ballots = plan.ballots.map((ballot) => ({ ...ballot, evidence: [...ballot.evidence, record] }));
    return { ...plan, ballots };
  });
}

function backUp(onProgress: (step: string, done: number, total: number) => void = () => undefined): Promise<Backup> {
  return backupData(data, target, { crypto: { sha256, verifyEd25519 }, onProgress });
}

const failure = (): Promise<string> =>
  backUp().then(
    () => 'no failure',
    (error: unknown) => `${(error as { code: string }).code}: ${(error as Error).message}`,
  );

describe('a backup', () => {
  it('takes every kept list along, for its owner alone, and nothing else of their directory', async () => {
    const names = [keep(), keep(), keep(randomBytes(3 * 1024 * 1024 + 1))];
    writeFileSync(join(data, 'lists', 'state.json'), '{}');
    writeFileSync(join(data, 'lists', `.${names[0]}.crl.new`), 'half');
    await vote('one', names[0]!, names[2]!);
    await vote('two', names[0]!, names[2]!);
    const seen: string[] = [];
    const { lists } = await backUp((step, done, total) => seen.push(`${step} ${done}/${total}`));
    expect(lists).toBe(3);
    expect(readdirSync(target).sort()).toEqual(['ledger.db', 'lists']);
    expect(readdirSync(join(target, 'lists')).sort()).toEqual(names.map((name) => `${name}.crl`).sort());
    for (const name of names) expect(hexOf(readFileSync(join(target, 'lists', `${name}.crl`)))).toBe(name);
    expect(statSync(join(target, 'lists')).mode & 0o777).toBe(0o700);
    expect(statSync(join(target, 'lists', `${names[0]}.crl`)).mode & 0o777).toBe(0o600);
    expect(seen).toEqual(expect.arrayContaining(['evidence 0/2', 'evidence 2/2', 'lists 0/3', 'lists 3/3']));
  });

  it('has no lists where none were kept', async () => {
    const { lists } = await backUp();
    expect([lists, existsSync(join(target, 'lists'))]).toEqual([0, false]);
  });

  it('is not made without a list that a ballot was decided by, which it names', async () => {
    const kept = keep();
    const missing = 'ab'.repeat(32);
    await vote('one', kept);
    await vote('two', kept, missing);
    expect(await failure()).toMatch(new RegExp(`^backup-failed: .*${missing}\\.crl`));
    expect(readdirSync(target)).toEqual([]);
    rmSync(join(data, 'lists'), { recursive: true });
    expect(await failure()).toMatch(new RegExp(`^backup-failed: .*${kept}\\.crl`));
    expect(readdirSync(target)).toEqual([]);
  });

  it('is not made with a list that is not what its name says', async () => {
    const good = keep();
    writeFileSync(join(data, 'lists', `${'cd'.repeat(32)}.crl`), 'no list');
    await vote('one', good);
    expect(await failure()).toMatch(/^backup-failed: .*cdcd\.crl .* is damaged/);
    expect(readdirSync(target)).toEqual([]);
  });

  it('is not made of records that cannot be read', async () => {
    await vote('one', 'no digest');
    expect(await failure()).toMatch(/^backup-failed: /);
    expect(readdirSync(target)).toEqual([]);
  });

  it('no longer asks for the list of an erased record', async () => {
    await vote('one', 'ef'.repeat(32));
    db.exec('DROP TRIGGER ballot_secret_delete; DELETE FROM ballot_secret');
    expect((await backUp()).lists).toBe(0);
  });

  it('holds what a ballot is shown by, once put back', async () => {
    const name = keep();
    await vote('one', name);
    const before = createBallotRecords(db)(CONTEST, 1);
    await backUp();
    db.close();
    rmSync(data, { recursive: true });
    cpSync(target, data, { recursive: true });
    ({ db } = openLedger(place));
    expect(createBallotRecords(db)(CONTEST, 1)).toEqual(before);
    expect(readdirSync(join(data, 'lists'))).toEqual([`${name}.crl`]);
  });
});

describe('createBallotRecords', () => {
  it('reads what is kept of one ballot, and tells what is none or was erased', async () => {
    await vote('one', 'ab'.repeat(32));
    const read = createBallotRecords(db);
    expect(read(CONTEST, 1)).toMatchObject({
      candidateNumber: 12,
      secret: { evidence: [{ tag: 1 }, { tag: 3 }, { tag: 6 }] },
    });
    expect([read(CONTEST, 0), read(CONTEST, 2), read('another', 1)]).toEqual([undefined, undefined, undefined]);
    db.exec('DROP TRIGGER ballot_secret_delete; DELETE FROM ballot_secret');
    expect(read(CONTEST, 1)).toMatchObject({ candidateNumber: 12, secret: undefined });
  });
});
