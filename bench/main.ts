// `npm run bench`: every measurement with its peer in the same run. `--json` ends with one JSON object on one line.
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchIntake } from './intake.ts';
import { benchLists } from './lists.ts';
import { benchLog } from './log.ts';
import { benchVerify } from './verify.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, sizes: { type: 'string', default: '10000,1000000' } },
});
const sizes = values.sizes.split(',').map(Number);
const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const machine = { cores: availableParallelism(), model: cpus()[0]?.model ?? '', node: process.version };
tell('verification on one core');
const verify = await benchVerify();
tell('revocation lists');
const lists = await benchLists();
tell('durable intake over HTTP');
const intake = await benchIntake({ sizes, tell });
tell('proofs and tiles');
const log = await benchLog({ sizes });

if (values.json) {
  process.stdout.write(`${JSON.stringify({ machine, verify, lists, intake, log })}\n`);
} else {
  console.log(machine);
  console.dir({ verify, lists, intake, log }, { depth: null });
}
