import { setTimeout as delay } from 'node:timers/promises';
import { DauysError } from '../domain/errors.ts';

const PAUSE_MS = 100;
const TRIES = 600;

/** What a service must answer to whoever verifies it. @throws DauysError `ledger-corrupt` when it does not */
export async function getPublic(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (!answer.ok) throw new DauysError('ledger-corrupt', `${new URL(url).pathname} answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** @throws DauysError `ledger-corrupt` */
export function agree(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new DauysError('ledger-corrupt', otherwise);
}

/** Asks again and again until the answer is there and is what was waited for. */
export async function waitFor<T>(url: string, isDone: (answer: T) => boolean, signal?: AbortSignal): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await fetch(url);
    if (answer.ok) {
      const json = (await answer.json()) as T;
      if (isDone(json)) return json;
    } else await answer.body?.cancel();
    await delay(PAUSE_MS, undefined, { signal });
  }
  throw new DauysError('internal', `${new URL(url).pathname} did not get there in a minute`);
}
