import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envExample } from '../src/config.ts';
import { dauys } from './cli/run-dauys.ts';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'PROTOCOL.md', 'SECURITY.md'].filter(existsSync);
const textOf = (file: string): string => readFileSync(file, 'utf8');
/** Where code blocks and code spans are: commands stand nowhere else. */
const codeOf = (file: string): string[] =>
  [...textOf(file).matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block = '', span = '']) =>
    block === '' ? [span] : block.split('\n'),
  );

const PACKAGE = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** `dauys a b` and `node dist/main.js a b`, with `a|b` taken apart. */
function commandsOf(line: string): string[] {
  const [, words = ''] = /(?:^|[\s(])(?:dauys|node dist\/main\.js) ((?:[a-z]+(?:\\?\|[a-z]+)* ?)+)/.exec(line) ?? [];
  const parts = words
    .trim()
    .split(' ')
    .map((word) => word.split(/\\?\|/));
  return parts.reduce<string[]>((all, choices) => all.flatMap((c) => choices.map((w) => `${c} ${w}`.trim())), ['']);
}

describe.each(DOCUMENTS)('%s', (file) => {
  const code = codeOf(file);

  it('names files that exist', () => {
    const paths = code
      .flatMap((line) => line.split(/[\s"'(),]+/))
      .filter((word) => /^(?:\.?[\w-]+\/)+[\w.*-]*$/.test(word) || /^[\w.-]+\.(?:md|yaml|json|js)$/.test(word))
      .filter((path) => /^(src|test|scripts|fixtures|bench|certs|\.ci)\/|^[A-Z]+\.md$|^\w+\.yaml$/.test(path))
      .map((path) => path.replace(/\*.*$/, ''));
    expect(paths.filter((path) => !existsSync(path) && !path.startsWith('certs/'))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const scripts = code.flatMap((line) => [...line.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = '']) => name));
    expect(scripts.filter((name) => !(name in PACKAGE.scripts))).toEqual([]);
  });

  it('names settings that exist', () => {
    const settings = [...textOf(file).matchAll(/DAUYS_[A-Z_]+[A-Z]/g)].map(([name]) => name);
    expect(settings.filter((name) => !envExample().includes(`#${name}=`))).toEqual([]);
  });

  it('names commands that exist, with flags they take', async () => {
    const lines = code.filter((line) => commandsOf(line).some((command) => command !== ''));
    const named = new Map<string, Set<string>>();
    for (const line of lines) {
      for (const command of commandsOf(line)) {
        const flags = named.get(command) ?? new Set();
        for (const [flag] of line.matchAll(/--[a-z-]+/g)) flags.add(flag);
        named.set(command, flags);
      }
    }
    const faults = await Promise.all(
      [...named].map(async ([command, flags]) => {
        const { status, stdout } = await dauys([...command.split(' '), '--help']);
        const missing = [...flags].filter((flag) => !stdout.includes(flag));
        return status === 0 && missing.length === 0 ? [] : [`${command} ${missing.join(' ')}`];
      }),
    );
    expect(faults.flat()).toEqual([]);
  });
});

describe('README.md', () => {
  it('names two commands that can be run', () => {
    for (const script of ['scripts/demo', 'scripts/test', '.ci/run']) {
      expect([script, (statSync(script).mode & 0o111) !== 0]).toEqual([script, true]);
    }
  });

  it('names every command there is', async () => {
    const { stdout } = await dauys(['--help']);
    const commands = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(
      ([, name]) => name!,
    );
    const named = codeOf('README.md').flatMap(commandsOf);
    expect(commands.filter((name) => name !== 'help' && !named.some((c) => c.split(' ')[0] === name))).toEqual([]);
  });
});
