import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { openSharedCrl } from '../../src/signature/crl-shared.ts';
import { findRevocation } from '../../src/signature/crl.ts';
import { createListLoader, type ListLoader } from '../../src/workers/list-loader.ts';
import { random, sha256, TEST_NOW, testCa, trustFiles } from '../support/ballots.ts';
import { crlWorld, day } from '../support/crl-world.ts';

const { path, der, entry, citizen } = crlWorld();
const gost = crlWorld('gost512');
const [, signer] = path as [(typeof path)[0], (typeof path)[0]];

const ENTRIES = 100_000;

describe('the list loader', () => {
  let loader: ListLoader;
  beforeAll(() => {
    loader = createListLoader(trustFiles(testCa(), testCa(TEST_NOW, 'gost512')));
  });
  afterAll(() => loader.close());

  const statusOf = async (world: typeof gost, ...files: readonly Uint8Array[]): Promise<string> => {
    const shared = await Promise.all(files.map((file) => loader.load(file)));
    const lists = shared.map((one) => openSharedCrl(one, world.path, sha256));
    return findRevocation(world.path, lists, TEST_NOW).status;
  };

  it('loads lists and deltas of the trust set’s authorities', async () => {
    expect(await statusOf(gost, gost.der())).toBe('good');
    expect(await statusOf({ ...gost, path }, der({ number: 1 }))).toBe('good');
    const revoking = der({ number: 2, baseNumber: 1, revoked: [entry('keyCompromise')] });
    expect(await statusOf({ ...gost, path }, der({ number: 1 }), revoking)).toBe('revoked');
  });

  it('loads PEM, and leaves the bytes with their owner', async () => {
    const file = der({ revoked: [entry()] });
    const pem = toUtf8(`-----BEGIN X509 CRL-----\n${Buffer.from(file).toString('base64')}\n-----END X509 CRL-----\n`);
    const shared = await loader.load(pem);
    expect(shared.der).toEqual(file);
    expect(Object.prototype.toString.call(shared.der.buffer)).toBe('[object SharedArrayBuffer]');
    expect(pem.length).toBeGreaterThan(file.length);
  });

  it.each([
    ['no list', toUtf8('<html>')],
    ['nothing', new Uint8Array()],
    ['a list cut short', der().subarray(0, -1)],
    ['a forged list', forged(der())],
    [
      'a list of a stranger',
      issueCrl({ ...testCa().intermediate, name: path[0]!.subject.der }, { thisUpdate: day(0) }),
    ],
    ['a list by a citizen', issueCrl(citizen, { thisUpdate: day(0) })],
  ])('refuses %s', async (_, file) => {
    await expect(loader.load(file)).toRejectWithCode('revocation-unavailable');
    expect(await statusOf({ ...gost, path }, der())).toBe('good');
  });

  it('takes a long list in without holding the event loop', async () => {
    const [bytes, revokedAt] = [random(20 * ENTRIES), day(-1)];
    const serialAt = (i: number): Uint8Array => bytes.subarray(20 * i, 20 * i + 20);
    const revoked = Array.from({ length: ENTRIES }, (_, i) => ({ serialNumber: serialAt(i), revokedAt }));
    const file = der({ revoked });
    await loader.load(der());
    // Counted, not timed: the event loop turns while the list is read, hundreds of times more often than it copies pieces.
    let turns = 0;
    let isLoading = true;
    const turn = (): void => {
      turns += 1;
      if (isLoading) setImmediate(turn);
    };
    turn();
    const shared = await loader.load(file);
    isLoading = false;
    expect(shared.positions).toHaveLength(ENTRIES);
    const pieces = Math.ceil(file.length / 2 ** 20);
    expect(turns).toBeGreaterThan(10 * pieces);
    const list = openSharedCrl(shared, [signer], sha256);
    expect(list.serials.find(unsigned(serialAt(77)))).toEqual([77]);
  });
});

describe('a list loader that cannot work', () => {
  it('says so, for a trust directory that is none and after it was closed', async () => {
    const loader = createListLoader({ anchors: [toUtf8('no certificate')], intermediates: [] });
    await expect(loader.load(der())).toRejectWithCode('revocation-unavailable');
    await loader.close();
    await expect(loader.load(der())).toRejectWithCode('revocation-unavailable');
  });
});

function forged(list: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(list);
  copy[copy.length - 1]! ^= 1;
  return copy;
}

/** Content octets of the INTEGER. */
function unsigned(magnitude: Uint8Array): Uint8Array {
  const start = magnitude.findIndex((byte) => byte !== 0);
  const minimal = magnitude.subarray(start);
  return minimal[0]! >= 0x80 ? Uint8Array.of(0, ...minimal) : minimal;
}
