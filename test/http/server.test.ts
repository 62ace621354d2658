import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createMetricsServer } from '../../src/http/metrics-server.ts';
import { BALLOTS, CMS, post, rawExchange, RECEIPT, request, startHttp, until, type Harness } from './support.ts';

let http: Harness;

const HEAD = `POST ${BALLOTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/cms\r\n`;

describe('the server bounds', () => {
  it('the time for headers: a client that dribbles them is cut off with 408', async () => {
    http = await startHttp({ headersTimeoutMs: 200, requestTimeoutMs: 400 });
    const { text, ms } = await rawExchange(http.port, (socket) => {
      socket.write(HEAD);
      const dribble = setInterval(() => socket.write('X-Slow: 1\r\n'), 50);
      socket.on('close', () => {
        clearInterval(dribble);
      });
    });
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeLessThan(3000);
  });

  it('the time for a body: a slow upload is cut off and counted, others are served meanwhile', async () => {
    http = await startHttp({ headersTimeoutMs: 200, requestTimeoutMs: 400 });
    const slow = rawExchange(http.port, (socket) => {
      socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
      const dribble = setInterval(() => socket.write('0'), 50);
      socket.on('close', () => {
        clearInterval(dribble);
      });
    });
    expect((await post(http, CMS)).status).toBe(201);
    expect((await slow).ms).toBeLessThan(3000);
    await until(async () => (await http.metrics.registry.metrics()).includes('outcome="aborted"} 1'));
    expect(http.submitted).toHaveLength(1);
  });

  it('a connection that says nothing', async () => {
    http = await startHttp({ headersTimeoutMs: 200, requestTimeoutMs: 400 });
    const { ms } = await rawExchange(http.port, () => undefined);
    expect(ms).toBeLessThan(3000);
  });

  it('the headers: a flood of them is 431', async () => {
    http = await startHttp();
    const many = await rawExchange(http.port, (socket) => {
      socket.write(`${HEAD}${Array.from({ length: 5000 }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`);
    });
    const long = await rawExchange(http.port, (socket) => {
      socket.write(`${HEAD}X: ${'x'.repeat(9000)}\r\n\r\n`);
    });
    for (const { text } of [many, long]) expect(text).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('the connections: one too many is closed at once', async () => {
    http = await startHttp({ maxConnections: 1 });
    let tooMany: Promise<{ ms: number }> | undefined;
    await rawExchange(http.port, (socket) => {
      tooMany = rawExchange(http.port, () => undefined).finally(() => socket.destroy());
    });
    expect((await tooMany!).ms).toBeLessThan(5000);
  });

  it.each([
    'GARBAGE\r\n\r\n',
    `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `${HEAD}Content-Length: -5\r\n\r\n`,
    'GET / HTTP/1.1\r\n\r\n',
  ])('what is no HTTP: %j is 400', async (bytes) => {
    http = await startHttp();
    const { text } = await rawExchange(http.port, (socket) => socket.write(bytes));
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(http.submitted).toEqual([]);
  });
});

/** Keeps the next ballot in the use case until it is released. */
function holdBallot(harness: Harness): { readonly started: Promise<void>; readonly release: () => void } {
  let start: () => void;
  let release: () => void;
  const started = new Promise<void>((resolve) => (start = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  harness.deps.submitBallot = async () => {
    start();
    await released;
    return { created: true, receipt: RECEIPT };
  };
  return {
    started,
    release: () => {
      release();
    },
  };
}

describe('a stopping server', () => {
  const answers: string[] = [];
  it('finishes the ballot in flight, takes no new connection, and closes', async () => {
    http = await startHttp();
    const { started, release } = holdBallot(http);
    const inFlight = post(http, CMS);
    await started;
    const closed = http.close();
    await expect(request(`${http.url}/healthz`)).rejects.toThrow('fetch failed');
    release();
    expect(await inFlight).toMatchObject({ status: 201, text: RECEIPT });
    // At once, although the sender would have kept the connection.
    const releasedMs = performance.now();
    await closed;
    expect(performance.now() - releasedMs).toBeLessThan(5000);
  });

  it('cuts off what does not finish in time', async () => {
    http = await startHttp({ shutdownMs: 100 });
    const { started } = holdBallot(http);
    const inFlight = post(http, CMS).then(
      () => 'answered',
      () => 'cut off',
    );
    await started;
    await http.close();
    expect(await inFlight).toBe('cut off');
  });

  it('says that it is not ready on a connection it still has, and closes that', async () => {
    http = await startHttp();
    const { started, release } = holdBallot(http);
    const { text } = await rawExchange(http.port, (socket) => {
      const other = connect(http.port, '127.0.0.1', () => {
        socket.write(`${HEAD}Content-Length: ${CMS.length}\r\n\r\n`);
        socket.write(CMS);
      });
      // The second connection has begun a request before the server stops, and ends it after.
      other.write('GET /readyz HTTP/1.1\r\nHost: x\r\n');
      other.on('data', (chunk: Buffer) => {
        answers.push(chunk.toString());
        release();
      });
      void started.then(() => {
        void http.service.close();
        other.write('\r\n');
      });
    });
    expect(text).toMatch(/^HTTP\/1\.1 201 /);
    expect(answers.join()).toMatch(/^HTTP\/1\.1 503 [\s\S]*Connection: close[\s\S]*"serving":false/);
  });
});

describe('the metrics server', () => {
  it('serves /metrics and nothing else', async () => {
    http = await startHttp();
    await post(http, CMS);
    const server = createMetricsServer(http.metrics);
    const port = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await request(`http://127.0.0.1:${port}/metrics`);
    expect(answer.text).toContain('dauys_ballots_total{outcome="accepted"} 1');
    expect((await request(`http://127.0.0.1:${port}/`)).status).toBe(404);
    await server.close();
  });
});
