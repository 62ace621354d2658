import { z } from 'zod';
import { fromHex } from '../encoding/bytes.ts';
import { startCrlServer, type CrlFault, type PublishedLists } from './crl-server.ts';
import type { CrlKind } from './crl-publisher.ts';
import type { DevAuthority } from './dev-authority.ts';
import type { FaultServer } from './fault-server.ts';
import { startOcspServer, type OcspFault } from './ocsp-server.ts';
import { startTsaServer, type TsaFault } from './tsa-server.ts';

const CRL_NAME: Record<CrlKind, string> = { base: 'dev', delta: 'dev_d', root: 'dev_root' };

export interface DevServersOptions {
  readonly authorities: readonly DevAuthority[];
  readonly clock: () => Date;
  readonly host?: string | undefined;
  /** Free ones unless given. */
  readonly ports?: { readonly ocsp?: number; readonly tsa?: number; readonly crl?: number } | undefined;
  /** Called after each revocation over HTTP. */
  readonly onRevoked?: (() => void) | undefined;
}

/** Everything that answers about certificates, as НУЦ runs it, at addresses of its own. */
export interface DevServers {
  readonly urls: {
    readonly ocsp: string;
    readonly tsa: string;
    /** Base and delta list of each authority. */
    readonly crls: readonly string[];
  };
  readonly ocsp: FaultServer<OcspFault>;
  readonly tsa: FaultServer<TsaFault>;
  readonly crl: FaultServer<CrlFault>;
  stop(): Promise<void>;
}

/** Starts an OCSP responder (with `PUT /revoke {"serial": "<hex>"}`), a time-stamp authority and a server of lists. */
export async function startDevServers(options: DevServersOptions): Promise<DevServers> {
  const { authorities, clock, host, ports = {} } = options;
  const revoke = (json: unknown): void => {
    const { serial, reason } = revocation.parse(json);
    revokeSerial(authorities, fromHex(serial) ?? new Uint8Array(), reason);
    options.onRevoked?.();
  };
  const ocsp = await startOcspServer({ authorities, clock, host, port: ports.ocsp, control: { '/revoke': revoke } });
  const tsa = await startTsaServer({ authorities, clock, host, port: ports.tsa });
  const crl = await startCrlServer({
    lists: publishedLists(authorities, 'list'),
    staleLists: publishedLists(authorities, 'staleList'),
    ...{ clock, host, port: ports.crl },
  });
  const crls = authorities.flatMap(({ label }) => [
    `${crl.url}/${crlFile('base', label)}`,
    `${crl.url}/${crlFile('delta', label)}`,
  ]);
  return {
    urls: { ocsp: `${ocsp.url}/`, tsa: `${tsa.url}/`, crls },
    ...{ ocsp, tsa, crl },
    async stop() {
      await Promise.all([ocsp.stop(), tsa.stop(), crl.stop()]);
    },
  };
}

/** Name of a list's file, after НУЦ's. */
export function crlFile(kind: CrlKind, label: DevAuthority['label']): string {
  return `${CRL_NAME[kind]}_${label}.crl`;
}

const revocation = z.object({
  serial: z.string().regex(/^([0-9a-fA-F]{2})+$/),
  reason: z.number().int().min(0).max(10).optional(),
});

function revokeSerial(authorities: readonly DevAuthority[], serial: Uint8Array, reason: number | undefined): void {
  const authority = authorities.find((candidate) => candidate.hasIssued(serial));
  if (authority === undefined) throw new TypeError('this serial number was never issued');
  authority.revoke(serial, { reason });
}

function publishedLists(authorities: readonly DevAuthority[], which: 'list' | 'staleList'): PublishedLists {
  const byPath = new Map<string, () => Uint8Array>();
  for (const authority of authorities) {
    for (const kind of ['base', 'delta', 'root'] as const) {
      byPath.set(`/${crlFile(kind, authority.label)}`, () => authority[which](kind));
    }
  }
  return { get: (path) => byPath.get(path)?.() };
}
