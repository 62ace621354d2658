import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { openStatementKeys, type StatementKeys } from '../../src/intake/statement-keys.ts';
import { createContestKeys } from '../../src/keys/contest-keys.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { createStatementKeys, loadStatementKeys } from '../../src/keys/statement-keys.ts';
import { createNoteVerifier } from '../../src/log/note.ts';
import { sha256 } from '../../src/signature/digest.ts';
import '../support/matchers.ts';

const CONTEST = { id: 'test-contest', origin: 'vote.example.kz/log/test-contest' };
const MESSAGE = toUtf8('message');
const FILES = ['challenge.key', 'statements.key'];

let dir: string;
let own: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dauys-keys-'));
  own = join(dir, CONTEST.id);
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('the keys of statements', () => {
  it('are made once and the same ever after', () => {
    const made = createStatementKeys(dir, CONTEST);
    for (const keys of [createStatementKeys(dir, CONTEST), loadStatementKeys(dir, CONTEST)]) {
      expect(keys.vkey).toBe(made.vkey);
      expect(toHex(keys.challengeMac(MESSAGE))).toBe(toHex(made.challengeMac(MESSAGE)));
    }
  });

  it('sign what the published line verifies, under a name that is not the log’s', () => {
    const keys = createStatementKeys(dir, CONTEST);
    const verifier = createNoteVerifier(keys.vkey, { sha256, verifyEd25519 });
    expect(verifier.name).toBe(`${CONTEST.origin}/statements`);
    expect(verifier.verify(MESSAGE, keys.signStatement(MESSAGE))).toBe(true);
    expect(keys.challengeMac(MESSAGE)).toHaveLength(32);
  });

  it('are not the keys of the log, and leave those alone', () => {
    const contest = createContestKeys(dir, CONTEST);
    const keys = createStatementKeys(dir, CONTEST);
    expect(keys.vkey.split('+')[2]).not.toBe(contest.vkey.split('+')[2]);
    expect(toHex(keys.challengeMac(MESSAGE))).not.toBe(toHex(contest.voterMac(MESSAGE)));
    expect(createContestKeys(dir, CONTEST).vkey).toBe(contest.vkey);
    expect(readdirSync(own).sort()).toEqual(['challenge.key', 'log.key', 'statements.key', 'voter.key']);
  });

  it('are read by their owner alone', async () => {
    createStatementKeys(dir, CONTEST);
    for (const name of FILES) {
      expect(statSync(join(own, name)).mode & 0o777).toBe(0o600);
      chmodSync(join(own, name), 0o640);
      await expect(() => loadStatementKeys(dir, CONTEST)).toRejectWithCode('config-invalid');
      chmodSync(join(own, name), 0o600);
    }
  });

  it.each(FILES)('refuse a %s that is none, without quoting it', (name) => {
    createStatementKeys(dir, CONTEST);
    for (const text of ['', 'secret words', 'ab'.repeat(31)]) {
      writeFileSync(join(own, name), text);
      expect(() => loadStatementKeys(dir, CONTEST)).toThrow(/^(?!.*secret).*holds no/);
    }
  });

  it('make a lost challenge key anew, on which nothing lasting depends, and no other', async () => {
    const made = createStatementKeys(dir, CONTEST);
    unlinkSync(join(own, 'challenge.key'));
    const again = loadStatementKeys(dir, CONTEST);
    expect(again.vkey).toBe(made.vkey);
    expect(toHex(again.challengeMac(MESSAGE))).not.toBe(toHex(made.challengeMac(MESSAGE)));
    unlinkSync(join(own, 'statements.key'));
    await expect(() => loadStatementKeys(dir, CONTEST)).toRejectWithCode('key-missing');
    expect(readdirSync(own)).toEqual(['challenge.key']);
  });
});

describe('openStatementKeys', () => {
  const published = new Map<string, string>();
  const ports = {
    keys: {
      create: () => createStatementKeys(dir, CONTEST),
      load: () => loadStatementKeys(dir, CONTEST),
    },
    vkeys: {
      of: (id: string) => published.get(id),
      keep(id: string, vkey: string) {
        if (!published.has(id)) published.set(id, vkey);
      },
    },
  };
  const open = (): StatementKeys => openStatementKeys(CONTEST, ports);
  beforeEach(() => {
    published.clear();
  });

  it('makes keys for a contest that never had any, and publishes them', () => {
    const keys = open();
    expect(published.get(CONTEST.id)).toBe(keys.vkey);
    expect(open().vkey).toBe(keys.vkey);
  });

  it('takes up keys that were made and not yet published', () => {
    const made = createStatementKeys(dir, CONTEST);
    expect(open().vkey).toBe(made.vkey);
  });

  it('same-keys: refuses another key than was published, and makes none for one that is lost', async () => {
    open();
    unlinkSync(join(own, 'statements.key'));
    await expect(open).toRejectWithCode('key-missing');
    expect(readdirSync(own)).toEqual(['challenge.key']);
    createStatementKeys(dir, CONTEST);
    await expect(open).toRejectWithCode('key-mismatch');
  });

  it('refuses its own when another process, with other keys, published first', async () => {
    const vkeys = { of: ports.vkeys.of, keep: (id: string) => void published.set(id, 'theirs') };
    await expect(() => openStatementKeys(CONTEST, { ...ports, vkeys })).toRejectWithCode('key-mismatch');
  });
});
