import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DevCa } from '../../src/devca/dev-ca.ts';
import { issueOcspResponder } from '../../src/devca/ocsp-builder.ts';
import { encodePrivateKey } from '../../src/devca/private-key.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import type { ResponderFault, ResponderIdentity, ResponderStats } from './responder.ts';
import { firstNumbers, stopProcess } from './service-process.ts';

export interface ResponderProcess {
  readonly url: string;
  setFault(fault: ResponderFault): void;
  stats(): Promise<ResponderStats>;
  /** Nobody listens at its address from now on. */
  stop(): Promise<void>;
}

/** A responder of the authority, whose key goes through a file. */
export async function startResponder(directory: string, ca: DevCa): Promise<ResponderProcess> {
  const { key, name, certificateDer } = issueOcspResponder(ca, { key: generateRsaKey() });
  const identity: ResponderIdentity = {
    key: toHex(encodePrivateKey(key)),
    name: toHex(name),
    certificate: toHex(certificateDer),
  };
  const file = join(directory, 'responder.json');
  writeFileSync(file, JSON.stringify(identity));
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/intake/responder.ts', file], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [port = 0] = await firstNumbers(child, [/^(\d+)$/]);
  return {
    url: `http://127.0.0.1:${port}/`,
    setFault: (fault) => void child.send({ fault }),
    async stats() {
      child.send('stats');
      const [stats] = (await once(child, 'message')) as [ResponderStats];
      return stats;
    },
    stop: () => stopProcess(child),
  };
}
