import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Something that runs for so many seconds and says how much it did per second of processor time. */
export type Contender = (seconds: number) => Promise<number> | number;

/** The contenders in turn, round after round, so that a noisy machine is noisy for all of them. */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, secondsPerRound }: { readonly rounds: number; readonly secondsPerRound: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) rates[name].push(await contenders[name](secondsPerRound));
  }
  return rates;
}

/** Rate of a verification by processor time, the collector's threads included. */
export async function measure(seconds: number, batch: () => number | Promise<number>): Promise<number> {
  const start = process.cpuUsage();
  const until = performance.now() + seconds * 1000;
  let done = 0;
  do done += await batch();
  while (performance.now() < until);
  const { user, system } = process.cpuUsage(start);
  return (done * 1e6) / (user + system);
}

/**
 * One of the C programs beside this file, which print how many they did in how many processor seconds.
 * @returns null where there is no C compiler, or no OpenSSL headers
 */
export function buildOpenSslC(name: string, folder: string, args: readonly string[]): Contender | null {
  const program = join(folder, name);
  const source = join(import.meta.dirname, `${name}.c`);
  if (spawnSync('cc', ['-O2', '-o', program, source, '-lcrypto'], { stdio: 'ignore' }).status !== 0) return null;
  return (seconds) => {
    const output = execFileSync(program, [String(seconds), ...args], { encoding: 'utf8' });
    const [count, elapsed] = output.split(' ').map(Number);
    return (count ?? 0) / (elapsed ?? 0);
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Median of the ratios within each round. */
export function medianRatio(ours: readonly number[], others: readonly number[]): number {
  return round2(median(ours.map((rate, i) => rate / (others[i] ?? Number.NaN))));
}

export const round2 = (value: number): number => Math.round(value * 100) / 100;
