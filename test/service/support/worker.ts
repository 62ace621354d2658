import { createInterface } from 'node:readline';
import type { SettingTexts } from '../../../src/config.ts';
import { exitOf, spawnDauys, type Exit, type TestInstallation } from '../../support/service.ts';

export interface WorkerProcess {
  readonly pid: number;
  readonly lines: readonly string[];
  isAlive(): boolean;
  kill(signal: NodeJS.Signals): Promise<Exit>;
}

/** `dauys worker` in a process of its own; resolves once it counts. */
export async function spawnWorker(
  installation: TestInstallation,
  changes: SettingTexts = {},
  wrapper: readonly string[] = [],
): Promise<WorkerProcess> {
  const child = spawnDauys(['worker'], installation.settings({ DAUYS_LOG_LEVEL: 'info', ...changes }), wrapper);
  const lines: string[] = [];
  const exited = exitOf(child);
  child.stderr?.on('data', (text: Buffer) => lines.push(text.toString()));
  const started = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      if (line.includes('"worker-started"')) resolve();
    });
    void exited.then((code) => {
      reject(new Error(`worker exited with ${code} before it counted:\n${lines.join('\n')}`));
    });
  });
  await started;
  return {
    pid: child.pid ?? 0,
    lines,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
