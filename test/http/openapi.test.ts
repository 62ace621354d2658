import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { DauysError, REFUSAL_CODES } from '../../src/domain/errors.ts';
import { SIGNING_ID, SIGNING_TOKEN } from './fake-mobile.ts';
import { BALLOTS, CMS, CMS_TYPE, post, refuseWith, request, startHttp, type Answer, type Harness } from './support.ts';

interface Media {
  readonly schema?: unknown;
}
interface Header {
  readonly schema: unknown;
}
interface Response {
  readonly content?: Record<string, Media>;
  readonly headers?: Record<string, Header>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: string | number;
}
interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Record<string, Response>;
}
interface PathItem {
  readonly parameters?: readonly Parameter[];
  readonly get?: Operation;
  readonly post?: Operation;
  readonly put?: Operation;
}
interface Description {
  readonly paths: Record<string, PathItem>;
  readonly components: { readonly schemas: Record<string, { properties: Record<string, { enum?: string[] }> }> };
}

const OF_ANNULMENTS = [
  'commission-only',
  'annulment-invalid',
  'already-annulled',
  'voting-not-closed',
  'protocol-published',
];

const source: unknown = parse(readFileSync('openapi.yaml', 'utf8'));
const description = resolve(source) as Description;
const gets = Object.entries(description.paths).flatMap(([path, item]) =>
  item.get === undefined ? [] : [{ path, item, operation: item.get }],
);

/** Puts what `$ref` names in its place. */
function resolve(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(resolve);
  if (typeof node !== 'object' || node === null) return node;
  const { $ref } = node as { $ref?: string };
  if ($ref === undefined)
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolve(value)]));
  const target = $ref
    .slice(2)
    .split('/')
    .reduce((at: unknown, name) => (at as Record<string, unknown>)[name], source);
  if (target === undefined) throw new Error(`nothing at ${$ref}`);
  return resolve(target);
}

/** Holds one answer against what the operation says of its status. */
function expectDescribed(operation: Operation, { status, headers, text, json }: Answer): void {
  const response = operation.responses[String(status)];
  expect({ status, described: response !== undefined }).toEqual({ status, described: true });
  for (const [name, { schema }] of Object.entries(response?.headers ?? {})) {
    expect({ name, valid: matches(schema, headers.get(name)) }).toEqual({ name, valid: true });
  }
  if (response?.content === undefined) return;
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const media = response.content[type];
  expect({ type, described: media !== undefined }).toEqual({ type, described: true });
  const verdict = z.fromJSONSchema(media?.schema as never).safeParse(type.includes('json') ? json : text);
  expect(verdict.error?.issues ?? []).toEqual([]);
}

function matches(schema: unknown, value: unknown): boolean {
  return z.fromJSONSchema(schema as never).safeParse(value).success;
}

/** The path with the examples of its parameters, and of those of its query that have one. */
function exampleOf(path: string, item: PathItem, contest?: string): string {
  const url = (item.parameters ?? [])
    .filter((parameter) => parameter.in === 'path')
    .reduce((path, { name, example = '' }) => {
      return path.replace(`{${name}}`, String(name === 'contest' ? (contest ?? example) : example));
    }, path);
  const needed = (item.get?.parameters ?? []).filter((one) => one.in === 'query' && one.example !== undefined);
  return needed.reduce((path, { name, example = '' }) => `${path}?${name}=${example}`, url);
}

/** What an operation asks of who was given a token for it. */
function tokenFor({ security = [] }: Operation): RequestInit {
  const isNeeded = security.some((schemes) => 'signing' in schemes);
  return isNeeded ? { headers: { authorization: `Bearer ${SIGNING_TOKEN}` } } : {};
}

/** The head of a stream without its body, which never ends. */
async function head(url: string): Promise<Answer> {
  const { status, headers } = await fetch(url, { signal: AbortSignal.timeout(5000), method: 'HEAD' });
  return { status, headers, text: '', json: {} };
}

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
  http.deps.contests = { ...http.deps.contests, state: () => 'closed' };
  http.deps.protocol = async () => ({ protocol: '{"a":1}', proof: 'proof', csv: 'a\n1\n', sha256: 'cd'.repeat(32) });
});

describe('openapi.yaml', () => {
  it('names every route there is and none that is not', () => {
    const described = Object.entries(description.paths).flatMap(([path, item]) => [
      ...(item.get === undefined ? [] : [`GET ${path}`]),
      ...(item.post === undefined ? [] : [`POST ${path}`]),
      ...(item.put === undefined ? [] : [`PUT ${path}`]),
    ]);
    const registered = http.service.routes.map(({ method, template }) => `${method} ${template.replaceAll('+}', '}')}`);
    expect(described.sort()).toEqual(registered.sort());
  });

  it('lists every refusal code, and no other', () => {
    expect(description.components.schemas['Problem']?.properties['code']?.enum).toEqual([...REFUSAL_CODES]);
  });

  it.each(gets)('describes what GET $path answers', async ({ path, item, operation }) => {
    const url = `${http.url}${exampleOf(path, item)}`;
    const answer = path.endsWith('/stream') ? await head(url) : await request(url, tokenFor(operation));
    expect(answer.status).toBe(200);
    expectDescribed(operation, answer);
  });

  it.each(gets.filter(({ path }) => path.includes('{contest}')))(
    'describes what GET $path answers for a contest there is not',
    async ({ path, item, operation }) => {
      const answer = await request(`${http.url}${exampleOf(path, item, 'other')}`, tokenFor(operation));
      expect(answer.json).toMatchObject({ code: 'contest-unknown' });
      expectDescribed(operation, answer);
    },
  );

  it('describes the receipt of a ballot and every refusal of one', async () => {
    const operation = description.paths['/api/v1/contests/{contest}/ballots']!.post!;
    expectDescribed(operation, await post(http, CMS));
    const notOfBallots = ['unauthorized', 'forbidden', 'not-yet-published', 'challenge-invalid', ...OF_ANNULMENTS];
    for (const code of REFUSAL_CODES.filter((c) => !notOfBallots.includes(c))) {
      refuseWith(http, code);
      const answer = await post(http, CMS);
      expect(answer.json).toMatchObject({ code });
      expectDescribed(operation, answer);
    }
  });

  it('describes the answer about oneself and every refusal of one', async () => {
    const operation = description.paths['/api/v1/contests/{contest}/statements']!.post!;
    const path = '/api/v1/contests/demo/statements';
    expectDescribed(operation, await post(http, CMS, CMS_TYPE, path));
    const ofBallots = ['candidate-unknown', 'already-voted', 'ballot-erased'];
    const notOfStatements = ['unauthorized', 'forbidden', 'not-yet-published', ...ofBallots, ...OF_ANNULMENTS];
    for (const code of REFUSAL_CODES.filter((c) => !notOfStatements.includes(c) && !c.startsWith('voting-'))) {
      http.deps.statements = { ...http.deps.statements, answer: () => Promise.reject(new DauysError(code, 'made up')) };
      const answer = await post(http, CMS, CMS_TYPE, path);
      expect(answer.json).toMatchObject({ code });
      expectDescribed(operation, answer);
    }
    const challenges = description.paths['/api/v1/contests/{contest}/challenges']!.get!;
    expectDescribed(challenges, await request(`${http.url}/api/v1/contests/demo/challenges`));
  });

  it('describes an annulment and every refusal of one', async () => {
    const operation = description.paths['/api/v1/contests/{contest}/annulments']!.post!;
    const path = '/api/v1/contests/demo/annulments';
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ decisions: ['MAMCAQc=', 'MAMCAQg='] });
    expectDescribed(operation, await post(http, body, json, path));
    const ofOthers = ['unauthorized', 'forbidden', 'not-yet-published', 'candidate-unknown', 'already-voted'];
    const notOfAnnulments = [...ofOthers, 'ballot-erased', 'challenge-invalid', 'voting-not-open', 'voting-closed'];
    for (const code of REFUSAL_CODES.filter((c) => !notOfAnnulments.includes(c))) {
      http.deps.annulments = { ...http.deps.annulments, annul: () => Promise.reject(new DauysError(code, 'made up')) };
      const answer = await post(http, body, json, path);
      expect(answer.json).toMatchObject({ code });
      expectDescribed(operation, answer);
    }
  });

  it('describes signing in with every refusal of it, and signing out', async () => {
    const operation = description.paths['/api/v1/contests/{contest}/sessions']!.post!;
    const path = '/api/v1/contests/demo/sessions';
    expectDescribed(operation, await post(http, CMS, CMS_TYPE, path));
    for (const code of [
      'forbidden',
      'challenge-invalid',
      'signature-invalid',
      'certificate-revoked',
      'busy',
    ] as const) {
      http.deps.signIn = { ...http.deps.signIn, signIn: () => Promise.reject(new DauysError(code, 'made up')) };
      const answer = await post(http, CMS, CMS_TYPE, path);
      expect(answer.json).toMatchObject({ code });
      expectDescribed(operation, answer);
    }
    const challenges = description.paths['/api/v1/contests/{contest}/challenges']!.get!;
    expectDescribed(challenges, await request(`${http.url}/api/v1/contests/demo/challenges?purpose=sign-in`));
    const end = description.paths['/api/v1/contests/{contest}/sessions/end']!.post!;
    expectDescribed(end, await post(http, '', {}, `${path}/end`));
    expectDescribed(end, await post(http, '', { origin: 'https://example.com' }, `${path}/end`));
  });

  it('describes signing with a phone, and every refusal of a signature', async () => {
    const json = { 'content-type': 'application/json' };
    const signings = description.paths['/api/v1/contests/{contest}/mobile-signings']!.post!;
    const path = '/api/v1/contests/demo/mobile-signings';
    expectDescribed(signings, await post(http, JSON.stringify({ candidate: 'abai-12' }), json, path));
    expectDescribed(signings, await post(http, '{}', json, path));
    const watching = description.paths['/api/v1/contests/{contest}/mobile-signings/{id}']!.get!;
    expectDescribed(watching, await request(`${http.url}${path}/${SIGNING_ID}`));
    expectDescribed(watching, await request(`${http.url}${path}/guessed`, tokenFor(watching)));

    const documents = description.paths['/mgov/{id}/documents']!;
    const url = `${http.url}/mgov/${SIGNING_ID}/documents`;
    expectDescribed(documents.get!, await request(url));
    expectDescribed(description.paths['/mgov/{id}']!.get!, await request(`${http.url}/mgov/guessed`));
    const data = Buffer.from(CMS).toString('base64');
    const body = JSON.stringify({ documentsToSign: [{ id: 1, document: { file: { mime: 'text/plain', data } } }] });
    const put = (): Promise<Answer> => request(url, { method: 'PUT', body });
    const taken = await put();
    expect([taken.status, taken.text]).toEqual([200, 'success']);
    expectDescribed(documents.put!, taken);
    for (const code of REFUSAL_CODES) {
      refuseWith(http, code);
      const answer = await put();
      expect(answer.json).toMatchObject({ code });
      expectDescribed(documents.put!, answer);
    }
  });

  it('describes the refusals of the protocol and of the openings, and the protocol as CSV', async () => {
    const protocol = description.paths['/api/v1/contests/{contest}/protocol']!.get!;
    const url = `${http.url}/api/v1/contests/demo/protocol`;
    expectDescribed(protocol, await request(`${url}?format=csv`));
    expectDescribed(protocol, await request(`${url}?format=xml`));
    expectDescribed(protocol, await request(url, { headers: { authorization: 'Bearer x' } }));
    http.deps.protocol = async () => undefined;
    expectDescribed(protocol, await request(url));
    http.deps.contests = { ...http.deps.contests, state: () => 'open' };
    const openings = description.paths['/log/{contest}/openings/{openings}']!.get!;
    expectDescribed(openings, await request(`${http.url}/log/demo/openings/000`));
  });

  it('describes the two kinds of counts', () => {
    const schema = description.components.schemas['Tallies'];
    expect(matches(schema, { contest: 'demo', state: 'embargoed', size: 1, ballots: 1 })).toBe(true);
    expect(matches(schema, { contest: 'demo', state: 'embargoed', size: 1, ballots: 1, nominations: [] })).toBe(false);
    const live = {
      contest: 'demo',
      state: 'live',
      size: 1,
      ballots: 1,
      annulled: 0,
      publishedAt: null,
      nominations: [],
    };
    expect(matches(schema, live)).toBe(true);
  });

  it('describes the answers of a service that is not ready', async () => {
    http.deps.readiness = () => ({ ok: false, checks: { clock: false } });
    const answer = await request(`${http.url}/readyz`);
    expect(answer.status).toBe(503);
    expectDescribed(description.paths['/readyz']!.get!, answer);
  });

  it('offers the example of a ballot in JSON that the service takes', async () => {
    const example = { cms: 'MAMCAQc=', candidate: 'abai-12' };
    const answer = await post(http, JSON.stringify(example), { 'content-type': 'application/json' }, BALLOTS);
    expect(answer.status).toBe(201);
    expect(readFileSync('openapi.yaml', 'utf8')).toContain('example: { cms: MAMCAQc=, candidate: abai-12 }');
  });
});
