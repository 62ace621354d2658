import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GO_PATH = '/usr/share/gocode';

/** True where Go and golang.org/x/mod are installed as Debian packages them. */
export const HAS_GO =
  existsSync(join(GO_PATH, 'src/golang.org/x/mod/sumdb/tlog')) && spawnSync('go', ['version']).status === 0;

/** Compiles the checker of logs and gives its path. */
export function buildTlogcheck(): string {
  return buildGo('tlogcheck');
}

/** Compiles a program of this folder and gives its path. */
export function buildGo(name: string): string {
  const directory = fileURLToPath(new URL(name, import.meta.url));
  const sources = readdirSync(directory).map((file) => join(directory, file));
  const target = join(mkdtempSync(join(tmpdir(), `dauys-${name}-`)), name);
  const env = {
    PATH: process.env['PATH'],
    GO111MODULE: 'off',
    GOPATH: GO_PATH,
    GOCACHE: join(tmpdir(), 'dauys-go-cache'),
    GOFLAGS: '',
  };
  execFileSync('go', ['build', '-o', target, ...sources], { env, stdio: 'pipe' });
  return target;
}

export interface Verdict {
  readonly ok: boolean;
  /** Its one line. */
  readonly text: string;
}

export function runTlogcheck(program: string, args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => {
      resolve({ ok: error === null, text: `${stdout}${stderr}`.trim() });
    });
  });
}

export function putFile(directory: string, path: string, bytes: Uint8Array | string): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}
