import { beforeEach, describe, expect, it } from '@jest/globals';
import { DauysError } from '../../src/domain/errors.ts';
import { concatBytes, toUtf8 } from '../../src/encoding/bytes.ts';
import { eventLeaf } from '../../src/intake/log-events.ts';
import { loadContest } from '../../src/intake/contests.ts';
import { loadDefinition, openContest, type OpenContestPorts } from '../../src/intake/open-contest.ts';
import type { ContestKeys, ContestRow, HeadRow, LogRows } from '../../src/intake/ports.ts';
import { keyCheckMessage } from '../../src/log/commitments.ts';
import { sha256, testContest } from '../support/ballots.ts';

const definition = testContest('qamqor-demo');

/** Keys of an installation by name; the name goes into everything they make. */
function keysOf(log: string, voter: string): ContestKeys {
  return {
    vkey: `${definition.origin}+${log}`,
    signCheckpoint: () => new Uint8Array(64),
    voterMac: (message) => sha256(concatBytes(toUtf8(voter), message)),
  };
}

let rows: ContestRow[];
let leaves: Uint8Array[];
let onDisk: ContestKeys | undefined;
let made: number;
let ports: OpenContestPorts;

beforeEach(() => {
  rows = [];
  leaves = [];
  onDisk = undefined;
  made = 0;
  const log: Pick<LogRows, 'head' | 'leaves'> = {
    head: async () => (leaves.length === 0 ? undefined : ({ size: leaves.length } as HeadRow)),
    leaves: async (_, from, to) => leaves.slice(from, to),
  };
  ports = {
    store: {
      list: () => rows,
      load: (row) => {
        const other = rows.find(({ definition: { id } }) => id === row.definition.id);
        if (other === undefined) rows.push(row);
        else if (Buffer.compare(other.digest, row.digest) !== 0)
          throw new DauysError('contest-conflict', 'another one');
      },
    },
    keys: {
      create: () => {
        if (onDisk === undefined) made++;
        return (onDisk ??= keysOf('log-1', 'voter-1'));
      },
      load: () => {
        if (onDisk === undefined) throw new DauysError('key-missing', 'no keys');
        return onDisk;
      },
    },
    rows: log as LogRows,
    sha256,
  };
});

/** Entry 0 as the keys on disk would have written it. */
function begin(keys: ContestKeys): void {
  const contest = loadContest(definition, keys.vkey, sha256);
  const keyCheck = keys.voterMac(keyCheckMessage(contest.tag));
  leaves = [eventLeaf({ type: 'opened', timeMs: 0, trustFingerprint: new Uint8Array(32), keyCheck }, contest)];
}

describe('loadDefinition', () => {
  it('makes keys once and keeps their public one with the definition', async () => {
    const first = await loadDefinition(definition, ports);
    expect(first.contest.vkey).toBe(`${definition.origin}+log-1`);
    expect(rows).toMatchObject([{ vkey: first.contest.vkey }]);
    await loadDefinition(definition, ports);
    expect(rows).toHaveLength(1);
    expect(made).toBe(1);
  });

  it('refuses another definition under the same id', async () => {
    await loadDefinition(definition, ports);
    const changed = { ...definition, timezone: 'Asia/Aqtau' };
    await expect(loadDefinition(changed, ports)).toRejectWithCode('contest-conflict');
    expect(rows).toHaveLength(1);
  });

  it('leaves keys without a contest, never a contest without keys, when it ends in between', async () => {
    const load = (): never => {
      throw new Error('crash');
    };
    const crashing = { ...ports, store: { ...ports.store, load } };
    await expect(loadDefinition(definition, crashing)).rejects.toThrow('crash');
    expect(onDisk).toBeDefined();
    expect((await loadDefinition(definition, ports)).contest.vkey).toBe(onDisk?.vkey);
    expect(made).toBe(1);
  });
});

describe('same-keys: openContest', () => {
  const row = (): ContestRow => rows[0]!;
  beforeEach(async () => {
    const { keys } = await loadDefinition(definition, ports);
    begin(keys);
  });

  it('opens a log with the keys it was begun with', async () => {
    expect((await openContest(row(), ports)).keys).toBe(onDisk);
  });

  it('refuses a begun log without keys, and makes none', async () => {
    onDisk = undefined;
    await expect(openContest(row(), ports)).toRejectWithCode('key-missing');
    expect(onDisk).toBeUndefined();
  });

  it('refuses another log key and another voter key', async () => {
    onDisk = keysOf('log-2', 'voter-1');
    await expect(openContest(row(), ports)).toRejectWithCode('key-mismatch');
    onDisk = keysOf('log-1', 'voter-2');
    await expect(openContest(row(), ports)).toRejectWithCode('key-mismatch');
  });

  it('refuses another log key also while the log is empty', async () => {
    leaves = [];
    onDisk = keysOf('log-2', 'voter-1');
    await expect(openContest(row(), ports)).toRejectWithCode('key-mismatch');
  });

  it('refuses a definition whose digest is not the stored one', async () => {
    const forged = { ...row(), definition: { ...definition, timezone: 'Asia/Aqtau' } };
    await expect(openContest(forged, ports)).toRejectWithCode('ledger-corrupt');
  });

  it('refuses a log whose entry 0 opens something else', async () => {
    const contest = loadContest(definition, onDisk!.vkey, sha256);
    leaves = [eventLeaf({ type: 'closed', timeMs: 0 }, contest)];
    await expect(openContest(row(), ports)).toRejectWithCode('ledger-corrupt');
  });
});
