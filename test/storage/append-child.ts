// A process that appends until it is told to stop or killed; run by the crash tests, one line on stdout per event.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadContestKeys } from '../../src/keys/contest-keys.ts';
import { errorCode } from '../../src/storage/connection.ts';
import type { AppendPlan, LedgerState } from '../../src/intake/ports.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { CONTEST, openLedger, ORIGIN, planOf, voterTag, type Place } from './ledger-fixture.ts';

const [dir = '', name = '', batches = '0', batchSize = '1'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const place: Place = {
  dir,
  file: join(dir, 'data', 'ledger.db'),
  keys: loadContestKeys(join(dir, 'keys'), { id: CONTEST, origin: ORIGIN }),
  remove: () => undefined,
};

const { ledger } = openLedger(place);
say('open');
for (let batch = 0; batch < Number(batches); batch++) {
  // Every second voter is one that all processes send.
  const voters = Array.from({ length: Number(batchSize) }, (_, i) =>
    i % 2 === 0 ? `${name}-${batch}-${i}` : `all-${batch}-${i}`,
  );
  const fresh = (state: LedgerState): string[] => voters.filter((voter) => !state.ballots.has(toHex(voterTag(voter))));
  const plan = (state: LedgerState): AppendPlan => {
    const items = fresh(state).map((voter) => ({ voter }));
    return items.length === 0
      ? { entries: [], ballots: [], annulments: [], erasures: [], nodes: [], documents: [], head: undefined }
      : planOf(place, items)(state);
  };
  say(`sent ${voters.join(' ')}`);
  try {
    const { ballots } = await ledger.append(CONTEST, voters.map(voterTag), plan);
    for (const { receipt } of ballots) say(`acked ${receipt}`);
  } catch (error) {
    const code = errorCode(error);
    say(`failed ${code}`);
    if (code === 'commit-unknown') process.kill(process.pid, 'SIGKILL');
  }
}
say('done');
