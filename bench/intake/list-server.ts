// Serves the lists named on the command line: the first one to whoever asks first, the next when asked again.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const lists = process.argv.slice(2).map((file) => readFileSync(file));
const asked = new Map<string, number>();

const server = createServer(({ url = '' }, response) => {
  const turn = asked.get(url) ?? 0;
  asked.set(url, turn + 1);
  const list = lists[Math.min(turn, lists.length - 1)];
  response.writeHead(200, { 'content-type': 'application/pkix-crl', 'content-length': list?.length ?? 0 }).end(list);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
