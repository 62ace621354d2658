import { FILE_ITEMS } from './files.ts';
import type { Item } from './item.ts';
import { LOG_ITEMS } from './log.ts';

export const CATALOGUE: readonly Item[] = [...FILE_ITEMS, ...LOG_ITEMS];
