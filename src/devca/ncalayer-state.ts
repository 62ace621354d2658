import type { NcalayerForm } from './ncalayer-protocol.ts';

export const NCALAYER_FAULTS = [
  'cancel',
  'organisation',
  'expired',
  'revoked',
  'old-version',
  'silent',
  'error',
  'slow',
  'drop',
  'garbage',
] as const;
export type NcalayerFault = (typeof NCALAYER_FAULTS)[number];

/** What the next signatures are made with, and how wrongly. */
export interface NcalayerState {
  fault: NcalayerFault | 'none';
  faultMs: number;
  /** Number of the citizen who signs, from 1. */
  citizen: number;
  form: NcalayerForm;
}
