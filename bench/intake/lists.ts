import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueCrl, reasonCode, type RevokedEntry } from '../../src/devca/crl-builder.ts';
import { daysFrom, type DevCa } from '../../src/devca/dev-ca.ts';
import { firstNumbers, stopProcess } from './service-process.ts';

/** Positive serial numbers of 20 octets, as НУЦ's are, one after the other. */
export function randomSerials(entries: number): Uint8Array {
  const serials = randomBytes(20 * entries);
  for (let i = 0; i < serials.length; i += 20) serials[i] = ((serials[i] ?? 0) & 0x3f) | 0x40;
  return serials;
}

/** Entries with a reason each. */
export function entriesOf(serials: Uint8Array, revokedAt: Date): RevokedEntry[] {
  const extensions = [reasonCode(3)];
  return Array.from({ length: serials.length / 20 }, (_, i) => ({
    serialNumber: serials.subarray(20 * i, 20 * i + 20),
    revokedAt,
    extensions,
  }));
}

/** Lists that follow each other, as files; none of the citizens is on them. */
export function makeLists(
  directory: string,
  { intermediate, now }: DevCa,
  { entries, versions }: { readonly entries: number; readonly versions: number },
): string[] {
  const revoked = entriesOf(randomSerials(entries), now);
  return Array.from({ length: versions }, (_, i) => {
    const dates = { thisUpdate: new Date(daysFrom(now, -1).getTime() + i * 1000), nextUpdate: daysFrom(now, 1) };
    const file = join(directory, `list-${i}.crl`);
    writeFileSync(file, issueCrl(intermediate, { ...dates, revoked, number: i + 1 }));
    return file;
  });
}

export interface ListServer {
  /** Each name has the lists one after the other, a newer one each time it is asked for. */
  url(name: string): string;
  stop(): Promise<void>;
}

/** A server of lists in a process of its own. */
export async function startListServer(files: readonly string[]): Promise<ListServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/intake/list-server.ts', ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port = 0] = await firstNumbers(child, [/^(\d+)$/]);
  return { url: (name) => `http://127.0.0.1:${port}/${name}.crl`, stop: () => stopProcess(child) };
}
