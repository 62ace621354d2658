import { describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES } from '../../src/domain/errors.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';

function setUp() {
  const lines: string[] = [];
  const metrics = createMetrics({ processMetrics: false });
  const events = createEvents(createLogger('debug', { write: (line: string) => lines.push(line) }), metrics);
  const scrape = (): Promise<string> => metrics.registry.metrics();
  return { lines, events, scrape };
}

describe('createEvents', () => {
  it('counts ballots by outcome', async () => {
    const { events, scrape, lines } = setUp();
    events.ballotAccepted('demo', 5);
    events.ballotAccepted('demo', 5);
    events.ballotRepeated('demo', 5);
    events.ballotAborted();
    for (const code of REFUSAL_CODES) events.ballotRefused(code, 1);
    const text = await scrape();
    expect(text).toContain('dauys_ballots_total{outcome="accepted"} 2');
    expect(text).toContain('dauys_ballots_total{outcome="repeated"} 1');
    expect(text).toContain('dauys_ballots_total{outcome="aborted"} 1');
    for (const code of REFUSAL_CODES) expect(text).toContain(`dauys_ballots_total{outcome="${code}"} 1`);
    expect(lines).toHaveLength(3 + REFUSAL_CODES.length);
  });

  it('says that the clock is not trusted once, and again when it is', async () => {
    const { events, scrape, lines } = setUp();
    events.clockChecked(true, 0);
    events.clockChecked(false, 5000);
    events.clockChecked(false, 5000);
    expect(await scrape()).toContain('dauys_clock_alarm 1');
    expect(await scrape()).toContain('dauys_clock_step_seconds 5');
    events.clockChecked(true, 10);
    expect(await scrape()).toContain('dauys_clock_alarm 0');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'clock-not-trusted',
      'clock-trusted-again',
    ]);
  });

  it('says when entries wait long for a time anchor, once each contest, and when no more', async () => {
    const { events, scrape, lines } = setUp();
    events.timeAnchorsChecked('demo', 1000, false);
    events.timeAnchorsChecked('demo', 1_900_000, true);
    events.timeAnchorsChecked('demo', 1_901_000, true);
    events.timeAnchorsChecked('other', 1000, false);
    expect(await scrape()).toContain('dauys_time_anchor_alarm{contest="demo"} 1');
    expect(await scrape()).toContain('dauys_time_anchor_alarm{contest="other"} 0');
    expect(await scrape()).toContain('dauys_time_anchor_age_seconds{contest="demo"} 1901');
    events.timeAnchorFailed('demo', new Error('ECONNREFUSED'));
    expect(await scrape()).toContain('dauys_time_anchor_failures_total 1');
    events.timeAnchored('demo', 7, 6);
    events.timeAnchorsChecked('demo', 0, false);
    expect(await scrape()).toContain('dauys_time_anchor_alarm{contest="demo"} 0');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'time-anchors-late',
      'time-anchor-failed',
      'time-anchored',
      'time-anchors-in-time-again',
    ]);
  });

  it('measures commits, lag, gate and requests', async () => {
    const { events, scrape } = setUp();
    events.batchCommitted('demo', 64, 1000, 12);
    events.tallyAdvanced('demo', 990, 1000);
    events.gateUnknown();
    events.queueChanged(7);
    events.ballotVerified(4);
    events.streamsChanged(3);
    events.requestFinished('GET', '/log/{contest}/checkpoint', 200, 2);
    const text = await scrape();
    expect(text).toContain('dauys_commit_batch_entries_sum 64');
    expect(text).toContain('dauys_ledger_entries{contest="demo"} 1000');
    expect(text).toContain('dauys_tally_lag_entries{contest="demo"} 10');
    expect(text).toContain('dauys_gate_unknown_total 1');
    expect(text).toContain('dauys_sequencer_queue_depth 7');
    expect(text).toContain('dauys_verify_duration_seconds_count 1');
    expect(text).toContain('dauys_tally_streams 3');
    expect(text).toContain(
      'dauys_http_request_duration_seconds_count{method="GET",route="/log/{contest}/checkpoint",status="200"} 1',
    );
  });
});
