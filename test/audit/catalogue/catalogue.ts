import { ANCHOR_ITEMS } from './anchors.ts';
import { CHECKPOINT_ITEMS } from './checkpoints.ts';
import { DECISION_ITEMS } from './decisions.ts';
import { EVENT_ITEMS } from './events.ts';
import { EVIDENCE_ITEMS } from './evidence.ts';
import { FILE_ITEMS } from './files.ts';
import type { Item } from './item.ts';
import { LOG_ITEMS } from './log.ts';
import { OPENING_ITEMS } from './openings.ts';
import { PERSON_ITEMS } from './persons.ts';
import { RECORD_ITEMS } from './records.ts';
import { RESULT_ITEMS } from './results.ts';
import { SIGNATURE_ITEMS } from './signatures.ts';

export const CATALOGUE: readonly Item[] = [
  ...FILE_ITEMS,
  ...LOG_ITEMS,
  ...CHECKPOINT_ITEMS,
  ...EVENT_ITEMS,
  ...ANCHOR_ITEMS,
  ...OPENING_ITEMS,
  ...RESULT_ITEMS,
  ...RECORD_ITEMS,
  ...EVIDENCE_ITEMS,
  ...SIGNATURE_ITEMS,
  ...PERSON_ITEMS,
  ...DECISION_ITEMS,
];
