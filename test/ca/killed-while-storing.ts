// A process that keeps a list and its state, and is killed where it is about to give a file its name.
// Arguments: directory, file of the list, its digest, URL, which of the two files.
import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { openListStore } from '../../src/ca/list-store.ts';

const [dir = '', file = '', sha256 = '', url = '', fatal = ''] = process.argv.slice(2);
const { rename } = fs.promises;
fs.promises.rename = async (from, to) => {
  if (String(to).endsWith(fatal)) process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
};
syncBuiltinESMExports();

const store = await openListStore(dir, Date.now());
await store.keep({ der: readFileSync(file), sha256 });
await store.keepState(url, { sha256 });
