import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { buildProtocol, encodeProtocol, type ProtocolInput } from '../../src/tally/protocol.ts';
import { protocolCsv } from '../../src/tally/protocol-csv.ts';
import { testContest } from './contest.ts';

function input(byCandidate: readonly [number, number][], over: Partial<ProtocolInput> = {}): ProtocolInput {
  const ballots = byCandidate.reduce((sum, [, n]) => sum + n, 0);
  return {
    contest: testContest(),
    digest: new Uint8Array(32).fill(0xab),
    vkey: 'vote.example.kz/log/qamqor-test+00000000+AQ==',
    checkpoint: 'vote.example.kz/log/qamqor-test\n11\nroot\n\n— signature\n',
    size: 11,
    openedAtMs: Date.UTC(2026, 0, 1),
    closedAtMs: Date.UTC(2026, 0, 2, 0, 0, 30),
    counts: { size: 11, ballots, byCandidate: new Map(byCandidate), annulled: new Map() },
    ...over,
  };
}

describe('the protocol', () => {
  it('holds turnout, every candidate and what binds it to log and definition', () => {
    const protocol = buildProtocol(input([[57003, 4], [57002, 5]])); // prettier-ignore
    expect(protocol).toMatchObject({
      protocol: 'dauys/1',
      contest: { id: 'qamqor-test', definition: 'ab'.repeat(32) },
      log: { origin: 'vote.example.kz/log/qamqor-test', checkpoint: expect.stringContaining('\n11\n') },
      openedAt: '2026-01-01T00:00:00.000Z',
      closedAt: '2026-01-02T00:00:30.000Z',
      size: 11,
      turnout: 9,
    });
    expect(protocol.nominations.map((n) => [n.id, n.ballots, n.candidates.map((c) => [c.number, c.ballots])])).toEqual([
      ['doctor', 4, [[57001, 0], [57003, 4]]],
      ['teacher', 5, [[57002, 5]]],
    ]); // prettier-ignore
    expect(protocol.note.ru).toContain('гражданства');
  });

  it('reconciles: what was accepted is what counts and what was annulled, in all, by nomination and by region', () => {
    const counts = {
      size: 11,
      ballots: 9,
      byCandidate: new Map([[57001, 0], [57002, 4], [57003, 2]]),
      annulled: new Map([[57001, 1], [57002, 2]]),
    }; // prettier-ignore
    const protocol = buildProtocol(input([], { counts }));
    expect(protocol).toMatchObject({ turnout: 9, counted: 6, annulled: 3 });
    expect(protocol.nominations).toMatchObject([
      { id: 'doctor', accepted: 3, ballots: 2, annulled: 1 },
      { id: 'teacher', accepted: 6, ballots: 4, annulled: 2 },
    ]);
    expect(protocol.nominations[1]!.candidates).toMatchObject([{ number: 57002, ballots: 4, annulled: 2 }]);
    const sum = (name: 'accepted' | 'ballots' | 'annulled') =>
      protocol.regions.reduce((n, region) => n + region[name], 0);
    expect([sum('accepted'), sum('ballots'), sum('annulled')]).toEqual([9, 6, 3]);
    const lines = protocolCsv(protocol, 'ab').split('\r\n');
    for (const line of ['"turnout";9', '"counted";6', '"annulled";3']) expect(lines).toContain(line);
    expect(lines.find((line) => line.startsWith('"total_nomination";"doctor"'))).toMatch(/;3;2;1$/);
    expect(lines.filter((line) => line.startsWith('"total_region"'))).toHaveLength(protocol.regions.length);
    expect(lines.find((line) => line.includes('nominee-57002'))).toMatch(/;4;2$/);
  });

  it('is the same bytes for the same counts, whatever the order they were counted in', () => {
    const contest = testContest();
    const reordered = { ...contest, candidates: [...contest.candidates].reverse() };
    const bytes = encodeProtocol(buildProtocol(input([[57001, 1], [57003, 2]]))); // prettier-ignore
    expect(encodeProtocol(buildProtocol(input([[57003, 2], [57001, 1]], { contest: reordered })))).toEqual(bytes); // prettier-ignore
    expect(new TextDecoder().decode(bytes)).toMatch(/^\{"annulled":/);
  });

  it.each<[string, ProtocolInput]>([
    ['counts a number that is no candidate', input([[57009, 1]])],
    ['does not reach the closing entry', input([], { size: 12 })],
    [
      'has more ballots annulled than were accepted',
      input([], {
        counts: { size: 11, ballots: 0, byCandidate: new Map([[57001, -1]]), annulled: new Map([[57001, 1]]) },
      }),
    ],
    ['does not add up', input([], { counts: { size: 11, ballots: 1, byCandidate: new Map(), annulled: new Map() } })],
  ])('is refused when it %s', async (_name, bad) => {
    await expect(() => buildProtocol(bad)).toRejectWithCode('ledger-corrupt');
  });
});

describe('the protocol as CSV', () => {
  const hash = createHash('sha256').update('protocol').digest('hex');

  it('begins with a byte order mark and the hash, and has one row per candidate', () => {
    const lines = protocolCsv(buildProtocol(input([[57001, 12]])), hash).split('\r\n');
    expect(lines[0]).toBe(`\ufeff"protocol_sha256";"${hash}"`);
    expect(lines).toContain('"turnout";12');
    expect(lines).toContain(
      '"doctor";"Дәрігер қаз";"Дәрігер рус";57001;"nominee-57001";"Номинант № 57001 қаз";"Номинант № 57001 рус";"Абай қаз";"Абай рус";12;0',
    );
    expect(lines.filter((line) => line.includes('"nominee-'))).toHaveLength(3);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(1)', ' =1', '＝1', '|cmd', '\u00a0=1'])(
    'gives no spreadsheet a formula: %s',
    (text) => {
      const contest = testContest();
      const title = { kk: text, ru: `"${text}` };
      const csv = protocolCsv(buildProtocol(input([], { contest: { ...contest, title } })), hash);
      expect(csv).toContain(`"title_kk";"'${text}"\r\n`);
      expect(csv).toContain(`"title_ru";"""${text}"\r\n`);
    },
  );
});
