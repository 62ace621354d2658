import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import type { DevCa } from '../../src/devca/dev-ca.ts';
import { openContests, openInstallation, openTrust } from '../../src/installation.ts';
import { planBatch, type PendingItem } from '../../src/intake/plan.ts';
import { keyCheckMessage } from '../../src/log/commitments.ts';
import { parseVkey } from '../../src/log/note.ts';
import { sha256 } from '../../src/signature/digest.ts';

const BATCH = 1024;

export interface BenchInstallation {
  readonly args: readonly string[];
}

export interface FillJob {
  readonly directory: string;
  readonly entries: number;
  readonly cmsBytes: number;
}

/** Directories of one service, its ledger still to be filled. */
export function prepareInstallation(directory: string, contest: ContestDefinition, ca: DevCa): BenchInstallation {
  for (const kind of ['anchors', 'intermediates']) mkdirSync(join(directory, 'trust', kind), { recursive: true });
  writeFileSync(join(directory, 'trust', 'anchors', 'ca.cer'), ca.anchorDer);
  writeFileSync(join(directory, 'trust', 'intermediates', 'ca.cer'), ca.intermediateDer);
  writeFileSync(join(directory, 'contest.json'), JSON.stringify(contest));
  const args = [
    '--trust',
    join(directory, 'trust'),
    '--data',
    join(directory, 'data'),
    '--contest',
    join(directory, 'contest.json'),
  ];
  return { args };
}

/** Fills the ledger of a prepared installation up to `entries` entries of the usual size. */
export async function fillInstallation({ directory, entries, cmsBytes }: FillJob): Promise<void> {
  const settings = { DAUYS_TRUST: join(directory, 'trust'), DAUYS_DATA: join(directory, 'data') };
  const { config } = readConfig(settings, {});
  const installation = openInstallation(config);
  // What is lost in a crash is made again, and a service opens the file with its own settings.
  installation.db.pragma('synchronous = OFF');
  installation.db.pragma('wal_autocheckpoint = 16384');
  try {
    const [opened] = await openContests(installation, [join(directory, 'contest.json')]);
    if (opened === undefined) throw new Error('no contest');
    const { keys } = opened;
    const contest = opened.contest.definition;
    const trustFingerprint = openTrust(config).set.fingerprint;
    const signer = {
      name: contest.origin,
      keyId: parseVkey(keys.vkey, sha256).keyId,
      sign: (body: Uint8Array) => keys.signCheckpoint(body),
    };
    const context = {
      contest: opened.contest,
      signer,
      trustFingerprint,
      softwareVersion: 'dauys/bench',
      revocation: { mode: 'off' as const, ocspMaxAgeMs: 0, skewMs: 0 },
      sha256,
      random: (n: number) => new Uint8Array(randomBytes(n)),
    };
    const timeMs = Date.now();
    const candidates = contest.candidates;
    const first: PendingItem = {
      kind: 'event',
      event: { type: 'opened', timeMs, trustFingerprint, keyCheck: keys.voterMac(keyCheckMessage(opened.contest.tag)) },
    };
    const noise = new Uint8Array(randomBytes(2 * cmsBytes));
    const ballot = (n: number): PendingItem => ({
      kind: 'ballot',
      voterTag: new Uint8Array(randomBytes(32)),
      candidate: pick(candidates, n),
      cms: noise.subarray(n % cmsBytes, (n % cmsBytes) + cmsBytes),
      acceptedAtMs: timeMs,
      evidence: [],
    });
    for (let size = 0; size < entries;) {
      const items = [
        ...(size === 0 ? [first] : []),
        ...Array.from({ length: Math.min(BATCH, entries - size) }, (_, i) => ballot(size + i)),
      ].slice(0, entries - size);
      const plan = await installation.ledger.append(contest.id, [], (state) => planBatch(items, state, context));
      size = plan.head?.size ?? size;
    }
    const head = await installation.ledger.head(contest.id);
    if (head !== undefined) await installation.highWater.raise(contest.id, head.size, head.root);
  } finally {
    installation.close();
  }
}

function pick<T>(values: readonly T[], n: number): T {
  const value = values[n % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
