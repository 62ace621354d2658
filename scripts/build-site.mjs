// Bundles what browsers get: scripts of src/browser and the style of src/web/styles, under names that carry their digest.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist', 'site');

/** Writes `dist/site`: the files, and `assets.json` which names them. Old files stay: a page in a cache may still ask for them. */
export async function buildSite() {
  const programs = readdirSync(join(root, 'src/browser'))
    .filter((name) => name.endsWith('-program.ts'))
    .map((name) => ({ in: `src/browser/${name}`, out: name.replace('-program.ts', '') }));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...programs, { in: 'src/web/styles/site.css', out: 'site' }],
    outdir: target,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2020', 'chrome90', 'firefox90', 'safari14'],
    // Safari 14.0 has it; esbuild leaves it out over a rare fault of that version and would refuse to build.
    supported: { destructuring: true },
    charset: 'utf8',
    legalComments: 'none',
    tsconfig: 'src/browser/tsconfig.json',
  });
  mkdirSync(target, { recursive: true });
  const assets = {};
  for (const { path, contents } of outputFiles) {
    const name = path.slice(target.length + 1);
    const digest = createHash('sha256').update(contents).digest();
    const file = name.replace(/\.(\w+)$/, `-${digest.toString('hex').slice(0, 12)}.$1`);
    replaceFile(join(target, file), contents);
    assets[name] = { file, integrity: `sha256-${digest.toString('base64')}` };
  }
  replaceFile(join(target, 'assets.json'), `${JSON.stringify(assets, null, 1)}\n`);
}

/** Whole or not at all: several processes may build at once. */
function replaceFile(path, contents) {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, contents);
  renameSync(partial, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSite();
