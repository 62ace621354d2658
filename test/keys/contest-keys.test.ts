import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { createContestKeys, loadContestKeys } from '../../src/keys/contest-keys.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { createNoteVerifier, parseVkey } from '../../src/log/note.ts';
import { sha256 } from '../../src/signature/digest.ts';

const ID = 'test-contest';
const ORIGIN = 'vote.example.kz/log/test-contest';
const CONTEST = { id: ID, origin: ORIGIN };
const MESSAGE = toUtf8('message');

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'dauys-keys-')), 'keys');
});
afterEach(() => {
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

describe('contest keys', () => {
  it('makes keys once and gives the same ones ever after', () => {
    const made = createContestKeys(dir, CONTEST);
    for (const keys of [
      createContestKeys(dir, CONTEST),
      loadContestKeys(dir, CONTEST),
      loadContestKeys(dir, CONTEST),
    ]) {
      expect(keys.vkey).toBe(made.vkey);
      expect(toHex(keys.voterMac(MESSAGE))).toBe(toHex(made.voterMac(MESSAGE)));
    }
  });

  it('makes other keys for another contest', () => {
    const [one, other] = [createContestKeys(dir, CONTEST), createContestKeys(dir, { id: 'other', origin: ORIGIN })];
    expect(other.vkey).not.toBe(one.vkey);
    expect(toHex(other.voterMac(MESSAGE))).not.toBe(toHex(one.voterMac(MESSAGE)));
  });

  it('signs what the published key verifies, under the name of the log', () => {
    const keys = createContestKeys(dir, CONTEST);
    const verifier = createNoteVerifier(keys.vkey, { sha256, verifyEd25519 });
    expect(verifier.name).toBe(ORIGIN);
    expect(verifier.verify(MESSAGE, keys.signCheckpoint(MESSAGE))).toBe(true);
    expect(verifier.verify(toUtf8('massage'), keys.signCheckpoint(MESSAGE))).toBe(false);
    expect(keys.voterMac(MESSAGE).length).toBe(32);
  });

  it('lets nobody but the owner read them and leaves no other file', () => {
    createContestKeys(dir, CONTEST);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, ID)).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(dir, ID)).sort()).toEqual(['log.key', 'voter.key']);
    for (const name of ['log.key', 'voter.key']) expect(statSync(join(dir, ID, name)).mode & 0o777).toBe(0o600);
  });

  it.each(['log.key', 'voter.key'])('same-keys: does not make a missing %s anew when asked to load', async (name) => {
    await expect(() => loadContestKeys(dir, CONTEST)).toRejectWithCode('key-missing');
    createContestKeys(dir, CONTEST);
    unlinkSync(join(dir, ID, name));
    await expect(() => loadContestKeys(dir, CONTEST)).toRejectWithCode('key-missing');
    expect(readdirSync(join(dir, ID))).not.toContain(name);
  });

  it.each(['log.key', 'voter.key'])('refuses a %s that others may read', async (name) => {
    createContestKeys(dir, CONTEST);
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(join(dir, ID, name), mode);
      await expect(() => loadContestKeys(dir, CONTEST)).toRejectWithCode('config-invalid');
    }
    chmodSync(join(dir, ID, name), 0o400);
    expect(loadContestKeys(dir, CONTEST).vkey).toContain(ORIGIN);
  });

  it.each(['log.key', 'voter.key'])('refuses a damaged %s and does not quote it', (name) => {
    createContestKeys(dir, CONTEST);
    const file = join(dir, ID, name);
    const text = readFileSync(file, 'utf8');
    for (const damaged of ['', text.slice(1), text.repeat(100), 'secret words']) {
      writeFileSync(file, damaged);
      let message = 'loaded';
      try {
        loadContestKeys(dir, CONTEST);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/holds no|too long/);
      expect(message).not.toContain('secret');
    }
  });

  it('refuses a log key of another kind', async () => {
    createContestKeys(dir, CONTEST);
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('ed448');
    writeFileSync(join(dir, ID, 'log.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await expect(() => loadContestKeys(dir, CONTEST)).toRejectWithCode('config-invalid');
  });

  it('gives processes that start at once the same keys', async () => {
    const module = join(import.meta.dirname, '../../src/keys/contest-keys.ts');
    const code = `
      const { createContestKeys } = await import(${JSON.stringify(module)});
      const keys = createContestKeys(${JSON.stringify(dir)}, ${JSON.stringify(CONTEST)});
      process.stdout.write(keys.vkey + ' ' + Buffer.from(keys.voterMac(Buffer.from('m'))).toString('hex'));`;
    const run = (): Promise<string> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let out = '';
        child.stdout.on('data', (chunk) => (out += String(chunk)));
        child.on('close', () => {
          resolve(out);
        });
      });
    const lines = await Promise.all([run(), run(), run(), run()]);
    expect(new Set(lines).size).toBe(1);
    expect(parseVkey(lines[0].split(' ')[0]!, sha256).name).toBe(ORIGIN);
  });
});
