import type { OcspJudge } from '../../src/ca/ocsp-requests.ts';
import { DauysError } from '../../src/domain/errors.ts';
import type { CertificateQuestion } from '../../src/intake/ports.ts';
import type { Answer } from './fault-server.ts';

export const NOW = new Date('2026-10-17T09:00:00Z');
export const AT = NOW.getTime();

type Status = 'good' | 'revoked' | 'unknown';
interface FakeResponse {
  readonly status: Status;
  readonly nonce: string;
  readonly producedAtMs: number;
  readonly nextUpdateMs?: number;
}

/** Stands for the verifier in the pool: what it reads it can verify, when the nonce is the one sent. */
export const judge: OcspJudge = async (response, { nonce }) => {
  let said: FakeResponse;
  try {
    said = JSON.parse(Buffer.from(response).toString()) as FakeResponse;
  } catch {
    throw new DauysError('revocation-unavailable', 'unreadable');
  }
  if (said.nonce !== Buffer.from(nonce).toString('hex')) throw new DauysError('revocation-unavailable', 'nonce');
  return said;
};

/** Answers with the nonce of the request: its last 16 bytes. */
export function says(statusSaid: Status, more: Partial<FakeResponse> = {}): Answer {
  return (seen, response) => {
    const nonce = seen.body.toString('hex').slice(-32);
    const body = JSON.stringify({ status: statusSaid, nonce, producedAtMs: AT, ...more });
    response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(body);
  };
}

export function certificate(serial: number): CertificateQuestion {
  return { certId: Buffer.from(`certificate ${serial}`), issuerSha256: 'aa'.repeat(32) };
}
