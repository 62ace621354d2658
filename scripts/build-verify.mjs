// Makes the one file that checks receipts and exports with no service and no network: dist/verify.html.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/browser/verify');

/** What leans on node:crypto, and what does the same in a browser. */
const STAND_INS = new Map([
  [join(root, 'src/signature/digest.ts'), join(source, 'digest.ts')],
  [join(root, 'src/audit/log-signature.ts'), join(source, 'log-signature.ts')],
  [join(root, 'src/audit/hashing.ts'), join(source, 'hashing.ts')],
  [join(root, 'src/audit/policy-file.ts'), join(source, 'policy-file.ts')],
]);

/** The library's messages in 50 languages, of which nobody reads one here. */
const LOCALES = /\/locales\/index\.js$/;

const standIns = {
  name: 'stand-ins',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const standIn = STAND_INS.get(join(resolveDir, path));
      return standIn === undefined ? undefined : { path: standIn };
    });
    onResolve({ filter: LOCALES }, ({ path, resolveDir }) => ({ path: join(resolveDir, path, '..', 'en.js') }));
  },
};

/**
 * Bundles program and style into one page whose policy lets nothing else run and nothing be asked for.
 * @returns the page, and its SHA-256 in hex
 */
export async function makeVerifyPage() {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    target: ['es2020', 'chrome90', 'firefox90', 'safari15'],
    logLevel: 'error',
    charset: 'utf8',
    legalComments: 'none',
  };
  const [program, style] = await Promise.all([
    build({
      ...common,
      entryPoints: ['src/browser/verify/program.ts'],
      format: 'iife',
      tsconfig: 'src/browser/verify/tsconfig.json',
      plugins: [standIns],
    }),
    build({ ...common, entryPoints: ['src/browser/verify/verify.css'] }),
  ]);
  const page = pageOf(textOf(program), textOf(style));
  return { page, sha256: createHash('sha256').update(page).digest('hex') };
}

function textOf({ outputFiles: [file] }) {
  return file.text.trim();
}

function pageOf(program, style) {
  // Either would end its element, or change what is in it, before its end.
  if (/<\/script|<!--/i.test(program) || /<\/style/i.test(style)) throw new Error('the bundle cannot stand in a page');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(program)}`,
    `style-src ${hashOf(style)}`,
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="kk">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Dauys</title>
<style>${style}</style>
</head>
<body>
<p>Бұл бетке JavaScript және жаңарақ браузер керек. Странице нужны JavaScript и более новый браузер. This page needs JavaScript and a newer browser.</p>
<script>${program}</script>
</body>
</html>
<!--
${licences()}
-->
`;
}

/** Of what others wrote in the file. */
function licences() {
  const packages = ['zod', '@noble/curves', '@noble/hashes'];
  const texts = packages.map(
    (name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim()}`,
  );
  if (texts.some((text) => text.includes('--'))) throw new Error('a licence cannot stand in a comment');
  return texts.join('\n\n');
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Writes `dist/verify.html`, whole or not at all: several processes may build at once. */
export async function buildVerify() {
  const { page, sha256 } = await makeVerifyPage();
  const target = join(root, 'dist', 'verify.html');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, page);
  renameSync(`${target}.${process.pid}`, target);
  return { bytes: Buffer.byteLength(page), sha256 };
}

/** Tells of the file what its readers compare. */
export async function buildVerifyAloud() {
  const { bytes, sha256 } = await buildVerify();
  process.stdout.write(`dist/verify.html  ${bytes} bytes  sha256 ${sha256}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildVerifyAloud();
