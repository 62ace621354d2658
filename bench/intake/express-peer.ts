// The peer: an Express route that reads the same body and gives an answer of the same size, and does nothing else.
import type { AddressInfo } from 'node:net';
import express from 'express';

const answer = 'x'.repeat(Number(process.argv[2]));
const app = express();
app.post('/ballots', express.raw({ type: 'application/cms', limit: '64kb' }), (_request, response) => {
  response.status(201).type('application/json').send(answer);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
