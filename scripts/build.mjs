// Compiles src to dist, puts the SQL migrations beside the code that reads them, and bundles what browsers get.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { buildSite } from './build-site.mjs';
import { buildVerifyAloud } from './build-verify.mjs';

const root = new URL('..', import.meta.url);
const dist = new URL('dist/', root);
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name !== 'site') rmSync(new URL(name, dist), { recursive: true, force: true });
}
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
cpSync(new URL('src/storage/migrations/', root), new URL('dist/storage/migrations/', root), { recursive: true });
await buildSite();
await buildVerifyAloud();
