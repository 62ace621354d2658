import { describe, expect, it } from '@jest/globals';
import type { MobileRun } from '../../src/devca/mobile-app.ts';
import { phoneTown, SIGNINGS } from './support/phone-town.ts';

const town = phoneTown();

describe('what is refused', () => {
  const reason = (run: MobileRun): { status: number; code: string; message: string } => {
    const { status, text } = run.answers.at(-1)!;
    return { status, ...(JSON.parse(text) as { code: string; message: string }) };
  };

  it.each([
    ['wrong-content', 403, 'ballot-wrong-content'],
    ['no-signature', 403, 'ballot-malformed'],
    ['altered-document', 400, 'malformed-request'],
  ] as const)('is %s, with %i and the reason in the language of the phone', async (fault, status, code) => {
    const texts = new Set<string>();
    for (const language of ['kk', 'ru', 'en'] as const) {
      const started = await town.start();
      const told = reason(await town.scan(started, town.citizen(20), { fault, language }));
      expect(told).toMatchObject({ status, code });
      texts.add(told.message);
      const state = await town.state(started);
      expect(state).toMatchObject({ state: 'refused', problem: { code } });
    }
    expect(texts.size).toBe(3);
    // A good signature after it counts.
    expect(await town.scan(await town.start(), town.citizen(20))).toMatchObject({ end: 'signed' });
  });

  it('is a good ballot for another candidate than the phone showed', async () => {
    const [shown, other] = [await town.start('n012'), await town.start('n013')];
    const run = await town.scan({ qr: other.qr }, town.citizen(21), { fault: 'cancel' });
    const answer = await town.put(shown, town.citizen(21), Buffer.from(run.shown!.text));
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'ballot-wrong-content' }]);
    expect(await town.state(shown)).toMatchObject({ state: 'refused' });
    expect((await town.state(other)).state).toBe('opened');
  });

  it.each(['wrong-token', 'no-token'] as const)('is the document under %s', async (fault) => {
    const started = await town.start();
    const run = await town.scan(started, town.citizen(22), { fault });
    expect([run.end, run.shown, reason(run)]).toMatchObject([
      'refused',
      undefined,
      { status: 403, code: 'unauthorized' },
    ]);
  });

  it('is a site that the phone does not know', async () => {
    const run = await town.scan(await town.start(), town.citizen(22), { hosts: ['egov.kz'] });
    expect(run).toEqual({ end: 'unknown-host', shown: undefined, answers: [] });
  });

  it.each([
    [{}],
    [[]],
    ['null'],
    ['{'],
    [{ candidate: 12 }],
    [{ candidate: 'n012', purpose: 'statement' }],
    [{ purpose: 'sign-in' }],
    [{ candidate: 'n012', number: 12 }],
  ])('is a signing of %j', async (body) => {
    expect((await town.post(body)).code).toBe('malformed-request');
  });

  it('is an unknown candidate, another media type, a long body and another method', async () => {
    expect((await town.post({ candidate: 'nobody' })).code).toBe('candidate-unknown');
    expect((await town.post({ candidate: 'n012' }, { 'content-type': 'text/plain' })).code).toBe('media-type');
    expect((await town.post({ candidate: 'n'.repeat(2000) })).code).toBe('too-large');
    const { qr } = await town.start();
    const path = new URL(qr.text.slice('mobileSign:'.length)).pathname;
    const answer = await fetch(`${town.service().url}${path}/documents`, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([404, 'GET, HEAD, PUT']);
  });
});

describe('a stranger', () => {
  it('who photographs the code learns nothing of what became of it', async () => {
    const started = await town.start();
    await town.scan(started, town.citizen(30));
    const path = `${SIGNINGS}/${started.id}`;
    const api1 = await town.service().get(`/mgov/${started.id}`);
    const { document } = JSON.parse(api1.body) as { document: { auth_token: string } };
    const tokens = [undefined, 'A'.repeat(22), document.auth_token, started.id, started.token.slice(0, -1)];
    for (const token of tokens) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await town.service().get(path, headers);
      expect([answer.status, answer.code]).toEqual([401, 'unauthorized']);
    }
    const { token: ofAnother } = await town.start();
    expect((await town.service().get(path, { authorization: `Bearer ${ofAnother}` })).code).toBe('unauthorized');
    // The code itself looks as it did before anybody signed.
    const fresh = JSON.parse((await town.service().get(`/mgov/${(await town.start()).id}`)).body) as object;
    expect(Object.keys(JSON.parse(api1.body) as object)).toEqual(Object.keys(fresh));
  });

  it('who guesses ids finds nothing, and cannot read one', async () => {
    const { id, token } = await town.start();
    const flipped = `${id.slice(0, -1)}${id.endsWith('A') ? 'E' : 'A'}`;
    for (const guess of ['a', 'A'.repeat(id.length), flipped, `${id}A`, id.slice(4), '%00']) {
      const answers = [
        await town.service().get(`/mgov/${guess}`),
        await town.service().get(`/mgov/${guess}/documents`),
      ];
      const put = await fetch(`${town.service().url}/mgov/${guess}/documents`, { method: 'PUT', body: '{}' });
      expect([...answers.map(({ status }) => status), put.status]).toEqual([404, 404, 404]);
      expect((await town.watch({ id: guess, token })).code).toBe('not-found');
    }
    const text = Buffer.from(id, 'base64url').toString('latin1');
    expect(text).not.toContain('n012');
    expect(new Set((await Promise.all([town.start(), town.start()])).map((one) => one.id)).size).toBe(2);
  });
});
