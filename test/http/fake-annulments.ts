import type { Annulments } from '../../src/http/deps.ts';
import type { AnnulmentView } from '../../src/intake/annulments.ts';

const ANNULMENT: AnnulmentView = {
  contest: 'demo',
  index: 9,
  ballot: 3,
  decidedAt: '2026-01-11T09:00:00.000Z',
  decision: '{"annulment":"dauys/1","contest":"demo","index":3,"reason":{"kk":"сот шешімі","ru":"решение суда"}}',
  salt: '55'.repeat(32),
  signatures: ['11'.repeat(32), '22'.repeat(32)],
};

/** Annuls whatever it is sent, and has one. */
export function fakeAnnulments(): Annulments {
  return {
    annul: async () => ({ created: true, annulment: ANNULMENT, grants: [] }),
    list: async () => [ANNULMENT],
  };
}
