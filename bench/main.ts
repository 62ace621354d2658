// `npm run bench`: every measurement with its peer in the same run. `--json` ends with one JSON object on one line.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAudit } from './audit.ts';
import { benchCrowd, crowdBallots } from './crowd.ts';
import { benchIntake, fillLedgers, INTAKE_BALLOTS } from './intake.ts';
import { makeField, makeGround } from './intake/field.ts';
import { benchLists } from './lists.ts';
import { benchLog } from './log.ts';
import { benchOcsp } from './ocsp.ts';
import { benchPolicies, policiesBallots } from './policies.ts';
import { benchRevocation, revocationBallots } from './revocation.ts';
import { benchTimeStamps } from './time-stamps.ts';
import { benchVerify } from './verify.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, sizes: { type: 'string', default: '10000,1000000' } },
});
const sizes = values.sizes.split(',').map(Number);
const started = performance.now();
const tell = (line: string): void => {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${line}\n`);
};

execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-field-'));
try {
  tell('verification on one core');
  const verify = await benchVerify();
  const ocsp = await benchOcsp();
  const timeStamps = await benchTimeStamps();
  tell('revocation lists');
  const lists = await benchLists();
  tell('durable intake over HTTP');
  const ground = makeGround(directory);
  const filling = fillLedgers(ground, sizes);
  const field = makeField(
    ground,
    Math.max(INTAKE_BALLOTS, policiesBallots(), revocationBallots(), crowdBallots()),
    tell,
  );
  const intake = await benchIntake(field, await filling, tell);
  tell('intake with lists, against a responder, and while lists are loaded');
  const policies = await benchPolicies(field, { tell });
  const revocation = await benchRevocation(field, { tell });
  tell('a crowd of readers while ballots come in');
  const crowd = await benchCrowd(field);
  tell('proofs and tiles');
  const log = await benchLog({ sizes });
  tell('audits');
  const audit = await benchAudit();
  const machine = {
    cores: availableParallelism(),
    model: cpus()[0]?.model ?? '',
    node: process.version,
    // Above the number of cores somebody else was using them too.
    load: loadavg().map((load) => Number(load.toFixed(1))),
    seconds: Math.round((performance.now() - started) / 1000),
  };
  const results = { verify, ocsp, timeStamps, lists, intake, policies, revocation, crowd, log, audit };
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, ...results })}\n`);
  else console.dir({ machine, ...results }, { depth: null });
} finally {
  rmSync(directory, { recursive: true });
}
