import { workerData } from 'piscina';

/** A module that loads when the test says so: [may go on, has loaded]. */
const state = new Int32Array(workerData as SharedArrayBuffer);
Atomics.wait(state, 0, 0);
Atomics.store(state, 1, 1);

export function nothing(): void {
  return;
}
