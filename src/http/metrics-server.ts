import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../observability/metrics.ts';
import type { ListenAddress } from './server.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts `/metrics` on a listener of its own, which stays inside: it is neither limited nor protected. */
export async function startMetricsServer(
  { registry }: Pick<Metrics, 'registry'>,
  { host, port }: ListenAddress,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
