import { beforeEach, describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES } from '../../src/domain/errors.ts';
import { statusOf } from '../../src/http/problem.ts';
import {
  BALLOTS,
  CMS,
  NOW,
  post,
  RECEIPT,
  rawExchange,
  refuseWith,
  request,
  startHttp,
  until,
  type Harness,
} from './support.ts';

const BASE64 = Buffer.from(CMS).toString('base64');
const PEM = (label: string): string => `-----BEGIN ${label}-----\n${BASE64}\n-----END ${label}-----\n`;
const JSON_TYPE = { 'content-type': 'application/json' };

let http: Harness;
beforeEach(async () => {
  http = await startHttp({ lingerMs: 100 });
});

describe('POST ballots', () => {
  it('answers 201 with the receipt byte for byte, and hands on what arrived, when it arrived', async () => {
    const answer = await post(http, CMS);
    expect(answer).toMatchObject({ status: 201, text: RECEIPT });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(http.submitted).toEqual([
      { contestId: 'demo', cms: Buffer.from(CMS), candidateId: undefined, acceptedAtMs: NOW },
    ]);
  });

  it('answers 200 when the first receipt is given again', async () => {
    http.deps.submitBallot = async () => ({ created: false, receipt: RECEIPT });
    expect(await post(http, CMS)).toMatchObject({ status: 200, text: RECEIPT });
  });

  it.each([
    ['application/cms', CMS],
    ['Application/CMS; x=y', CMS],
    ['application/pkcs7-mime; smime-type=signed-data', CMS],
    ['application/cms', BASE64],
    ['application/cms', PEM('CMS')],
    ['application/pkcs7-mime', PEM('PKCS7')],
    ['application/json', JSON.stringify({ cms: BASE64 })],
    ['application/json; charset=utf-8', JSON.stringify({ cms: PEM('CMS') })],
  ])('takes %s with or without armour', async (type, body) => {
    expect(await post(http, body, { 'content-type': type })).toMatchObject({ status: 201 });
    expect(http.submitted.map(({ cms }) => [...cms])).toEqual([[...CMS]]);
  });

  it('takes the candidate of a detached signature from the query or the object', async () => {
    await post(http, CMS, undefined, `${BALLOTS}?candidate=abai-12`);
    await post(http, JSON.stringify({ cms: BASE64, candidate: 'abai-12' }), JSON_TYPE);
    expect(http.submitted.map(({ candidateId }) => candidateId)).toEqual(['abai-12', 'abai-12']);
  });

  it('takes the time of the last byte, not of the first', async () => {
    const { text } = await rawExchange(http.port, (socket) => {
      socket.write(
        `POST ${BALLOTS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/cms\r\nContent-Length: 5\r\n\r\n`,
      );
      socket.write(CMS.subarray(0, 2));
      setTimeout(() => {
        http.clock.wallMs = NOW + 5000;
        socket.write(CMS.subarray(2));
      }, 50);
    });
    expect(text).toContain('201 Created');
    expect(http.submitted[0]?.acceptedAtMs).toBe(NOW + 5000);
  });
});

describe('POST ballots refuses', () => {
  it.each([
    '{',
    '',
    '[]',
    'null',
    '"x"',
    '{"cms":1}',
    '{}',
    '{"cms":"MA==","x":1}',
    '{"cms":"MA==","candidate":7}',
    '{"cms":"MA==","__proto__":1}',
    '\ufeff{"cms":"MA=="}',
  ])('JSON %j as malformed-request', async (body) => {
    expect(await post(http, body, JSON_TYPE)).toMatchObject({ status: 400, json: { code: 'malformed-request' } });
  });

  it('JSON that is not UTF-8, two candidates, and a candidate beside a JSON body as malformed-request', async () => {
    const notUtf8 = Buffer.concat([Buffer.from('{"cms":"'), Buffer.of(0xff), Buffer.from('"}')]);
    const twice = `${BALLOTS}?candidate=abai-12&candidate=abai-12`;
    const beside = `${BALLOTS}?candidate=abai-12`;
    expect((await post(http, notUtf8, JSON_TYPE)).json).toMatchObject({ code: 'malformed-request' });
    expect((await post(http, CMS, undefined, twice)).json).toMatchObject({ code: 'malformed-request' });
    expect((await post(http, JSON.stringify({ cms: BASE64 }), JSON_TYPE, beside)).json).toMatchObject({
      code: 'malformed-request',
    });
  });

  it.each([
    ['an empty body', ''],
    ['broken base64', 'MA=!'],
    ['PEM of another kind', PEM('CERTIFICATE')],
  ])('%s as ballot-malformed', async (_, body) => {
    expect(await post(http, body)).toMatchObject({ status: 422, json: { code: 'ballot-malformed' } });
    if (body !== '') {
      const wrapped = await post(http, JSON.stringify({ cms: body }), JSON_TYPE);
      expect(wrapped).toMatchObject({ status: 422, json: { code: 'ballot-malformed' } });
    }
  });

  it.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'application/cms', 'content-encoding': 'gzip' },
  ])('%j as media-type', async (headers) => {
    expect(await post(http, CMS, headers as Record<string, string>)).toMatchObject({
      status: 415,
      json: { code: 'media-type' },
    });
  });

  it('a body without a media type, an unknown contest and an unknown candidate', async () => {
    const bare = await request(`${http.url}${BALLOTS}`, { method: 'POST', body: CMS });
    expect(bare).toMatchObject({ status: 415, json: { code: 'media-type' } });
    const elsewhere = await post(http, CMS, undefined, '/api/v1/contests/other/ballots');
    expect(elsewhere).toMatchObject({ status: 404, json: { code: 'contest-unknown' } });
    const nobody = await post(http, CMS, undefined, `${BALLOTS}?candidate=nobody`);
    expect(nobody).toMatchObject({ status: 404, json: { code: 'candidate-unknown' } });
    expect(http.submitted).toEqual([]);
  });

  it.each(REFUSAL_CODES)('with %s when the intake does, under the status of the table', async (code) => {
    refuseWith(http, code);
    const answer = await post(http, CMS);
    expect(answer).toMatchObject({ status: statusOf(code), json: { code, status: statusOf(code) } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const mayRetry = ['busy', 'revocation-unavailable', 'rate-limited'].includes(code);
    expect(answer.headers.get('retry-after') !== null).toBe(mayRetry);
  });

  it('an unclear commit as busy: the same ballot again finds the truth', async () => {
    refuseWith(http, 'commit-unknown');
    expect(await post(http, CMS)).toMatchObject({ status: 503, json: { code: 'busy' } });
  });

  it('an unexpected error as internal, logged once and without its message', async () => {
    http.deps.submitBallot = async () => {
      throw new TypeError('IIN000000000012');
    };
    expect(await post(http, CMS)).toMatchObject({ status: 500, json: { code: 'internal' } });
    const errors = http.lines.filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('"route":"/api/v1/contests/{contest}/ballots"');
    expect(http.lines.join()).not.toContain('000000000012');
  });
});

describe('POST ballots over the limits', () => {
  it('takes 64 KiB and refuses one byte more', async () => {
    const body = new Uint8Array(64 * 1024);
    body[0] = 0x30;
    expect(await post(http, body)).toMatchObject({ status: 201 });
    const larger = new Uint8Array(64 * 1024 + 1);
    expect(await post(http, larger)).toMatchObject({ status: 413, json: { code: 'too-large' } });
    expect(http.submitted).toHaveLength(1);
  });

  it('refuses 10 MB by Content-Length, and the sender sees the answer', async () => {
    expect(await post(http, new Uint8Array(10_000_000))).toMatchObject({ status: 413, json: { code: 'too-large' } });
    expect(await post(http, CMS)).toMatchObject({ status: 201 });
  });

  it('reads on for a while, so that the sender of too much is answered and not reset', async () => {
    const patient = await startHttp({ lingerMs: 10_000 });
    const { text, wasReset } = await rawExchange(patient.port, (socket) => {
      socket.pause();
      socket.write(
        `POST ${BALLOTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/cms\r\nContent-Length: 20000000\r\n\r\n`,
      );
      socket.write(new Uint8Array(20_000_000), () => socket.resume());
    });
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(wasReset).toBe(false);
    expect(text).toContain('too-large');
  });

  it('refuses a chunked body as soon as it passes the limit, without waiting for its end', async () => {
    const { text } = await rawExchange(http.port, (socket) => {
      socket.write(
        `POST ${BALLOTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/cms\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      for (let i = 0; i < 5; i++) socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`);
    });
    expect(text).toContain('413 Payload Too Large');
    expect(text).toContain('Connection: close');
  });

  it('answers Expect: 100-continue before the body when the headers already refuse it', async () => {
    const head = (length: number): string =>
      `POST ${BALLOTS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/cms\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
    const refused = await rawExchange(http.port, (socket) => socket.write(head(10_000_000)));
    expect(refused.text).toMatch(/^HTTP\/1\.1 413 /);
    const taken = await rawExchange(http.port, (socket) => {
      socket.write(head(CMS.length));
      socket.once('data', () => socket.write(CMS));
    });
    expect(taken.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
  });

  it('counts an upload that breaks off, answers nobody and goes on', async () => {
    await rawExchange(http.port, (socket) => {
      socket.write(
        `POST ${BALLOTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/cms\r\nContent-Length: 5\r\n\r\n0`,
      );
      setTimeout(() => socket.destroy(), 30);
    });
    await until(async () => (await http.metrics.registry.metrics()).includes('outcome="aborted"} 1'));
    expect(await post(http, CMS)).toMatchObject({ status: 201 });
    expect(http.submitted).toHaveLength(1);
  });

  it('answers busy when the uploads together hold too much memory', async () => {
    const small = await startHttp({ maxBufferedBytes: 1000 });
    expect(await post(small, new Uint8Array(2000).fill(0x30))).toMatchObject({ status: 503, json: { code: 'busy' } });
    expect(await post(small, CMS)).toMatchObject({ status: 201 });
  });
});
