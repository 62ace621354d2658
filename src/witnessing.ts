import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import type { Installation } from './installation.ts';
import { proveConsistency } from './intake/log-consistency.ts';
import type { Cosignatures } from './intake/ports.ts';
import { verifyEd25519 } from './keys/ed25519.ts';
import { openWitnessKey } from './keys/witness-key.ts';
import { createCosignatureVerifier } from './log/cosignature.ts';
import { createNoteVerifier } from './log/note.ts';
import { createWitness, type WitnessPorts } from './log/witness.ts';
import type { Events } from './observability/events.ts';
import { createLogger, errorFields, type Logger } from './observability/logger.ts';
import type { Metrics } from './observability/metrics.ts';
import { createWitnessEvents } from './observability/witness-events.ts';
import { closeAll, failed, type Closing, type Runtime } from './running.ts';
import { sha256 } from './signature/digest.ts';
import { openWitnessMemory } from './storage/witness-memory.ts';
import { startWitnessing } from './witness/witness-client.ts';
import { createWitnessServer } from './witness/witness-server.ts';

export interface WitnessConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** Keys of the logs to witness; each is trusted to sign for the origin that is its name. */
  readonly logs: readonly string[];
  readonly stateFile: string;
  readonly keyFile: string;
  /** Without one the witness is named after its key. */
  readonly name?: string | undefined;
}

export interface RunningWitness {
  readonly url: string;
  readonly vkey: string;
  stop(): Promise<void>;
}

/**
 * Builds and starts a witness: an observer's own, with nothing of the service in it.
 * @throws DauysError a refusal to start: `config-invalid`, `ledger-corrupt`
 */
export async function startWitness(
  { listen, logs, stateFile, keyFile, name }: WitnessConfig,
  { clock, logTo }: Pick<Runtime, 'clock' | 'logTo'>,
): Promise<RunningWitness> {
  if (logs.length === 0) throw new DauysError('config-invalid', 'a witness needs the key of at least one log');
  const verifiers = logs.map((vkey) => createNoteVerifier(vkey, { sha256, verifyEd25519 }));
  const { vkey, signer } = openWitnessKey(keyFile, name);
  const logger = createLogger('info', logTo);
  const closing: Closing = [];
  const memory = openWitnessMemory(stateFile);
  closing.push(memory.close);
  const nowSeconds = (): number => Math.floor(clock.nowMs() / 1000);
  const witness = createWitness({
    logs: verifiers,
    signer,
    memory,
    nowSeconds,
    sha256,
    onJudged: tellJudgement(logger),
  });
  const server = createWitnessServer(witness, (error) => {
    logger.error({ event: 'request-failed', error: errorFields(error) }, 'unexpected error');
  });
  try {
    const port = await server.listen(listen);
    closing.push(() => server.close());
    const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
    return { url: `http://${host}:${port}`, vkey, stop: () => closeAll(closing) };
  } catch (cause) {
    await closeAll(closing);
    throw new DauysError('config-invalid', `cannot listen on ${listen.host}:${listen.port}`, { cause });
  }
}

/** Origins are named only where they are its logs': anything else is what a stranger sent. */
function tellJudgement(logger: Logger): WitnessPorts['onJudged'] {
  return (judgement) => {
    if (judgement.kind === 'cosign') {
      const { origin, tree } = judgement;
      logger.info({ event: 'cosigned', component: origin, size: tree.size }, 'checkpoint cosigned');
    } else if (judgement.kind === 'conflict') {
      const { origin, size } = judgement;
      logger.info({ event: 'conflict', component: origin, size }, 'not what follows the last checkpoint cosigned');
    } else logger.warn({ event: 'refused', code: `${judgement.status}` }, 'checkpoint refused');
  };
}

interface WitnessesPorts {
  readonly runtime: Pick<Runtime, 'clock'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly events: Events;
}

/**
 * Has the configured witnesses cosign what the log publishes.
 * @returns undefined where none is configured
 * @throws DauysError `config-invalid` on what is no vkey of a witness
 */
export function openWitnesses(
  { witnesses }: Pick<Config, 'witnesses'>,
  { ledger, opening }: Pick<Installation, 'ledger' | 'opening'>,
  { runtime, logger, metrics, events }: WitnessesPorts,
  closing: Closing,
): Cosignatures | undefined {
  if (witnesses.length === 0) return undefined;
  const contestIds = opening.store.list().map(({ definition }) => definition.id);
  const witnessing = startWitnessing({
    witnesses: witnesses.map(({ vkey, url }) => ({
      url,
      verifier: createCosignatureVerifier(vkey, { sha256, verifyEd25519 }),
    })),
    logs: new Map(
      contestIds.map((id) => [
        id,
        {
          head: () => ledger.head(id),
          prove: (oldSize, size) => proveConsistency(ledger, id, { oldSize, size }, sha256),
        },
      ]),
    ),
    events: createWitnessEvents(logger, metrics),
    onError: failed(events, 'witnesses'),
    monotonicMs: () => runtime.clock.monotonicMs(),
  });
  closing.push(() => witnessing.stop());
  return witnessing;
}
