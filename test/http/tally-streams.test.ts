import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TallyView } from '../../src/tally/view.ts';
import { request, startHttp, TALLY, until, type Harness } from './support.ts';

const PATH = '/api/v1/contests/demo/tallies/stream';
const at = (size: number): TallyView => ({ contest: 'demo', state: 'embargoed', size, ballots: size - 1 });

let http: Harness;
let cancels: (() => Promise<void>)[];
beforeEach(async () => {
  cancels = [];
  http = await startHttp({ heartbeatMs: 20, maxStreams: 2 });
});
afterEach(async () => {
  await Promise.all(cancels.map((cancel) => cancel()));
});

interface Listening {
  readonly response: Response;
  /** All that arrived, growing. */
  readonly text: () => string;
  readonly ended: () => boolean;
  readonly cancel: () => Promise<void>;
}

async function listen(headers: Record<string, string> = {}): Promise<Listening> {
  const aborting = new AbortController();
  const response = await fetch(`${http.url}${PATH}`, { headers, signal: aborting.signal });
  let text = '';
  let ended = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true });
  })()
    .catch(() => undefined)
    .finally(() => (ended = true));
  const cancel = async (): Promise<void> => {
    aborting.abort();
    await reading;
  };
  cancels.push(cancel);
  return { response, text: () => text, ended: () => ended, cancel };
}

const idOf = (text: string): string => /^id: ([0-9a-f]+)$/m.exec(text)![1]!;

describe('GET tallies', () => {
  it('is what the tally says', async () => {
    expect((await request(`${http.url}/api/v1/contests/demo/tallies`)).json).toEqual(TALLY);
  });
});

describe('GET tallies/stream', () => {
  it('sends what stands, then what is published, to all readers', async () => {
    const readers = [await listen(), await listen()];
    expect(readers[0]!.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(readers[0]!.response.headers.get('x-accel-buffering')).toBe('no');
    for (const { text } of readers) await until(() => text().includes(`data: ${JSON.stringify(TALLY)}\n\n`));
    http.publish(at(2));
    for (const { text } of readers) {
      await until(() => text().includes(JSON.stringify(at(2))));
      expect(text().match(/^event: tally$/gm)).toHaveLength(2);
    }
    expect(http.subscribers()).toBe(1);
  });

  it('keeps the line alive with heartbeats', async () => {
    const { text } = await listen();
    await until(() => (text().match(/^: $/gm) ?? []).length >= 3);
  });

  it('spares a reader who comes back what it has seen, and only that', async () => {
    const first = await listen();
    await until(() => first.text().includes('id: '));
    const id = idOf(first.text());
    await first.cancel();
    const second = await listen({ 'last-event-id': id });
    await until(() => second.text().includes(': \n'));
    expect(second.text()).not.toContain('event: tally');
    http.publish(at(3));
    await until(() => second.text().includes(JSON.stringify(at(3))));
    const third = await listen({ 'last-event-id': id });
    await until(() => third.text().includes(JSON.stringify(at(3))));
  });

  it('refuses one stream too many as busy, and takes the next once one has gone', async () => {
    const first = await listen();
    await listen();
    expect(await request(`${http.url}${PATH}`)).toMatchObject({ status: 503, json: { code: 'busy' } });
    expect(await http.metrics.registry.metrics()).toContain('dauys_tally_streams 2');
    await first.cancel();
    await until(async () => (await http.metrics.registry.metrics()).includes('dauys_tally_streams 1'));
    expect((await listen()).response.status).toBe(200);
  });

  it('ends when the service stops', async () => {
    const { ended } = await listen();
    await http.close();
    await until(ended);
    expect(http.subscribers()).toBe(0);
    http = await startHttp();
  });

  it('gives a slow reader the newest counts only, and drops one that never reads', async () => {
    const patient = await startHttp({ heartbeatMs: 60_000 });
    const socket = connect(patient.port, '127.0.0.1');
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: x\r\n\r\n`);
    socket.pause();
    await until(() => patient.subscribers() === 1);
    // Far more than the buffers of both sides hold, most of it conflated away.
    const filler = 'x'.repeat(1 << 20);
    for (let i = 2; i < 40; i++) patient.publish({ ...at(i), contest: filler });
    patient.publish(at(1000));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.resume();
    await until(() => text.includes('"size":1000'));
    expect(text.length).toBeLessThan(20 * filler.length);
    socket.destroy();

    const stuck = connect(http.port, '127.0.0.1');
    stuck.on('error', () => undefined);
    stuck.write(`GET ${PATH} HTTP/1.1\r\nHost: x\r\n\r\n`);
    stuck.pause();
    await until(() => http.subscribers() === 1);
    // Until the buffers of both kernels are full and two heartbeats have found them so.
    let size = 1;
    await until(() => {
      http.publish({ ...at(++size), contest: filler });
      return http.subscribers() === 0;
    });
    stuck.destroy();
  });
});
