import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES, textOf } from '../../src/domain/texts.ts';
import { dauys } from './run-dauys.ts';

/** Every command with what it cannot do without. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  serve: [],
  worker: [],
  'contest load': ['file'],
  'token create': ['--role', 'auditor', '--contest', 'id'],
  'token list': [],
  'token revoke': ['id'],
  'verify cms': ['file', '--trust', 'dir'],
  'verify certificate': ['file', '--anchor', 'file'],
  'verify receipt': ['file', '--log-key', 'vkey'],
  'ballot evidence': ['1', '--contest', 'id', '--out', 'dir'],
  'ballot container': ['1', '--contest', 'id', '--out', 'file', '--trust', 'dir'],
  export: ['--contest', 'id', '--out', 'dir'],
  witness: ['--log', 'vkey', '--state', 'file', '--key', 'file'],
  backup: ['dir'],
  demo: [],
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-usage-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('dauys', () => {
  const names = Object.keys(COMMANDS);

  it('explains every command and leaves with 0', async () => {
    const runs = await Promise.all(names.map((name) => dauys([...name.split(' '), '--help'])));
    for (const [i, { status, stdout }] of runs.entries()) {
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`dauys ${names[i]!} `) });
    }
  });

  it('refuses a flag it does not know with 2, in words and in JSON', async () => {
    const runs = await Promise.all(
      Object.entries(COMMANDS).map(([name, rest]) => dauys([...name.split(' '), ...rest, '--nonsense', '--json'])),
    );
    for (const { status, stderr, json } of runs) {
      expect({ status, stderr, json }).toEqual({
        status: 2,
        stderr: expect.stringContaining("unknown option '--"),
        json: { ok: false, code: 'config-invalid', message: expect.stringContaining('unknown option') },
      });
    }
  });

  it.each([
    [[], 'Usage: dauys'],
    [['nonsense'], "unknown command 'nonsense'"],
    [['verify', 'cms', 'a.cms'], "'--trust <dir>' not specified"],
    [['verify', 'receipt', '--log-key', 'x'], "missing required argument 'file'"],
    [['verify', 'cms', 'a', 'b', '--trust', 'x'], 'too many arguments'],
    [['token', 'list', '--lang', 'de'], 'Allowed choices are kk, ru, en'],
    [['demo', '--ballots', 'many'], 'a whole number'],
    [['ballot', 'evidence', '-1', '--contest', 'x', '--out', 'x'], 'the index of an entry'],
    [['ballot', 'evidence', '1.5', '--contest', 'x', '--out', 'x'], 'the index of an entry'],
    [['ballot', 'container', '1', '--contest', 'x'], "'--out <file>' not specified"],
  ])('cannot run %j', async (args, words) => {
    const { status, stdout, stderr } = await dauys(args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(words) });
  });

  it('ends a wrong command line with one JSON object where --json was asked for', async () => {
    const { status, stdout, json } = await dauys(['verify', 'cms', 'a.cms', '--json']);
    expect([status, stdout.trimEnd().split('\n').length]).toEqual([2, 1]);
    expect(json).toEqual({
      ok: false,
      code: 'config-invalid',
      message: "required option '--trust <dir>' not specified",
    });
  });
});

describe('the language of messages', () => {
  const missing = ['contest', 'load', '/nowhere.json'];

  it.each(LANGUAGES)('is %s by --lang, whatever the locale', async (language) => {
    const { status, stderr } = await dauys([...missing, '--data', directory, '--lang', language], { LC_ALL: 'fr_FR' });
    const { title, detail } = textOf('config-invalid', language);
    expect([status, stderr]).toEqual([2, `${title} [config-invalid]\n${detail}\ncannot read /nowhere.json\n`]);
  });

  it.each([
    ['kk', { LC_ALL: 'kk_KZ.UTF-8', LANG: 'ru_RU.UTF-8' }],
    ['ru', { LC_ALL: '', LANG: 'ru_RU.UTF-8' }],
    ['ru', { LC_MESSAGES: 'ru_RU', LANG: 'kk_KZ' }],
    ['en', { LANG: 'de_DE.UTF-8' }],
    ['en', {}],
  ] as const)('is %s under the locale %j', async (language, locale) => {
    const { stderr } = await dauys([...missing, '--data', directory], { ...locale });
    expect(stderr).toContain(textOf('config-invalid', language).title);
  });

  it('is the locale’s also where the service refuses to start', async () => {
    const { status, stderr } = await dauys(['serve', '--data', directory], { LC_ALL: 'kk_KZ.UTF-8' });
    expect(status).toBe(2);
    expect(stderr).toContain(textOf('config-invalid', 'kk').detail);
  });
});

describe('dauys serve refuses to start with 2', () => {
  it.each([
    ['without a data directory', [], {}, 'DAUYS_DATA: is not set'],
    ['without a trust directory', ['--data', 'DIR'], {}, 'no trust directory'],
    ['with an empty trust directory', ['--data', 'DIR', '--trust', 'DIR'], {}, 'cannot read the trust directory'],
    ['with a port out of range', ['--data', 'DIR', '--port', '70000'], {}, 'DAUYS_PORT'],
    ['with a setting nobody knows', ['--data', 'DIR'], { DAUYS_PROT: '80' }, 'unknown settings: DAUYS_PROT'],
  ])('%s', async (_, args, environment, words) => {
    const { status, stderr } = await dauys(['serve', ...args.map((arg) => arg.replace('DIR', directory))], environment);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
  });
});
