import { Counter, Gauge } from 'prom-client';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** How a witness answered the offer of a checkpoint. */
export const WITNESS_OUTCOMES = [
  'cosigned',
  /** An answer without a cosignature of its key that holds. */
  'cosignature-invalid',
  /** It knows the log with more entries than there are. */
  'ahead',
  /** It knows another tree of the log. */
  'forked',
  /** It does not know the log or its key, or does not understand. */
  'refused',
  /** No answer, or none of the protocol. */
  'unavailable',
] as const;
export type WitnessOutcome = (typeof WITNESS_OUTCOMES)[number];

export type WitnessEvents = ReturnType<typeof createWitnessEvents>;

/** What the log tells of its witnesses. Names of witnesses come from the configuration: a closed set. */
export function createWitnessEvents(logger: Logger, { registry }: Pick<Metrics, 'registry'>) {
  const registers = [registry];
  const offers = new Counter({
    name: 'dauys_witness_offers_total',
    help: 'Checkpoints offered to a witness, by outcome.',
    labelNames: ['witness', 'outcome'],
    registers,
  });
  const cosignedSize = new Gauge({
    name: 'dauys_witness_cosigned_entries',
    help: 'Entries under the newest checkpoint that a witness cosigned.',
    labelNames: ['witness', 'contest'],
    registers,
  });
  const before = new Map<string, WitnessOutcome>();
  return {
    /** A line is written when the outcome changes. */
    offered(witness: string, contest: string, size: number, outcome: WitnessOutcome): void {
      offers.inc({ witness, outcome });
      if (outcome === 'cosigned') cosignedSize.set({ witness, contest }, size);
      const key = `${contest} ${witness}`;
      const changed = before.get(key) !== outcome;
      before.set(key, outcome);
      if (!changed) return;
      const fields = { event: 'witness-offered', component: witness, contest, size, code: outcome };
      if (outcome === 'cosigned') logger.info(fields, 'a witness cosigns');
      else if (outcome === 'ahead' || outcome === 'forked') {
        logger.error(fields, 'a witness knows another log than this one: look at once');
      } else logger.warn(fields, 'a witness does not cosign');
    },
  };
}
