// An audit in a process of its own, as `dauys audit` runs it: prints what it took, without the start of the process.
import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { auditDirectory } from '../../dist/auditing.js';

/** Linux alone has it. */
const STATUS = '/proc/self/status';
const [directory, level, entries] = process.argv.slice(2);
const started = performance.now();
let publicUntil = 0;
const { report } = await auditDirectory({
  directory,
  level,
  engine: 'fast',
  out: undefined,
  resume: false,
  earlierTrust: [],
  onProgress(done) {
    if (publicUntil === 0 && done >= Number(entries)) publicUntil = performance.now();
  },
});
const ended = performance.now();
const result = {
  verdict: report.verdict,
  publicMs: (level === 'public' ? ended : publicUntil) - started,
  restrictedMs: ended - publicUntil,
  peakMiB: Math.round(peakKiB() / 1024),
};
process.stdout.write(JSON.stringify(result));

/** Of this process: what `getrusage` tells of one that was forked may be the peak of who started it. */
function peakKiB() {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}
