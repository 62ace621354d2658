import { followReceipt } from './check-receipt.ts';
import { followStatement } from './check-statement.ts';
import type { CheckData } from './check-data.ts';
import { checkProof } from './live-log.ts';
import { dataOf } from './signing-view.ts';
import { refill } from './verify/dom.ts';

/** Adds to what the service says of an entry what the browser finds itself. */
async function verifyEntry({ contest, proof, text }: CheckData): Promise<void> {
  const place = document.querySelector('#entry-verdict');
  if (proof === undefined || place === null) return;
  try {
    await checkProof(proof, contest.vkey);
    refill(place, text.verified);
  } catch {
    const [title, detail] = text.problems['log-differs'];
    refill(place, `${title}. ${detail}`);
  }
}

const data = dataOf('check-data') as CheckData | undefined;
if (data !== undefined) {
  followReceipt(data);
  followStatement(data);
  void verifyEntry(data);
}
