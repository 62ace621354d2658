import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach } from '@jest/globals';
import { parseContestDefinition } from '../../src/domain/contest.ts';
import { DauysError, type RefusalCode } from '../../src/domain/errors.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { DEFAULT_LIMITS, type HttpDeps, type HttpLimits } from '../../src/http/deps.ts';
import { createHttpService, type HttpService } from '../../src/http/server.ts';
import { loadContest } from '../../src/intake/contests.ts';
import type { UnverifiedBallot, UnverifiedMessage } from '../../src/intake/ports.ts';
import type { TokenRecord } from '../../src/intake/tokens.ts';
import { fakeAnnulments } from './fake-annulments.ts';
import { fakeSignIn } from './fake-sign-in.ts';
import { fakeMobile } from './fake-mobile.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { fakeShelf } from './fake-shelf.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import type { TurnoutByDay } from '../../src/tally/turnout.ts';
import type { TallyView } from '../../src/tally/view.ts';

export const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest());

export const NOW = Date.UTC(2026, 0, 10, 12);
export const BALLOTS = '/api/v1/contests/demo/ballots';
/** A SEQUENCE: what the fake intake takes for a signed ballot. */
export const CMS = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x07);
export const CMS_TYPE = { 'content-type': 'application/cms' };
const HEX = 'ab'.repeat(32);
export const RECEIPT = JSON.stringify({
  status: 'accepted',
  contest: 'demo',
  candidate: 'abai-12',
  number: 12,
  index: 1,
  acceptedAt: '2026-01-10T12:00:00.000Z',
  proof: 'c2sp.org/tlog-proof@v1\nindex 1\n',
  opening: { saltBallot: HEX, saltChoice: HEX, evidence: [{ tag: 1, length: 8, sha256: HEX }], cmsSha256: HEX },
} satisfies Receipt);

const title = { kk: 'Қамқор', ru: 'Қамқор' };
export const DEFINITION = parseContestDefinition({
  id: 'demo',
  origin: 'vote.example.kz/log/demo',
  title,
  timezone: 'Asia/Almaty',
  opensAt: '2026-01-10T00:00:00+05:00',
  closesAt: '2026-01-20T00:00:00+05:00',
  publication: { mode: 'live' },
  regions: [{ id: 'abai', name: { kk: 'Абай облысы', ru: 'Абайская область' } }],
  nominations: [{ id: 'care', title }],
  candidates: [
    {
      id: 'abai-12',
      number: 12,
      name: { kk: '№ 12 номинант, Абай облысы', ru: 'Номинант № 12, Абайская область' },
      region: 'abai',
      nomination: 'care',
    },
  ],
});
export const CONTEST = loadContest(DEFINITION, 'vote.example.kz/log/demo+00000000+AAAA', sha256);

export const CHALLENGE = JSON.stringify({
  dauys: 'challenge/1',
  expiresAt: '2026-01-10T12:05:00.000Z',
  nonce: HEX,
  origin: DEFINITION.origin,
  purpose: 'statement',
});

export const ANCHOR = {
  index: 7,
  size: 6,
  root: new Uint8Array(32).fill(0xab),
  token: 'MAMCAQc=',
  checkpoint: 'vote.example.kz/log/demo\n6\nq6ur\n\n— sig\n',
};

export interface Harness {
  readonly url: string;
  readonly port: number;
  readonly service: HttpService;
  readonly lines: string[];
  /** Ballots that reached the use case. */
  readonly submitted: UnverifiedBallot[];
  /** Questions about oneself that reached the use case. */
  readonly asked: UnverifiedMessage[];
  readonly clock: { wallMs: number; monotonicMs: number };
  readonly metrics: ReturnType<typeof createMetrics>;
  /** Replaces parts of what the adapter was given. */
  readonly deps: { -readonly [K in keyof HttpDeps]: HttpDeps[K] };
  readonly publish: (view: TallyView) => void;
  readonly subscribers: () => number;
  readonly tokens: Map<string, TokenRecord>;
  close(): Promise<void>;
}

export const TALLY: TallyView = { contest: 'demo', state: 'embargoed', size: 1, ballots: 0 };

export const TURNOUT: TurnoutByDay = {
  contest: 'demo',
  timezone: 'Asia/Almaty',
  ballots: 7,
  days: [
    { day: '2026-01-10', ballots: 5 },
    { day: '2026-01-11', ballots: 2 },
  ],
};

/** A failed test leaves nothing open behind it. */
const running = new Set<HttpService>();
afterEach(async () => {
  await Promise.all([...running].map((service) => service.close()));
  running.clear();
});

/** The adapter on a real socket, over fakes of the use cases; it is closed after the test. */
export async function startHttp(limits: Partial<HttpLimits> = {}): Promise<Harness> {
  const lines: string[] = [];
  const submitted: UnverifiedBallot[] = [];
  const asked: UnverifiedMessage[] = [];
  const clock = { wallMs: NOW, monotonicMs: 1000 };
  const listeners = new Set<(view: TallyView) => void>();
  const tokens = new Map<string, TokenRecord>();
  const metrics = createMetrics({ processMetrics: false });
  let view = TALLY;
  const deps: Harness['deps'] = {
    contests: {
      list: () => [CONTEST],
      get: (id) => (id === 'demo' ? CONTEST : undefined),
      state: () => 'open',
    },
    submitBallot: async (ballot) => {
      submitted.push(ballot);
      return { created: true, receipt: RECEIPT };
    },
    statements: {
      issueChallenge: () => Buffer.from(CHALLENGE),
      answer: async (message) => {
        asked.push(message);
        return { statement: 'vote.example.kz/log/demo/statements\n\n— sig\n', proof: 'c2sp.org/tlog-proof@v1\n' };
      },
      vkey: () => 'vote.example.kz/log/demo/statements+00000000+AAAA',
    },
    annulments: fakeAnnulments(),
    signIn: fakeSignIn({ challenge: CHALLENGE.replace('statement', 'sign-in'), nowMs: NOW, asked }),
    mobile: fakeMobile(CONTEST, NOW),
    log: {
      checkpoint: async () => 'vote.example.kz/log/demo\n1\nAAAA\n\n— sig\n',
      witnessed: async () => 'vote.example.kz/log/demo\n1\nAAAA\n\n— sig\n— cosignature\n',
      tile: async (_, level, index, width) =>
        index === 0 ? Buffer.from(`tile ${level} ${index} ${width}`) : undefined,
      openings: async (_, index, width) => (index === 0 ? Buffer.from(`openings ${index} ${width}`) : undefined),
      inclusionProof: async (_, index) => (index === 0 ? 'c2sp.org/tlog-proof@v1\nindex 0\n' : undefined),
      timeAnchors: async (_, after) => (after < ANCHOR.index ? [ANCHOR] : []),
    },
    tallies: {
      view: () => view,
      turnout: () => TURNOUT,
      subscribe: (_, listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    protocol: async () => undefined,
    exports: fakeShelf(),
    tokens: {
      insert: (hash, record) => tokens.set(Buffer.from(hash).toString('hex'), record),
      find: (hash) => tokens.get(Buffer.from(hash).toString('hex')),
      list: () => [...tokens.values()],
      revoke: () => false,
    },
    readiness: () => ({ ok: true, checks: { ledger: true } }),
    status: () => ({
      isClockTrusted: true,
      revocation: { mode: 'off', lists: [] },
      contests: [{ id: 'demo', state: 'open', size: 1 }],
    }),
    operator: { contact: ['help@example.kz'], witnesses: [] },
    signing: { ncalayer: { url: 'wss://127.0.0.1:13579', anyKey: false, timeStamp: false } },
    clock: { nowMs: () => clock.wallMs, monotonicMs: () => clock.monotonicMs },
    events: createEvents(createLogger('debug', { write: (line: string) => lines.push(line) }), metrics),
    sha256,
    verifyEd25519,
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  // Looked up at each call, so that a test can replace one while the server runs.
  const service = createHttpService({
    ...deps,
    contests: {
      list: () => deps.contests.list(),
      get: (id) => deps.contests.get(id),
      state: (id) => deps.contests.state(id),
    },
    submitBallot: (ballot) => deps.submitBallot(ballot),
    statements: { ...deps.statements, answer: (message) => deps.statements.answer(message) },
    annulments: { annul: (message) => deps.annulments.annul(message), list: (id) => deps.annulments.list(id) },
    get signIn() {
      return deps.signIn;
    },
    protocol: (id) => deps.protocol(id),
    exports: {
      get servesRestricted() {
        return deps.exports.servesRestricted;
      },
      find: (...asked) => deps.exports.find(...asked),
    },
    readiness: () => deps.readiness(),
    status: () => deps.status(),
  });
  running.add(service);
  const port = await service.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    service,
    lines,
    submitted,
    asked,
    clock,
    metrics,
    deps,
    publish: (next) => {
      view = next;
      for (const listener of listeners) listener(next);
    },
    subscribers: () => listeners.size,
    tokens,
    close: () => service.close(),
  };
}

/** Makes the use case refuse every ballot. */
export function refuseWith(harness: Harness, code: RefusalCode | 'commit-unknown'): void {
  harness.deps.submitBallot = async () => {
    throw new DauysError(code, 'made to refuse');
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a problem or another JSON answer. */
  readonly json: Record<string, unknown>;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

export function post(
  harness: Harness,
  body: Uint8Array | string,
  headers: Record<string, string> = CMS_TYPE,
  path = BALLOTS,
): Promise<Answer> {
  return request(`${harness.url}${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

/** Writes bytes on a bare socket and resolves with all that came back once the server closed it. */
export function rawExchange(
  port: number,
  write: (socket: ReturnType<typeof connect>) => void,
): Promise<{ text: string; ms: number; wasReset: boolean }> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => {
      write(socket);
    });
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    let wasReset = false;
    socket.on('error', () => (wasReset = true));
    socket.on('close', () => {
      resolve({ text, ms: performance.now() - startedMs, wasReset });
    });
  });
}

/** Polls until `condition` holds; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the condition never held');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
