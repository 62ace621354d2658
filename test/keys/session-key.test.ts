import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSessionKey } from '../../src/keys/session-key.ts';
import '../support/matchers.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-keys-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const file = () => join(directory, 'demo', 'session.key');
const open = () => openSessionKey(directory, 'demo');
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code: unknown }).code;
  }
};

describe('the session key', () => {
  it('is made once, for its owner alone, and another one for each contest', () => {
    const [first, again] = [open(), open()];
    const message = Uint8Array.of(1);
    expect(first(message)).toEqual(again(message));
    expect(first(message)).toHaveLength(32);
    expect(openSessionKey(directory, 'other')(message)).not.toEqual(first(message));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('that others may read, or that is none, is refused', () => {
    open();
    chmodSync(file(), 0o640);
    expect(codeOf(open)).toBe('config-invalid');
    chmodSync(file(), 0o600);
    writeFileSync(file(), 'ab\n');
    expect(codeOf(open)).toBe('config-invalid');
  });
});
