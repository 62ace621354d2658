import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'dauys');
let built: string | undefined;

/**
 * `main.js` of the sources as they stand, compiled once per state of them: processes start three times as fast as
 * through a loader, which a test that starts dozens of them needs.
 */
export function builtMain(): string {
  built ??= join(build(), 'src', 'main.js');
  return built;
}

function build(): string {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));
  const hash = createHash('sha256');
  for (const { name, text } of sources) hash.update(`${name} ${text.length}\n${text}`);
  const target = join(CACHE, hash.digest('hex').slice(0, 16));
  if (isThere(target)) return target;

  mkdirSync(CACHE, { recursive: true });
  const partial = mkdtempSync(join(CACHE, 'partial-'));
  for (const { name, text } of sources) {
    const file = join(partial, name.replace(/\.tsx?$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, /\.tsx?$/.test(name) ? compile(text, name.endsWith('x')) : text);
  }
  cpSync(join(ROOT, 'package.json'), join(partial, 'package.json'));
  for (const name of ['fixtures', 'dist']) symlinkSync(join(ROOT, name), join(partial, name));
  try {
    renameSync(partial, target);
  } catch (error) {
    // Another test process was first.
    rmSync(partial, { recursive: true, force: true });
    if (!isThere(target)) throw error;
  }
  return target;
}

function isThere(target: string): boolean {
  try {
    readdirSync(target);
    return true;
  } catch {
    return false;
  }
}

function compile(text: string, tsx: boolean): string {
  // The published types do not know the last of these yet.
  const jsc = {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx },
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    rewriteRelativeImportExtensions: true,
  } as const;
  return transformSync(text, { swcrc: false, jsc, module: { type: 'es6' } }).code;
}
