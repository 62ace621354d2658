import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The Prometheus metrics. Labels come from closed sets (route templates, statuses, codes, contest ids): no label and no
 * metric tells a candidate, so none tells a count before it is published.
 */
export type Metrics = ReturnType<typeof createMetrics>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics({ processMetrics = true }: { readonly processMetrics?: boolean } = {}) {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry, prefix: 'dauys_' });
  const registers = [registry];
  return {
    registry,
    httpDuration: new Histogram({
      name: 'dauys_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    ballots: new Counter({
      name: 'dauys_ballots_total',
      help: 'Ballots by outcome: accepted, repeated, aborted, or the code of the refusal.',
      labelNames: ['outcome'],
      registers,
    }),
    statements: new Counter({
      name: 'dauys_statements_total',
      help: 'Questions of people about themselves by outcome: given, aborted, or the code of the refusal.',
      labelNames: ['outcome'],
      registers,
    }),
    signIns: new Counter({
      name: 'dauys_sign_ins_total',
      help: 'Attempts to sign in by outcome: signed-in, aborted, or the code of the refusal.',
      labelNames: ['outcome'],
      registers,
    }),
    verifyDuration: new Histogram({
      name: 'dauys_verify_duration_seconds',
      help: 'Verification of one signed message, waiting in the pool included.',
      buckets: SECONDS,
      registers,
    }),
    revocation: new Counter({
      name: 'dauys_revocation_total',
      help: 'Certificates found good, by the source it was decided on: ocsp, crl or off.',
      labelNames: ['source'],
      registers,
    }),
    ocsp: new Histogram({
      name: 'dauys_ocsp_duration_seconds',
      help: 'Questions to the OCSP responder, by what became of them.',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    }),
    lists: new Counter({
      name: 'dauys_revocation_list_looks_total',
      help: 'Looks at revocation lists, by what came of them.',
      labelNames: ['outcome'],
      registers,
    }),
    revocationOff: new Gauge({
      name: 'dauys_revocation_off',
      help: '1 when revocation is not checked at all: revoked certificates can vote.',
      registers,
    }),
    queueDepth: new Gauge({
      name: 'dauys_sequencer_queue_depth',
      help: 'Verified ballots waiting for a commit.',
      registers,
    }),
    batchSize: new Histogram({
      name: 'dauys_commit_batch_entries',
      help: 'Entries written by one transaction.',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    commitDuration: new Histogram({
      name: 'dauys_commit_duration_seconds',
      help: 'One transaction with its high-water mark.',
      buckets: SECONDS,
      registers,
    }),
    tallyLag: new Gauge({
      name: 'dauys_tally_lag_entries',
      help: 'Entries in the ledger that are not counted yet.',
      labelNames: ['contest'],
      registers,
    }),
    ledgerSize: new Gauge({
      name: 'dauys_ledger_entries',
      help: 'Entries in the log of a contest (the turnout is public at all times).',
      labelNames: ['contest'],
      registers,
    }),
    gateUnknown: new Counter({
      name: 'dauys_gate_unknown_total',
      help: 'Questions to the voted gate that it did not answer in time.',
      registers,
    }),
    clockAlarm: new Gauge({
      name: 'dauys_clock_alarm',
      help: '1 while the wall clock is not trusted: nothing opens or closes.',
      registers,
    }),
    clockStep: new Gauge({
      name: 'dauys_clock_step_seconds',
      help: 'How far the wall clock has moved against the monotonic one since the start.',
      registers,
    }),
    ...anchorMetrics(registers),
    streams: new Gauge({ name: 'dauys_tally_streams', help: 'Open streams of counts.', registers }),
  };
}

function anchorMetrics(registers: Registry[]) {
  return {
    timeAnchorAge: new Gauge({
      name: 'dauys_time_anchor_age_seconds',
      help: 'Time since the newest time anchor, or since entry 0 while there is none.',
      labelNames: ['contest'],
      registers,
    }),
    timeAnchorFailures: new Counter({
      name: 'dauys_time_anchor_failures_total',
      help: 'Tries that brought no time anchor into the log.',
      registers,
    }),
    timeAnchorAlarm: new Gauge({
      name: 'dauys_time_anchor_alarm',
      help: '1 while entries have waited for a time anchor for more than three intervals.',
      labelNames: ['contest'],
      registers,
    }),
  };
}
