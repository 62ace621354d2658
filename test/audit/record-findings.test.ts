import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditBallots } from '../../src/audit/ballot-batch.ts';
import { ballotContextOf, type BallotContext } from '../../src/audit/ballot-context.ts';
import type { BallotTask } from '../../src/audit/ballot-task.ts';
import type { Judgement } from '../../src/audit/ballot-judgement.ts';
import { readDefinition } from '../../src/audit/ground.ts';
import { judgeSecond } from '../../src/audit/second-opinion.ts';
import type { Iin } from '../../src/domain/ballot.ts';
import { concatBytes, equalBytes, toUtf8, u16be, u32be, u64be } from '../../src/encoding/bytes.ts';
import { LEAF_BYTES, parseLeaf } from '../../src/log/leaf.ts';
import { parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { repeatDecision } from '../../src/signature/evidence.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { sha256 } from '../support/ballots.ts';
import { filesIn, readUnit, type BallotRecord } from '../support/export-files.ts';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';

type Changed = Partial<Omit<BallotRecord, 'evidence'>> & {
  evidence?: readonly { readonly tag: number; readonly value: Uint8Array }[];
};

describe('the audit of one ballot record', () => {
  let exported: ExportedLedger;
  let records: BallotRecord[];
  let leaves: Uint8Array[];
  let context: BallotContext;
  let lists: CertificateList[];
  let fingerprint: Uint8Array;

  beforeAll(async () => {
    exported = await exportLedger({ ballots: 6, stamped: true, revocation: 'ocsp-then-crl', closed: false });
    const files = filesIn(exported.directory);
    records = readUnit(files.get('restricted/ballots/000000.bin')!);
    const entries = files.get('public/log/tile/entries/000.p/7')!;
    leaves = Array.from({ length: 7 }, (_, i) => entries.subarray(i * 130 + 2, (i + 1) * 130));
    const of = (folder: string) => [...files].filter(([name]) => name.startsWith(folder)).map(([, bytes]) => bytes);
    const trust = {
      anchors: of('public/trust/anchors/'),
      intermediates: of('public/trust/intermediates/'),
      tsa: of('public/trust/tsa/'),
    };
    lists = of('restricted/lists/').map((der) => parseCrl(der));
    const { definition, tag } = readDefinition(JSON.parse(files.get('public/contest.json')!.toString()));
    const { vkey } = exported.ledger;
    const ground = { definition, size: 7, contestTag: tag, vkey, trust: [trust], omitted: [] };
    context = ballotContextOf(ground);
    fingerprint = createTrustSet(trust, sha256).fingerprint;
  });
  afterAll(() => {
    exported.remove();
  });

  /** Details by check of what is found of the i-th record, changed. */
  async function findingsOf(i: number, change: Changed = {}, options: Partial<BallotTask> = {}): Promise<string[]> {
    const record = { ...records[i]!, ...change };
    const evidence = concatBytes(
      ...record.evidence.flatMap(({ tag, value }) => [Uint8Array.of(tag), u32be(value.length), value]),
    );
    const packed = concatBytes(
      ...[u64be(record.index), u16be(record.number), record.saltBallot, record.saltChoice],
      ...[u32be(record.cms.length), record.cms, u32be(evidence.length), evidence],
    );
    const task: BallotTask = {
      packed,
      offsets: Uint32Array.of(0, packed.length),
      leaves: leaves[record.index]!,
      second: Uint8Array.of(1),
      isFast: true,
      fingerprints: [{ index: 0, fingerprint }],
      lists: [],
      personKey: new Uint8Array(32),
      wantsPersons: false,
      ...options,
    };
    const { findings } = await auditBallots(task, context, lists);
    // Whatever is wrong with signature or evidence, the service's own decision is repeated with the same result.
    const isRefused = findings.some(({ check }) => ['A23', 'A24', 'A26', 'A27', 'A28'].includes(check));
    expect([change, repeats(record)]).toEqual([change, !isRefused]);
    return findings.map(({ check, detail }) => `${check} ${detail}`);
  }

  function repeats({ cms, number, evidence }: Pick<BallotRecord, 'cms' | 'number'> & Changed): boolean {
    const [trust] = context.trust.values();
    const expected = context.ballots.get(number);
    const matches = (content: Uint8Array) => (expected && equalBytes(content, expected) ? true : undefined);
    try {
      repeatDecision({ cms }, { values: evidence!, lists }, trust!, matches);
      return true;
    } catch {
      return false;
    }
  }

  const withValue = (i: number, tag: number, value: Uint8Array | undefined) =>
    records[i]!.evidence.flatMap((each) => (each.tag === tag ? (value === undefined ? [] : [{ tag, value }]) : [each]));
  const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
    Uint8Array.from(bytes, (byte, i) => (i === (at < 0 ? bytes.length + at : at) ? byte ^ 1 : byte));

  it('finds nothing wrong with any of them', async () => {
    for (const i of records.keys()) expect(await findingsOf(i)).toEqual([]);
    expect(records.map(({ evidence }) => evidence.map(({ tag }) => tag).join())).toContain('1,2,3,4,6,7');
  });

  it('A13: a number that is nobody', async () => {
    expect(await findingsOf(0, { number: 60_000 })).toEqual(
      expect.arrayContaining(['A13 record', 'A22 choice', 'A26 another-candidate']),
    );
  });

  it('A21, A22: salts of another ballot', async () => {
    expect(await findingsOf(0, { saltBallot: records[1]!.saltBallot })).toEqual(['A21 ballot']);
    expect(await findingsOf(0, { saltChoice: records[1]!.saltChoice })).toEqual(['A22 choice']);
  });

  it('A23: evidence of another form', async () => {
    const change = (tag: number, value: Uint8Array | undefined) =>
      findingsOf(0, { evidence: withValue(0, tag, value) }).then((found) => found.filter((f) => !f.startsWith('A21')));
    expect(await change(1, new Uint8Array(7))).toEqual(['A23 time']);
    expect(await change(2, new Uint8Array(32))).toEqual(['A23 trust-set']);
    expect(await change(3, toUtf8('a\nb'))).toEqual(['A23 software-version']);
    expect(await change(4, toUtf8('{}'))).toEqual(['A23 policy']);
    expect(await change(4, undefined)).toEqual(['A23 policy']);
    const evidence = [...records[0]!.evidence, { tag: 9, value: new Uint8Array() }];
    expect(await findingsOf(0, { evidence })).toEqual(['A21 ballot', 'A23 unknown-kind']);
    const twice = [records[0]!.evidence[0]!, ...records[0]!.evidence];
    expect(await findingsOf(0, { evidence: twice })).toEqual(['A23 malformed']);
  });

  it('A24: a signature that does not hold, by both engines', async () => {
    const cms = records[0]!.cms;
    const at = cms.indexOf(Buffer.from('04820100', 'hex'));
    expect(await findingsOf(0, { cms: Buffer.from(flipped(cms, at + 30)) })).toEqual([
      'A21 ballot',
      'A24 signature-invalid',
    ]);
  });

  it('A25: the engines differ about the signature, the person or the content', async () => {
    const { cms, number } = records[0]!;
    const [trust] = context.trust.values();
    const at = new Date(Number(records[0]!.evidence[0]!.value.readBigUInt64BE()));
    const good = (await judgeSecond({ cms, number }, at, trust!, context.ballots)).judgement!;
    const compare = async (bytes: Uint8Array, first: Partial<Judgement>) =>
      (await judgeSecond({ cms: bytes, number }, at, trust!, context.ballots)).compare({ ...good, ...first });
    const { signature } = good;
    const broken = flipped(cms, cms.indexOf(Buffer.from('04820100', 'hex')) + 30);
    expect(await compare(cms, {})).toBeUndefined();
    expect(await compare(broken, {})).toBe('refused-by-second');
    expect(await compare(cms, { signature: undefined })).toBe('accepted-by-second');
    expect(await compare(broken, { signature: undefined })).toBeUndefined();
    expect(await compare(cms, { signature: { ...signature!, iin: '990101300011' as Iin } })).toBe('another-person');
    expect(await compare(cms, { signature: { ...signature!, match: number + 1 } })).toBe('another-content');
  });

  it('A26: a ballot for somebody else than recorded', async () => {
    const { number } = records.find((each) => each.number !== records[0]!.number)!;
    expect(await findingsOf(0, { number })).toEqual(['A22 choice', 'A26 another-candidate']);
  });

  it('A27: revocation evidence that is missing, of another certificate or out of place', async () => {
    const change = (i: number, evidence: Changed['evidence']) =>
      findingsOf(i, { evidence: evidence! }).then((found) => found.filter((f) => !f.startsWith('A21')));
    const tagsOf = (i: number) => records[i]!.evidence.map(({ tag }) => tag);
    const [byOcsp, byList] = [records.keys(), records.keys()].map((keys, of) =>
      [...keys].find((i) => tagsOf(i).includes(5 + of)),
    ) as [number, number];
    expect(await change(byOcsp, withValue(byOcsp, 5, undefined))).toEqual(['A27 revocation-unavailable']);
    expect(await change(byList, withValue(byList, 6, undefined))).toEqual(['A27 revocation-unavailable']);
    const another = [...records.keys()].find((i) => i !== byOcsp && tagsOf(i).includes(5))!;
    const stolen = records[another]!.evidence.find(({ tag }) => tag === 5)!.value;
    expect(await change(byOcsp, withValue(byOcsp, 5, stolen))).toEqual(['A27 revocation-unavailable']);
    const saved = lists;
    lists = [];
    expect(await findingsOf(byList)).toEqual(['A27 revocation-unavailable']);
    lists = saved;
  });

  it('A28: a time-stamp that was left out of the evidence or is another', async () => {
    const change = (value: Uint8Array | undefined) =>
      findingsOf(0, { evidence: withValue(0, 7, value) }).then((found) => found.filter((f) => !f.startsWith('A21')));
    expect(await change(undefined)).toEqual(['A28 another-token']);
    expect(await change(records[1]!.evidence.find(({ tag }) => tag === 7)!.value)).toEqual(['A28 another-token']);
  });

  it('A31: a time of acceptance that is not the leaf’s', async () => {
    const ms = Number(records[0]!.evidence[0]!.value.readBigUInt64BE());
    const change = (at: number) =>
      findingsOf(0, { evidence: withValue(0, 1, u64be(at)) }).then((found) =>
        found.filter((f) => !/^A(21|27|28)/.test(f)),
      );
    expect(await change(ms + 60_000)).toEqual(['A31 leaf-time']);
    expect(await change(Date.parse(exported.ledger.contest.closesAt))).toEqual(['A31 leaf-time', 'A31 too-late']);
    expect(await change(Date.parse(exported.ledger.contest.opensAt) - 1)).toEqual(['A31 leaf-time', 'A31 too-early']);
  });

  it('runs no check that is left out', async () => {
    const all = context;
    context = { ...all, omitted: ['A21'] };
    expect(await findingsOf(0, { saltBallot: records[1]!.saltBallot })).toEqual([]);
    context = all;
    expect(parseLeaf(leaves[1]!).type).toBe('ballot');
    expect(leaves[1]).toHaveLength(LEAF_BYTES);
  });
});
