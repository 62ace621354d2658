// An audit in a process of its own, as `dauys audit` runs it: prints what it took, without the start of the process.
import { performance } from 'node:perf_hooks';
import { auditDirectory } from '../../dist/auditing.js';

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
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.stdout.write(JSON.stringify(result));
