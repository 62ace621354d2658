import { beforeEach, describe, expect, it } from '@jest/globals';
import { encodeAnnulment } from '../../src/encoding/annulment.ts';
import { canonicalJson } from '../../src/encoding/canonical-json.ts';
import { sha256 } from '../support/ballots.ts';
import { sampleProtocol } from '../web/sample-protocol.ts';
import { request, startHttp, type Answer, type Harness } from './support.ts';

const COMMISSION = '/ru/contests/demo/commission';
const AUDITORS = '/ru/contests/demo/auditors';
const READER = { accept: 'text/html' };
const MEMBER = { cookie: 'commission-session=demo.commission' };
const AUDITOR = { cookie: 'auditor-session=demo.auditor' };

const { protocol: sample } = sampleProtocol();
const published = (protocol = sample) => {
  const text = Buffer.from(canonicalJson(protocol)).toString();
  return {
    protocol: text,
    proof: 'x',
    csv: '\ufeffa;b\r\n',
    sha256: Buffer.from(sha256(Buffer.from(text))).toString('hex'),
  };
};

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});
const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  request(`${http.url}${path}`, { headers });

describe('the page of the commission', () => {
  it.each([
    ['before', 'Голосование ещё не началось.'],
    ['open', 'Идёт голосование.'],
    ['closing', 'Голосование окончено:'],
    ['closed', 'Журнал закрыт.'],
  ] as const)('says why there is no protocol while the contest is %s', async (state, reason) => {
    http.deps.contests = { ...http.deps.contests, state: () => state };
    const { status, text } = await get(COMMISSION);
    expect(status).toBe(200);
    expect(text).toContain(reason);
    // When there will be one, where the contest is.
    if (state !== 'closed') expect(text).toContain('20 января 2026 г. в 00:00');
    expect(text).toMatch(/<section id="sign-in"/);
  });

  it('is kept by nobody', async () => {
    for (const headers of [{}, MEMBER]) {
      const answer = await get(COMMISSION, headers);
      expect([answer.headers.get('cache-control'), answer.headers.get('etag')]).toEqual(['no-store', null]);
    }
  });

  it('shows a member of the commission the way out, and nobody else', async () => {
    const shown = (await get(COMMISSION, MEMBER)).text;
    expect(shown).toContain('Вы вошли как член комиссии');
    expect(shown).toContain(`action="${COMMISSION}/sign-out"`);
    expect(shown).not.toMatch(/<section id="sign-in"/);
    for (const headers of [AUDITOR, { cookie: 'commission-session=other.commission' }, {}]) {
      expect((await get(COMMISSION, headers)).text).not.toContain('Вы вошли');
    }
  });

  it('tells the refusal that the form met, by its code alone', async () => {
    const { text } = await get(`${COMMISSION}?problem=challenge-invalid`);
    expect(text).toMatch(/role="alert"><h3>Войти не удалось/);
    expect(text).toContain('/ru/help#challenge-invalid');
    const other = (await get(`${COMMISSION}?problem=%3Cscript%3E`)).text;
    expect(other).not.toContain('Войти не удалось');
    expect(other).not.toContain('&lt;script');
  });

  it('works without a program: a challenge to take and a form for the signed file', async () => {
    const { text } = await get(COMMISSION);
    expect(text).toContain('href="/api/v1/contests/demo/challenges?purpose=sign-in" download');
    expect(text).toMatch(
      /<form method="post" enctype="multipart\/form-data" action="\/ru\/contests\/demo\/commission\/sign-in"/i,
    );
    // Said only where a program can do it.
    expect(text).toMatch(/<div id="with-ncalayer" hidden>/);
  });

  it('warns of a protocol that does not hold', async () => {
    http.deps.protocol = async () => published({ ...sample, counted: sample.counted + 1 });
    const { text } = await get(COMMISSION);
    expect(text.match(/<strong class="bad">Не сходится<\/strong>/g)?.length).toBeGreaterThan(1);
    expect(text).toMatch(/class="checks alert"/);
  });

  it('tells which ballots were annulled and why', async () => {
    http.deps.contests = { ...http.deps.contests, state: () => 'closed' };
    http.deps.annulments = { ...http.deps.annulments, list: async () => [] };
    expect((await get(COMMISSION)).text).toContain('Ни один бюллетень не признан недействительным.');
    const reason = { kk: 'Мәжбүрлеу', ru: 'Принуждение <b>' };
    const decision = Buffer.from(encodeAnnulment({ contest: 'demo', index: 7, reason })).toString();
    const row = { contest: 'demo', index: 9, ballot: 7, decidedAt: '2026-01-20T01:00:00.000Z', decision, salt: '' };
    http.deps.annulments = { ...http.deps.annulments, list: async () => [{ ...row, signatures: [] }] };
    expect((await get(COMMISSION)).text).toContain('<td>Принуждение &lt;b></td>');
    expect((await get('/kk/contests/demo/commission')).text).toContain('<td>Мәжбүрлеу</td>');
  });

  it('is of contests that are there', async () => {
    expect((await get('/ru/contests/other/commission', READER)).status).toBe(404);
  });
});

describe('the files of the protocol', () => {
  it('are there for nobody before it is', async () => {
    for (const form of ['pdf', 'xlsx', 'csv', 'json']) {
      const answer = await get(`${COMMISSION}/protocol.${form}`, MEMBER);
      expect([answer.status, answer.json['code']]).toEqual([403, 'not-yet-published']);
    }
  });

  it('have names, types and tags', async () => {
    http.deps.protocol = async () => published();
    const expected = {
      pdf: ['application/pdf', 'demo-protocol-ru.pdf'],
      xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'demo-protocol-ru.xlsx'],
      csv: ['text/csv; charset=utf-8', 'demo-protocol.csv'],
      json: ['application/json; charset=utf-8', 'demo-protocol.json'],
    };
    for (const [form, [type, name]] of Object.entries(expected)) {
      const { status, headers } = await get(`${COMMISSION}/protocol.${form}`);
      expect([status, headers.get('content-type')]).toEqual([200, type]);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
      const again = await get(`${COMMISSION}/protocol.${form}`, { 'if-none-match': headers.get('etag')! });
      expect(again.status).toBe(304);
    }
  });

  it('hold the very bytes that the API gives as CSV, and that the log commits to', async () => {
    const { csv, protocol } = published();
    http.deps.protocol = async () => published();
    // fetch takes the byte order mark off.
    const bytes = async (form: string) =>
      Buffer.from(await (await fetch(`${http.url}${COMMISSION}/protocol.${form}`)).arrayBuffer()).toString();
    expect(await bytes('csv')).toBe(csv);
    expect(await bytes('json')).toBe(protocol);
  });

  it('are none but these, of contests that are there', async () => {
    http.deps.protocol = async () => published();
    for (const name of ['protocol', 'protocol.exe', 'xprotocol.pdf', 'protocol.pdf.pdf', '..%2fprotocol.pdf']) {
      expect((await get(`${COMMISSION}/${name}`)).json).toMatchObject({ code: 'not-found' });
    }
    expect((await get('/ru/contests/other/commission/protocol.pdf')).json).toMatchObject({ code: 'contest-unknown' });
  });

  it('are made again after a failure', async () => {
    http.deps.protocol = async () => ({ ...published(), protocol: '{"protocol":"dauys/1"}' });
    expect((await get(`${COMMISSION}/protocol.pdf`)).status).toBe(500);
    http.deps.protocol = async () => published();
    expect((await get(`${COMMISSION}/protocol.pdf`)).status).toBe(200);
  });
});

describe('the page of auditors', () => {
  it('has keys, the state of the log and the public export for everybody', async () => {
    const { status, text } = await get(AUDITORS);
    expect(status).toBe(200);
    expect(text).toContain('vote.example.kz/log/demo+00000000+AAAA');
    expect(text).toContain('vote.example.kz/log/demo/statements+00000000+AAAA');
    expect(text).toContain('href="/api/v1/contests/demo/export?part=public"');
    expect(text).not.toContain('restricted/');
    expect(text).not.toMatch(/href="\/api\/v1\/contests\/demo\/export"/);
  });

  it('shows the restricted part to an auditor alone', async () => {
    const shown = (await get(AUDITORS, AUDITOR)).text;
    expect(shown).toContain('Вы вошли как аудитор');
    expect(shown).toContain('href="/api/v1/contests/demo/export"');
    expect(shown).toMatch(/href="\/api\/v1\/contests\/demo\/export\/files\/restricted\//);
    for (const headers of [MEMBER, { cookie: 'auditor-session=demo.commission' }]) {
      expect((await get(AUDITORS, headers)).text).not.toContain('restricted/');
    }
  });

  it('says so where nothing is published, or nothing for auditors', async () => {
    http.deps.exports = { servesRestricted: false, find: () => undefined };
    const { text } = await get(AUDITORS, AUDITOR);
    expect(text).toContain('Выгрузки, зашифрованной для вас, ещё нет');
    expect(text).toContain('Оператор ещё не опубликовал выгрузку.');
  });
});

describe('the restricted part of an export', () => {
  const MANIFEST = '/api/v1/contests/demo/export';

  it('is given to a session of an auditor, to read', async () => {
    const { status, headers } = await get(MANIFEST, AUDITOR);
    expect([status, headers.get('cache-control'), headers.get('access-control-allow-origin')]).toEqual([
      200,
      'no-store',
      null,
    ]);
    expect((await request(`${http.url}${MANIFEST}`, { method: 'POST', headers: AUDITOR })).status).toBe(404);
  });

  it('is given to no other session', async () => {
    for (const cookie of [
      'commission-session=demo.commission',
      'auditor-session=demo.commission',
      'auditor-session=',
    ]) {
      expect((await get(MANIFEST, { cookie })).json).toMatchObject({ code: 'unauthorized' });
    }
  });

  it('is not given for a session where a bad token was sent with it', async () => {
    expect((await get(MANIFEST, { ...AUDITOR, authorization: 'Bearer x' })).json).toMatchObject({
      code: 'unauthorized',
    });
  });
});
