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
      { id: 'nominee-7001', number: 7001, name: text('Номинант № 7001'), region: 'abai', nomination: 'doctor' },
      { id: 'nominee-7002', number: 7002, name: text('Номинант № 7002'), region: 'abai', nomination: 'teacher' },
      { id: 'nominee-7003', number: 7003, name: text('Номинант № 7003'), region: 'abai', nomination: 'doctor' },
    ],
  });
}
