import { randomBytes } from 'node:crypto';
import { createOcspClient, type OcspClient } from './ca/ocsp-client.ts';
import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import { readOperatorFile } from './files/operator-files.ts';
import type { BallotVerifier } from './intake/ports.ts';
import { createRevocationCheck } from './intake/revocation.ts';
import type { Events } from './observability/events.ts';
import type { Closing, Runtime } from './running.ts';
import { parseCrl } from './signature/crl.ts';
import { encodeOcspRequest } from './signature/ocsp-request.ts';
import type { RevocationPolicy } from './signature/revocation.ts';
import type { ServiceStatus } from './web/service-status.ts';
import { createVerifyPool, type VerifyPool } from './workers/verify-pool.ts';
import type { VerifyWorkerData } from './workers/verify-task.ts';

/** Ballots under verification at most; past it the answer is `busy`. */
const MAX_VERIFYING = 1024;
/** How far the authority's clock may part from ours. */
const SKEW_MS = 300_000;
/** Questions on their way to the responder at once; НУЦ's answers take tens of milliseconds. */
const MAX_ASKING = 128;

/** Verification with everybody it asks: the threads, the revocation lists, the OCSP responder. */
export interface Authorities {
  readonly pool: VerifyPool;
  readonly verifier: BallotVerifier;
  readonly policy: RevocationPolicy;
  status(): ServiceStatus['revocation'];
}

export interface AuthorityPorts {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly events: Events;
  readonly trustFiles: Pick<VerifyWorkerData, 'anchors' | 'intermediates' | 'tsa'>;
  readonly contests: VerifyWorkerData['contests'];
}

/** @throws DauysError `config-invalid` when a file given as a list is none */
export function openAuthorities(ports: AuthorityPorts, closing: Closing): Authorities {
  const { config, runtime, events, trustFiles, contests } = ports;
  const policy = policyOf(config);
  const data = { ...trustFiles, crls: openCrls(config), revocation: policy, contests };
  const pool = createVerifyPool({ data, maxPending: MAX_VERIFYING, threads: config.verifyThreads });
  closing.push(() => pool.close());
  const ocsp = openOcsp(ports, policy, pool);
  if (policy.mode === 'off') events.revocationOff();
  const check = createRevocationCheck({
    mode: policy.mode,
    signatures: pool,
    ocsp,
    onDecided: events.revocationDecided,
  });
  return {
    pool,
    verifier: timed(check, runtime, events),
    policy,
    status: () => statusOf(policy, ocsp),
  };
}

function policyOf({ revocation }: Config): RevocationPolicy {
  return { mode: revocation.mode, ocspMaxAgeMs: revocation.ocspCacheSeconds * 1000, skewMs: SKEW_MS };
}

/** CRLs are judged by the verification threads; what is no CRL is told here, at start. */
function openCrls({ crlFiles }: Config): Uint8Array[] {
  return crlFiles.map((file) => {
    const bytes = readOperatorFile(file);
    try {
      parseCrl(bytes);
    } catch (cause) {
      throw new DauysError('config-invalid', `${file} is not a certificate revocation list`, { cause });
    }
    return bytes;
  });
}

function openOcsp(
  { config: { revocation }, runtime, events }: AuthorityPorts,
  { mode, ocspMaxAgeMs, skewMs }: RevocationPolicy,
  pool: VerifyPool,
): OcspClient | undefined {
  const { ocspUrl, ocspTimeoutMs } = revocation;
  if (ocspUrl === undefined || mode === 'off' || mode === 'crl') return undefined;
  return createOcspClient({
    url: ocspUrl,
    userAgent: runtime.version,
    timeoutMs: ocspTimeoutMs,
    maxConcurrent: MAX_ASKING,
    maxWaiting: MAX_VERIFYING,
    cacheSeconds: ocspMaxAgeMs / 1000,
    skewMs,
    random: (length) => randomBytes(length),
    encode: encodeOcspRequest,
    judge: (response, criteria) => pool.judgeOcsp({ ...criteria, response }),
    clock: runtime.clock,
    onAnswer: events.ocspAnswered,
  });
}

function timed(verifier: BallotVerifier, { clock }: Runtime, events: Events): BallotVerifier {
  return {
    async verify(ballot) {
      const startedMs = clock.monotonicMs();
      try {
        return await verifier.verify(ballot);
      } finally {
        events.ballotVerified(clock.monotonicMs() - startedMs);
      }
    },
  };
}

function statusOf({ mode }: RevocationPolicy, ocsp: OcspClient | undefined): ServiceStatus['revocation'] {
  const answering = ocsp?.health().circuit === 'closed' ? 'answering' : 'failing';
  return { mode, ...(ocsp === undefined ? {} : { ocsp: answering }), lists: [] };
}
