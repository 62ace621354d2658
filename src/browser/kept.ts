/** A signed ballot that has no answer yet. */
export interface PendingBallot {
  readonly candidate: string;
  /** For people: number and name. */
  readonly choice: string;
  /** Base64 or PEM, as it was signed. */
  readonly cms: string;
}

/** A receipt with the signed ballot it was given for, where that is at hand. */
export interface KeptReceipt {
  /** The service's answer, byte for byte. */
  readonly receipt: string;
  readonly cms?: string;
}

const pendingKey = (contest: string): string => `dauys pending ${contest}`;
const receiptKey = (contest: string): string => `dauys receipt ${contest}`;

/**
 * What a browser keeps of one contest. Signed ballot and receipt show how their owner voted, and whoever holds a signed
 * ballot can cast it: both go with the tab. Only a receipt stays longer, where its owner asks for that.
 */
export interface Kept {
  pending(): PendingBallot | undefined;
  keepPending(ballot: PendingBallot | undefined): void;
  receipt(): KeptReceipt | undefined;
  /** Whether it outlives the tab. */
  isStored(): boolean;
  keepReceipt(receipt: KeptReceipt, isStored?: boolean): void;
  forgetReceipt(): void;
}

export function keptOf(contest: string): Kept {
  const [tab, disk] = [storageOf(() => sessionStorage), storageOf(() => localStorage)];
  const key = receiptKey(contest);
  return {
    pending: () => pendingIn(read(tab, pendingKey(contest))),
    keepPending(ballot) {
      write(tab, pendingKey(contest), ballot);
    },
    receipt: () => receiptIn(read(tab, key)) ?? receiptIn(read(disk, key)),
    isStored: () => receiptIn(read(disk, key)) !== undefined,
    keepReceipt(receipt, isStored = false) {
      write(tab, key, receipt);
      write(disk, key, isStored ? receipt : undefined);
    },
    forgetReceipt() {
      write(tab, key, undefined);
      write(disk, key, undefined);
    },
  };
}

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A browser may refuse storage: then the page remembers as long as it stands. */
function storageOf(open: () => Storage): Place {
  try {
    const storage = open();
    storage.getItem('');
    return storage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => values.set(key, value),
      removeItem: (key) => values.delete(key),
    };
  }
}

function read(place: Place, key: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(place.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function write(place: Place, key: string, value: object | undefined): void {
  try {
    if (value === undefined) place.removeItem(key);
    else place.setItem(key, JSON.stringify(value));
  } catch {
    // No room: what the page holds in hand is not lost by that.
  }
}

function pendingIn({ candidate, choice, cms }: Readonly<Record<string, unknown>>): PendingBallot | undefined {
  const isOne = typeof candidate === 'string' && typeof choice === 'string' && typeof cms === 'string';
  return isOne ? { candidate, choice, cms } : undefined;
}

function receiptIn({ receipt, cms }: Readonly<Record<string, unknown>>): KeptReceipt | undefined {
  if (typeof receipt !== 'string') return undefined;
  return typeof cms === 'string' ? { receipt, cms } : { receipt };
}
