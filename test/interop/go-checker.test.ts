import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillInstallation, prepareInstallation } from '../../bench/intake/installation.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { leafHash } from '../../src/log/merkle.ts';
import { tilePath, type TileAddress } from '../../src/log/tiles.ts';
import { createLogKey } from '../log/ed25519.ts';
import { sha256, testCa, testCitizen } from '../support/ballots.ts';
import { createMemoryLog, tilesOf, type MemoryLog } from '../support/memory-log.ts';
import {
  createInstallation,
  createTestClock,
  openContest,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { buildTlogcheck, HAS_GO, putFile, runTlogcheck } from './tlogcheck.ts';

const suite = HAS_GO ? describe : describe.skip;
const ORIGIN = 'vote.example.kz/log/demo';
/** Two full tiles and a partial one, at both levels. */
const ENTRIES = 600;

suite(`golang.org/x/mod${HAS_GO ? '' : ' (skipped: no Go with golang.org/x/mod)'}`, () => {
  let program: string;
  const directories: string[] = [];
  const newDirectory = (): string => {
    const directory = mkdtempSync(join(tmpdir(), 'dauys-log-'));
    directories.push(directory);
    return directory;
  };

  beforeAll(() => {
    program = buildTlogcheck();
  });
  afterAll(() => {
    for (const directory of [dirname(program), ...directories]) rmSync(directory, { recursive: true, force: true });
  });

  describe('over HTTP', () => {
    let installation: TestInstallation;
    let service: TestService;
    const now = new Date();

    beforeAll(async () => {
      installation = createInstallation({ contest: openContest(now), authorities: [testCa(now)] });
      const { directory, contest } = installation;
      prepareInstallation(directory, contest, testCa(now));
      await fillInstallation({ directory, entries: ENTRIES, cmsBytes: 16 });
      service = await startTestService(installation, {}, createTestClock(new Date()));
    });
    afterAll(async () => {
      await service.stop();
      installation.remove();
    });

    it('verifies the whole log, its growth, and receipts', async () => {
      const url = `${service.url}/log/qamqor-demo`;
      const read = async (path: string): Promise<string> => (await service.get(path)).body;
      const files = newDirectory();
      const keep = (name: string, text: string): string => putFile(files, name, text);
      const before = keep('before', await read('/log/qamqor-demo/checkpoint'));
      const proofBefore = keep('proof-before', await read('/api/v1/contests/qamqor-demo/proofs/255'));

      const receipts = [];
      for (const n of [1, 2, 3]) {
        const { status, body } = await service.vote(testCitizen(n, testCa(now)), 12);
        expect(status).toBe(201);
        receipts.push(keep(`receipt-${n}`, (JSON.parse(body) as Receipt).proof));
      }
      const proof = keep('proof', await read('/api/v1/contests/qamqor-demo/proofs/601'));
      const vkey = (await read('/log/qamqor-demo/key')).trim();

      const proofs = [proofBefore, ...receipts, proof].flatMap((file) => ['-proof', file]);
      const indexes = ['0', '255', '256', '599', '600', '602'].flatMap((index) => ['-index', index]);
      const verdict = await runTlogcheck(program, ['-url', url, '-vkey', vkey, '-old', before, ...proofs, ...indexes]);
      expect(verdict.text).toMatch(/^ok: 603 entries, root .{44}, 6 indexes, 1 earlier checkpoints, 5 proofs$/);

      // A changed leaf in a proof, and the proof of another index.
      const text = readFileSync(proof, 'utf8');
      const extra = /^extra (.*)$/m.exec(text)![1]!;
      const leaf = Buffer.from(extra, 'base64');
      leaf[127]! ^= 1;
      for (const bad of [text.replace(extra, leaf.toString('base64')), text.replace('\nindex 601', '\nindex 600')]) {
        const refused = await runTlogcheck(program, ['-url', url, '-vkey', vkey, '-proof', keep('bad', bad)]);
        expect(refused).toEqual({ ok: false, text: 'refused: bad: invalid transparency proof' });
      }
    });
  });

  /** The log as files, the way C2SP names them. */
  async function writeLog(log: MemoryLog): Promise<string> {
    const directory = newDirectory();
    putFile(directory, 'checkpoint', log.head().checkpoint);
    for (const { path, tile } of tilesOf(log.head().size)) {
      putFile(directory, path, (await log.resources.tile('demo', tile.level, tile.index, tile.width))!);
    }
    return directory;
  }

  const check = (directory: string, { vkey }: { readonly vkey: string }, ...args: string[]) =>
    runTlogcheck(program, ['-dir', directory, '-vkey', vkey, ...args]);

  it.each([1, 2, 255, 256, 257, 512, 65_536, 66_000])(
    'verifies a directory of %i entries and that it grew out of smaller logs',
    async (size) => {
      const sizes = [1, 200, 256, 300, 65_536].filter((old) => old < size);
      const log = createMemoryLog(ORIGIN);
      const files = newDirectory();
      const olds = sizes.flatMap((old) => [
        '-old',
        putFile(files, `${old}`, log.grow(old - log.head().size).checkpoint),
      ]);
      log.grow(size - log.head().size);
      const directory = await writeLog(log);
      const proof = putFile(files, 'proof', (await log.resources.inclusionProof('demo', size >> 1))!);
      const verdict = await check(directory, log, ...olds, '-proof', proof, '-index', `${size - 1}`);
      expect(verdict).toEqual({ ok: true, text: expect.stringContaining(`ok: ${size} entries`) });
    },
  );

  const change = (directory: string, tile: TileAddress, alter: (bytes: Buffer) => void): void => {
    const file = join(directory, tilePath(tile));
    const bytes = readFileSync(file);
    alter(bytes);
    writeFileSync(file, bytes);
  };

  it.each([
    [{ level: 'entries', index: 0, width: 256 } as const, 'hash 1 of level 0 is not in its tile'],
    [{ level: 'entries', index: 2, width: 188 } as const, 'hash 513 of level 0 is not in its tile'],
    [{ level: 0, index: 0, width: 256 } as const, 'hash 5 of level 0 is not in its tile'],
    [{ level: 0, index: 2, width: 188 } as const, 'downloaded inconsistent tile'],
    [{ level: 1, index: 0, width: 2 } as const, 'downloaded inconsistent tile'],
  ])('refuses a changed byte in %j', async (tile, why) => {
    const log = createMemoryLog(ORIGIN, 700);
    const directory = await writeLog(log);
    change(directory, tile, (bytes) => (bytes[160 % bytes.length]! ^= 1));
    expect(await check(directory, log)).toEqual({ ok: false, text: `refused: ${why}` });
  });

  it('refuses a leaf whose hash was changed with it', async () => {
    const log = createMemoryLog(ORIGIN, 700);
    const directory = await writeLog(log);
    let leaf: Uint8Array = new Uint8Array();
    change(directory, { level: 'entries', index: 0, width: 256 }, (bytes) => {
      bytes[129]! ^= 1;
      leaf = bytes.subarray(2, 130);
    });
    change(directory, { level: 0, index: 0, width: 256 }, (bytes) => {
      bytes.set(leafHash(leaf, sha256));
    });
    // The tile's parent shows it, which x/mod does not compare here.
    expect((await check(directory, log)).text).toBe('refused: hash 0 of level 8 is not in its tile');
  });

  it('refuses a changed signature, another key, and the name of another log', async () => {
    const log = createMemoryLog(ORIGIN, 10);
    const directory = await writeLog(log);
    const { checkpoint } = log.head();
    expect((await check(directory, log)).ok).toBe(true);
    expect((await check(directory, createLogKey(ORIGIN))).text).toBe('refused: note has no verifiable signatures');
    expect((await check(directory, createLogKey('another'))).text).toBe('refused: note has no verifiable signatures');

    const signature = Buffer.from(/ ([^ ]+)\n$/.exec(checkpoint)![1]!, 'base64');
    signature[67]! ^= 1;
    putFile(directory, 'checkpoint', checkpoint.replace(/ [^ ]+\n$/, ` ${signature.toString('base64')}\n`));
    expect((await check(directory, log)).text).toContain('invalid signature');

    putFile(directory, 'checkpoint', checkpoint.replace('\n10\n', '\n9\n'));
    expect((await check(directory, log)).text).toContain('invalid signature');
  });

  it('refuses a log that was rewritten or became smaller', async () => {
    const key = createLogKey(ORIGIN);
    const log = createMemoryLog(ORIGIN, 700, { key });
    const directory = await writeLog(log);
    const files = newDirectory();
    for (const [size, why] of [
      [300, 'invalid transparency proof'],
      [700, 'invalid transparency proof'],
      [701, 'the log shrank from 701 to 700 entries'],
    ] as const) {
      const fork = createMemoryLog(ORIGIN, size, { fork: 1, key }).head().checkpoint;
      const verdict = await check(directory, log, '-old', putFile(files, 'fork', fork));
      expect(verdict).toEqual({ ok: false, text: `refused: fork: ${why}` });
    }
  });
});
