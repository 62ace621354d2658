import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openMobileSeal } from '../../src/keys/mobile-seal.ts';
import { random } from '../support/ballots.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-test-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});
const plain = Buffer.from('contest, candidate, time');

describe('openMobileSeal', () => {
  it('opens what any process of the installation sealed, and nothing that was touched or sealed elsewhere', () => {
    const [one, other] = [openMobileSeal(directory), openMobileSeal(directory)];
    const sealed = one.seal(plain, random(12));
    expect(Buffer.from(other.open(sealed) ?? [])).toEqual(plain);
    expect(one.mac(plain)).toEqual(other.mac(plain));
    for (let i = 0; i < sealed.length; i++) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === i ? byte ^ 1 : byte));
      expect(one.open(changed)).toBeUndefined();
    }
    const elsewhere = mkdtempSync(join(tmpdir(), 'dauys-test-'));
    expect(openMobileSeal(elsewhere).open(sealed)).toBeUndefined();
    rmSync(elsewhere, { recursive: true });
  });

  it('hides what it seals, differently each time', () => {
    const { seal } = openMobileSeal(directory);
    const [first, second] = [seal(plain, random(12)), seal(plain, random(12))];
    expect(first).not.toEqual(second);
    expect(Buffer.from(first).includes(plain)).toBe(false);
  });

  it('keeps its key for its owner alone, and refuses one that others may read or that is none', () => {
    openMobileSeal(directory);
    const [name = ''] = readdirSync(directory);
    const file = join(directory, name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    expect(() => openMobileSeal(directory)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    chmodSync(file, 0o600);
    writeFileSync(file, 'short\n');
    expect(() => openMobileSeal(directory)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });
});
