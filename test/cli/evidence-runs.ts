import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { attribute, signCms } from '../../src/devca/cms-builder.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { buildTimeStampToken } from '../../src/devca/time-stamp-builder.ts';
import type { SettingTexts } from '../../src/config.ts';
import { OID } from '../../src/encoding/oids.ts';
import { encodeEvidenceFile, parseEvidenceFile, type EvidenceFile } from '../../src/signature/evidence-file.ts';
import { ballotBytes, random, TEST_NOW, type TestCitizen } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import {
  createInstallation,
  createTestClock,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import type { Folder } from './folder.ts';
import { dauys, type Run } from './run-dauys.ts';

/** A real service with the authority's servers beside it, and what was sent to it. */
export interface EvidenceRun {
  readonly servers: TestServers;
  readonly installation: TestInstallation;
  readonly service: TestService;
  /** Flags of commands that read the ledger. */
  readonly data: readonly string[];
  readonly vkey: string;
  /** Casts and keeps what the citizen has. @returns receipt and entry */
  cast(cms: Uint8Array, query?: string): Promise<{ readonly receipt: string; readonly index: number }>;
  content(number: number): Uint8Array;
  stop(): Promise<void>;
}

export async function startRun(
  mode: string,
  { algorithms = ['rsa'], ...changes }: SettingTexts & { algorithms?: readonly ('rsa' | 'gost512')[] } = {},
): Promise<EvidenceRun> {
  // One clock for both: a list of a clock ahead of the service's is not current yet.
  const clock = createTestClock();
  const servers = await startTestServers({ algorithms, clock });
  const installation = createInstallation({ authorities: [servers.authority(algorithms[0]!).ca] });
  const { DAUYS_TSA: _, ...settings } = servers.settings();
  const service = await startTestService(installation, { ...settings, DAUYS_REVOCATION: mode, ...changes }, clock);
  const vkey = (await service.get('/log/qamqor-demo/key')).body.trim();
  return {
    ...{ servers, installation, service, vkey },
    data: ['--data', `${installation.directory}/data`, '--contest', 'qamqor-demo'],
    async cast(cms, query) {
      const { status, body } = await service.post(cms, {}, query);
      if (status !== 201) throw new Error(`${status} ${body}`);
      return { receipt: body, index: (JSON.parse(body) as { index: number }).index };
    },
    content: (number) => ballotBytes(installation.contest, number),
    async stop() {
      await service.stop();
      await servers.stop();
      installation.remove();
    },
  };
}

/** A signature with a time-stamp of the authority's, as NCALayer makes it where one is asked for. */
export function stampedBallot(content: Uint8Array, citizen: TestCitizen, tsa: Identity): Uint8Array {
  let signature: Uint8Array = new Uint8Array();
  const signed = { content, signer: citizen, signingTime: TEST_NOW };
  signCms({ ...signed, fields: { sign: (bytes) => (signature = citizen.key.sign(bytes)) } });
  const imprint = { algorithm: tsa.key.digestAlgorithm, digest: tsa.key.digest(signature) };
  const token = buildTimeStampToken({ genTime: TEST_NOW, imprint, serialNumber: random(8) }, tsa);
  const unsignedAttributes = [attribute(OID.signatureTimeStamp, token)];
  return signCms({ ...signed, fields: { sign: () => signature, unsignedAttributes } });
}

/** One ballot as its operator gives it out. */
export interface Case {
  readonly cms: string;
  readonly evidence: string;
  readonly receipt: string;
}

/** What tests do with ballots given out, their files in `folder`. */
export function evidenceCases({ path, write }: Folder): {
  /** Casts a ballot and has the command write its evidence. */
  take(run: EvidenceRun, cms: Uint8Array, query?: string): Promise<Case & { readonly index: number }>;
  verify(given: Case, run: EvidenceRun, ...flags: readonly string[]): Promise<Run>;
  /** The same case with another evidence file. */
  changed(given: Case, change: (file: EvidenceFile) => EvidenceFile): Case;
} {
  let count = 0;
  return {
    async take(run, cms, query) {
      const { receipt, index } = await run.cast(cms, query);
      const out = path(`case-${++count}`);
      const { status, json } = await dauys(['ballot', 'evidence', String(index), ...run.data, '--out', out, '--json']);
      expect([status, json]).toMatchObject([0, { ok: true, contest: 'qamqor-demo', index }]);
      return {
        cms: join(out, 'ballot.cms'),
        evidence: join(out, 'evidence.json'),
        receipt: write(`receipt-${count}.json`, receipt),
        index,
      };
    },
    verify: ({ cms, evidence }, run, ...flags) =>
      dauys(['verify', 'cms', cms, '--evidence', evidence, '--trust', run.servers.trustDirectory, ...flags]),
    changed(given, change) {
      const file = encodeEvidenceFile(change(parseEvidenceFile(readFileSync(given.evidence))));
      return { ...given, evidence: write(`changed-${++count}.json`, file) };
    },
  };
}

export function withValue(tag: number, value: Uint8Array): (file: EvidenceFile) => EvidenceFile {
  return (file) => ({ ...file, values: file.values.map((each) => (each.tag === tag ? { tag, value } : each)) });
}
