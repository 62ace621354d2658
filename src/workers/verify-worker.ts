import { hash } from 'node:crypto';
import { workerData } from 'piscina';
import { isDauysError } from '../domain/errors.ts';
import { parseCrl } from '../signature/crl.ts';
import { createTrustSet } from '../signature/trust.ts';
import { verifyCms } from '../signature/verifier.ts';
import type { VerifyResult, VerifyTask, VerifyWorkerData } from './verify-task.ts';

const data = workerData as VerifyWorkerData;
const policy = {
  trust: createTrustSet(data, (bytes) => hash('sha256', bytes, 'buffer')),
  crls: data.crls.map((crl) => parseCrl(crl)),
};

interface ContestBallots {
  readonly byContent: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, { readonly number: number; readonly ballot: Uint8Array }>;
}

/** Contents by their exact bytes (as latin1 text, so equal strings are equal bytes). */
const contests = new Map<string, ContestBallots>(
  data.contests.map(({ id, candidates }) => [
    id,
    {
      byContent: new Map(candidates.map((c) => [latin1(c.ballot), c.number])),
      byId: new Map(candidates.map((c) => [c.id, c])),
    },
  ]),
);

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function verifyOne(task: VerifyTask, i: number, cms: Uint8Array): VerifyResult {
  const ballots = contests.get(task.contestIds[i] ?? '');
  const atMs = task.atMs[i];
  if (ballots === undefined || atMs === undefined) return { code: 'internal' };
  const named = ballots.byId.get(task.candidateIds[i] ?? '');
  const detached = named === undefined ? {} : { detachedContent: named.ballot };
  try {
    const input = { cms, at: new Date(atMs), ...detached };
    const { iin, match } = verifyCms(input, policy, (content) => ballots.byContent.get(latin1(content)));
    return { iin, candidateNumber: match };
  } catch (error) {
    return { code: isDauysError(error) ? error.code : 'internal' };
  }
}

/** Verifies a batch; a ballot that fails takes no other with it. */
export function verifyBatch(task: VerifyTask): readonly VerifyResult[] {
  let start = 0;
  return task.cmsLengths.map((length, i) => {
    const cms = task.packedCms.subarray(start, start + length);
    start += length;
    return verifyOne(task, i, cms);
  });
}
