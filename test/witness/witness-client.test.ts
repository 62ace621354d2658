import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { proveConsistency } from '../../src/intake/log-consistency.ts';
import { cosign, createCosignatureVerifier } from '../../src/log/cosignature.ts';
import { createNoteVerifier, openNote, parseNote, signatureLine } from '../../src/log/note.ts';
import { formatAddCheckpoint, parseAddCheckpoint } from '../../src/log/witness-request.ts';
import type { WitnessOutcome } from '../../src/observability/witness-events.ts';
import { startWitnessing, type Witnessing, type WitnessOptions } from '../../src/witness/witness-client.ts';
import type { OfferedLog } from '../../src/witness/witness-offer.ts';
import { createLogKey, createWitnessKey, CRYPTO } from '../log/ed25519.ts';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.ts';
import { until } from '../support/poll.ts';
import { sha256 } from '../support/ballots.ts';
import { startObserver, startScripted, type Script } from './observers.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const key = createLogKey(ORIGIN);
const witnessKey = createWitnessKey('observer.example.kz');
const verifier = createCosignatureVerifier(witnessKey.vkey, CRYPTO);

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const offered = (log: MemoryLog): OfferedLog => ({
  head: async () => log.head(),
  prove: (oldSize, size) => proveConsistency(log.rows, 'demo', { oldSize, size }, sha256),
});

interface Told {
  readonly outcomes: WitnessOutcome[];
  readonly errors: unknown[];
}

function ask(
  log: MemoryLog,
  urls: readonly (string | { url: string; vkey: string })[],
  changes: Partial<WitnessOptions> = {},
): Witnessing & Told {
  const told: Told = { outcomes: [], errors: [] };
  const witnesses = urls.map((url) =>
    typeof url === 'string'
      ? { url, verifier }
      : { url: url.url, verifier: createCosignatureVerifier(url.vkey, CRYPTO) },
  );
  const witnessing = startWitnessing({
    witnesses,
    logs: new Map([['demo', offered(log)]]),
    events: { offered: (_, __, ___, outcome) => void told.outcomes.push(outcome) },
    onError: (error) => told.errors.push(error),
    monotonicMs: () => performance.now(),
    everyMs: 5,
    ...changes,
  });
  closing.push(() => witnessing.stop());
  return { ...witnessing, ...told };
}

/** Closed after the test. */
async function open<T extends { close(): Promise<unknown> }>(opening: Promise<T>): Promise<T> {
  const opened = await opening;
  closing.push(() => opened.close());
  return opened;
}
const observer = (name: string) => open(startObserver(key.vkey, name));
const scripted = (script: Script) => open(startScripted(script));

const lineOver = (body: string, { signer } = witnessKey): string => {
  const { text } = parseNote(parseAddCheckpoint(Buffer.from(body)).checkpoint);
  return signatureLine(cosign(text, 1_800_000_000, signer));
};
const conflict = (response: ServerResponse, size: number | string): void => {
  response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${size}\n`);
};

describe('witnesses', () => {
  it('cosign the log as it grows, and their lines stand under the checkpoint', async () => {
    const log = createMemoryLog(ORIGIN, 3, { key });
    const observers = [await observer('first.example.kz'), await observer('second.example.kz')];
    const witnessing = ask(log, observers);
    const verifiers = [key.vkey, ...observers.map(({ vkey }) => vkey)].map((vkey, i) =>
      i === 0 ? createNoteVerifier(vkey, CRYPTO) : createCosignatureVerifier(vkey, CRYPTO),
    );
    for (const more of [0, 1, 400]) {
      const { checkpoint } = more === 0 ? log.head() : log.grow(more);
      const cosigned = () => checkpoint + witnessing.of('demo', checkpoint);
      await until(() => openNote(cosigned(), verifiers).verified.length === 3);
      expect(parseNote(cosigned()).signatures.map(({ name }) => name)).toEqual([
        ORIGIN,
        'first.example.kz',
        'second.example.kz',
      ]);
      expect(witnessing.newest('demo')).toBe(cosigned());
      expect(witnessing.of('demo', 'another')).toBe('');
      expect(witnessing.of('other', checkpoint)).toBe('');
    }
    expect(witnessing.newest('other')).toBeUndefined();
    expect(new Set(witnessing.outcomes)).toEqual(new Set(['cosigned']));
  });

  it('are asked again after a restart, from the size they know', async () => {
    const log = createMemoryLog(ORIGIN, 3, { key });
    const witness = await observer('first.example.kz');
    const before = ask(log, [witness]);
    await until(() => before.newest('demo') !== undefined);
    await before.stop();
    const same = ask(log, [witness]);
    await until(() => same.newest('demo') !== undefined);
    await same.stop();
    log.grow(9);
    const after = ask(log, [witness]);
    await until(() => after.of('demo', log.head().checkpoint) !== '');
    expect([...before.outcomes, ...same.outcomes, ...after.outcomes]).toEqual(['cosigned', 'cosigned', 'cosigned']);
  });

  it('show by their memory that a log was rolled back or rewritten', async () => {
    const witness = await observer('first.example.kz');
    const first = ask(createMemoryLog(ORIGIN, 9, { key }), [witness]);
    await until(() => first.outcomes.length > 0);
    await first.stop();
    for (const [log, outcome] of [
      [createMemoryLog(ORIGIN, 8, { key }), 'ahead'],
      [createMemoryLog(ORIGIN, 9, { key, fork: 1 }), 'forked'],
      [createMemoryLog(ORIGIN, 20, { key, fork: 1 }), 'forked'],
      [createMemoryLog('another', 20), 'refused'],
    ] as const) {
      const witnessing = ask(log, [witness]);
      await until(() => witnessing.outcomes.length > 0);
      expect(witnessing.outcomes[0]).toBe(outcome);
      expect(witnessing.newest('demo')).toBeUndefined();
    }
  });

  it.each<[string, WitnessOutcome, Script]>([
    [
      'a cosignature of another key',
      'cosignature-invalid',
      (_, response, body) => response.end(lineOver(body, createWitnessKey('observer.example.kz'))),
    ],
    [
      'a cosignature of another checkpoint',
      'cosignature-invalid',
      (_, response) => {
        const body = formatAddCheckpoint({
          oldSize: 0,
          proof: [],
          checkpoint: createMemoryLog(ORIGIN, 4, { key }).head().checkpoint,
        });
        response.end(lineOver(body));
      },
    ],
    ['nothing', 'cosignature-invalid', (_, response) => response.end()],
    ['noise', 'cosignature-invalid', (_, response) => response.end('<html>')],
    ['what is not UTF-8', 'unavailable', (_, response) => response.end(Buffer.of(0xff, 0xfe))],
    ['far too much', 'unavailable', (_, response) => response.end('x'.repeat(100_000))],
    ['a redirection', 'unavailable', (_, response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['no answer at all', 'unavailable', () => undefined],
    ['half an answer', 'unavailable', (_, response) => response.writeHead(200, { 'content-length': 100 }).write('x')],
    ['a broken connection', 'unavailable', (request) => request.socket.destroy()],
    ['503', 'unavailable', (_, response) => response.writeHead(503).end()],
    ['403', 'refused', (_, response) => response.writeHead(403).end()],
    ['404', 'refused', (_, response) => response.writeHead(404).end()],
    ['422', 'forked', (_, response) => response.writeHead(422).end()],
    ['409 without a size', 'unavailable', (_, response) => response.writeHead(409).end('3\n')],
    [
      '409 with no number',
      'unavailable',
      (_, response) => {
        conflict(response, 'x');
      },
    ],
    [
      '409 with the size it was offered from',
      'unavailable',
      (_, response) => {
        conflict(response, 0);
      },
    ],
    [
      '409 with the size it was offered',
      'forked',
      (_, response) => {
        conflict(response, 5);
      },
    ],
    [
      '409 with a larger size',
      'ahead',
      (_, response) => {
        conflict(response, 6);
      },
    ],
    [
      '409 with another size each time',
      'unavailable',
      (_, response, body) => {
        conflict(response, /^old [13]\n/.test(body) ? 2 : body.startsWith('old 2') ? 3 : 1);
      },
    ],
  ])('are not believed when they answer %s', async (_, outcome, script) => {
    const { url } = await scripted(script);
    const witnessing = ask(createMemoryLog(ORIGIN, 5, { key }), [url], {
      timeoutMs: outcome === 'unavailable' ? 200 : 10_000,
    });
    await until(() => witnessing.outcomes.length > 0);
    expect(witnessing.outcomes[0]).toBe(outcome);
    expect(witnessing.newest('demo')).toBeUndefined();
    expect(witnessing.errors).toEqual([]);
  });

  it('may add lines of other keys, which are dropped', async () => {
    const { url } = await scripted((_, response, body) => response.end(`— passer-by AAAAAAA=\n${lineOver(body)}`));
    const log = createMemoryLog(ORIGIN, 5, { key });
    const witnessing = ask(log, [`${url}/prefix/`]);
    await until(() => witnessing.newest('demo') !== undefined);
    expect(parseNote(witnessing.newest('demo')!).signatures.map(({ name }) => name)).toEqual([
      ORIGIN,
      witnessKey.signer.name,
    ]);
  });

  it('that hang or are down hold up nobody else, and are asked less and less', async () => {
    const hanging = await scripted(() => undefined);
    const refusing = await scripted((_, response) => response.writeHead(503).end());
    const log = createMemoryLog(ORIGIN, 5, { key });
    const good = await observer('first.example.kz');
    const others = [hanging.url, refusing.url, 'http://127.0.0.1:1'];
    const witnessing = ask(log, [...others.map((url) => ({ url, vkey: createWitnessKey('x').vkey })), good], {
      everyMs: 10,
    });
    for (let i = 0; i < 20; i++) {
      const { checkpoint } = log.grow(1);
      await until(() => witnessing.of('demo', checkpoint) !== '');
    }
    expect(hanging.bodies).toHaveLength(1);
    expect(refusing.bodies.length).toBeLessThan(10);
    const startedMs = performance.now();
    await witnessing.stop();
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  it('that are ahead because another process went on are offered what it committed', async () => {
    const log = createMemoryLog(ORIGIN, 5, { key });
    const { url, bodies } = await scripted((_, response, body) => {
      if (bodies.length === 1) {
        log.grow(3);
        conflict(response, 8);
      } else response.end(lineOver(body));
    });
    const witnessing = ask(log, [url]);
    await until(() => witnessing.newest('demo') !== undefined);
    expect(bodies[1]).toMatch(/^old 8\n\nvote/);
    expect(witnessing.outcomes[0]).toBe('cosigned');
  });

  it('are told of ledgers that cannot be read', async () => {
    const log = createMemoryLog(ORIGIN, 5, { key });
    const { url } = await scripted((_, response) => {
      conflict(response, 3);
    });
    const broken: OfferedLog = { head: async () => log.head(), prove: () => Promise.reject(new Error('no rows')) };
    const witnessing = ask(log, [url], { logs: new Map([['demo', broken]]) });
    await until(() => witnessing.errors.length > 1);
    expect(witnessing.outcomes).toEqual([]);
  });
});
