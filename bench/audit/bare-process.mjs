// Nothing but verification of the ballots of an export, by as many threads as there are cores: prints ballots/s.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readRecord, recordLength } from '../../dist/audit/ballot-record.js';
import { sha256 } from '../../dist/signature/digest.js';
import { createTrustSet } from '../../dist/signature/trust.js';
import { verifyCms } from '../../dist/signature/verifier.js';

if (isMainThread) await startThreads(process.argv[2], process.argv[3]);
else verifyShare(workerData);

async function startThreads(directory, at) {
  const threads = availableParallelism();
  const rates = Array.from({ length: threads }, (_, share) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { directory, at, share, threads } });
    return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
  });
  const sum = (await Promise.all(rates)).reduce((a, b) => a + b);
  process.stdout.write(JSON.stringify(sum));
}

function verifyShare({ directory, at, share, threads }) {
  const ballots = readBallots(directory).filter((_, i) => i % threads === share);
  const trust = readTrust(directory);
  const time = new Date(at);
  const started = performance.now();
  for (const cms of ballots) verifyCms({ cms, at: time }, { trust, crls: [] }, (content) => content.length);
  parentPort.postMessage((ballots.length * 1000) / (performance.now() - started));
}

function readBallots(directory) {
  const folder = join(directory, 'restricted/ballots');
  return readdirSync(folder).flatMap((name) => {
    const unit = readFileSync(join(folder, name));
    const ballots = [];
    for (let from = 0; from < unit.length;) {
      const to = from + recordLength(unit, from);
      ballots.push(readRecord(unit.subarray(from, to)).cms);
      from = to;
    }
    return ballots;
  });
}

function readTrust(directory) {
  const of = (kind) => {
    const folder = join(directory, 'public/trust', kind);
    return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  };
  return createTrustSet({ anchors: of('anchors'), intermediates: of('intermediates'), tsa: [] }, sha256);
}
