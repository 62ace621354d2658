import { parseContestDefinition, type ContestDefinition } from '../../src/domain/contest.ts';

/** Two nominations, three candidates with telling numbers and ids. */
export function testContest(publication: ContestDefinition['publication'] = { mode: 'live' }): ContestDefinition {
  const text = (name: string) => ({ kk: `${name} қаз`, ru: `${name} рус` });
  return parseContestDefinition({
    id: 'qamqor-test',
    origin: 'vote.example.kz/log/qamqor-test',
    title: text('Қамқор'),
    timezone: 'Asia/Almaty',
    opensAt: '2026-01-01T00:00:00+05:00',
    closesAt: '2026-01-02T00:00:00+05:00',
    publication,
    regions: [{ id: 'abai', name: text('Абай') }],
    nominations: [
      { id: 'doctor', title: text('Дәрігер') },
      { id: 'teacher', title: text('Мұғалім') },
    ],
    candidates: [
      { id: 'nominee-57001', number: 57001, name: text('Номинант № 57001'), region: 'abai', nomination: 'doctor' },
      { id: 'nominee-57002', number: 57002, name: text('Номинант № 57002'), region: 'abai', nomination: 'teacher' },
      { id: 'nominee-57003', number: 57003, name: text('Номинант № 57003'), region: 'abai', nomination: 'doctor' },
    ],
  });
}
