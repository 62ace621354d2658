import { describe, expect, it } from '@jest/globals';
import { ballotBytes } from '../support/ballots.ts';
import { phoneTown, type Started } from './support/phone-town.ts';

const MINUTE_MS = 60_000;
const town = phoneTown();

describe('a vote with eGov Mobile', () => {
  it.each([
    ['kk', 'Сынақ министрлігі', 'Бюллетень: № 12, ', 'Сіздің таңдауыңыз'],
    ['ru', 'Тестовое министерство', 'Бюллетень: № 12, ', 'Ваш выбор'],
    ['en', 'Test Ministry', 'Ballot: № 12, ', 'Your choice'],
  ] as const)('goes from the code to the receipt in %s', async (language, organisation, name, choice) => {
    const signer = town.citizen({ kk: 1, ru: 2, en: 3 }[language]);
    const started = await town.start();
    expect(await town.state(started)).toMatchObject({ state: 'pending', expiresAt: started.expiresAt });

    const run = await town.scan(started, signer, { language });
    expect(run).toMatchObject({ end: 'signed', shown: { organisation } });
    expect(run.answers.at(-1)).toEqual({ status: 200, text: 'success' });
    expect(run.shown?.name.startsWith(name)).toBe(true);
    expect(run.shown?.meta[0]?.name).toBe(choice);
    // What the phone shows is what is signed: the bytes of the ballot.
    expect(Buffer.from(run.shown?.text ?? '')).toEqual(Buffer.from(ballotBytes(town.installation.contest, 12)));

    const state = await town.state(started);
    expect(state).toMatchObject({ state: 'done', answer: { status: 'accepted', candidate: 'n012', number: 12 } });
    const again = await town.service().vote(signer, 12);
    expect([again.status, JSON.parse(again.body)]).toEqual([200, state.answer]);
    expect((await town.watch(started)).body).toContain(again.body);
  });

  it('tells candidate, nomination and contest in the language of the phone', async () => {
    const { contest } = town.installation;
    const candidate = contest.candidates.find(({ id }) => id === 'n012')!;
    const nomination = contest.nominations.find(({ id }) => id === candidate.nomination)!;
    for (const language of ['kk', 'ru'] as const) {
      const { shown } = await town.scan(await town.start(), town.citizen(4), { language, fault: 'cancel' });
      expect(shown?.meta.map(({ value }) => value).slice(0, 3)).toEqual([
        `№ 12, ${candidate.name[language]}`,
        nomination.title[language],
        contest.title[language],
      ]);
    }
  });

  it('names the code, the link of the same phone and the end of its time', async () => {
    const started = await town.start();
    expect(started.qr.text).toMatch(/^mobileSign:https:\/\/vote\.example\.kz\/mgov\/[\w-]{40,}\?mgovSign$/);
    const link = new URL(started.link);
    expect([link.origin, link.pathname]).toEqual(['https://m.egov.kz', '/mobileSign/']);
    expect(`mobileSign:${link.searchParams.get('link')}`).toBe(started.qr.text);
    expect(Object.fromEntries(link.searchParams)).toMatchObject({
      isi: '1476128386',
      ibi: 'kz.egov.mobile',
      apn: 'kz.mobile.mgov',
    });
    const leftMs = Date.parse(started.expiresAt) - town.clock.nowMs();
    expect(leftMs > 4 * MINUTE_MS && leftMs <= 5 * MINUTE_MS).toBe(true);
    expect(started.qr.path).toMatch(/^(?:M\d+ \d+h\d+v1h-\d+z)+$/);
  });

  it('shows that the code was scanned, and stays so when the citizen puts the phone away', async () => {
    const started = await town.start();
    const run = await town.scan(started, town.citizen(4), { fault: 'cancel' });
    expect([run.end, (await town.state(started)).state]).toEqual(['cancelled', 'opened']);
    // Nothing was burnt.
    expect(await town.scan(started, town.citizen(4))).toMatchObject({ end: 'signed' });
  });

  it('takes the same signature twice, one after the other and at once, and counts one ballot', async () => {
    const size = async (): Promise<number> =>
      Number((await town.service().get('/log/qamqor-demo/checkpoint')).body.split('\n')[1]);
    const before = await size();
    const started = await town.start();
    const run = await town.scan(started, town.citizen(5), { fault: 'twice' });
    expect(run.answers.slice(-2)).toEqual([
      { status: 200, text: 'success' },
      { status: 200, text: 'success' },
    ]);
    const first = (await town.state(started)).answer;
    const other = await town.start();
    const answers = await Promise.all([town.put(other, town.citizen(5)), town.put(other, town.citizen(5))]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await town.state(other)).answer).toEqual(first);
    expect(await size()).toBe(before + 1);
  });

  it('keeps the receipt of who signed first when another person signs under the same code', async () => {
    const started = await town.start();
    await town.scan(started, town.citizen(6));
    const first = await town.state(started);
    expect(await town.scan(started, town.citizen(7))).toMatchObject({ end: 'signed' });
    expect(await town.state(started)).toEqual(first);
    expect((await town.service().vote(town.citizen(7), 12)).status).toBe(200);
  });

  it('is one vote with what was signed in NCALayer, whichever comes first', async () => {
    const first = await town.service().vote(town.citizen(8), 12);
    const started = await town.start();
    await town.scan(started, town.citizen(8));
    expect((await town.state(started)).answer).toEqual(JSON.parse(first.body));

    const other = await town.start('n013');
    const run = await town.scan(other, town.citizen(8), { language: 'kk' });
    expect(run).toMatchObject({ end: 'refused' });
    expect(run.answers.at(-1)?.status).toBe(403);
    expect(await town.state(other)).toMatchObject({ state: 'refused', problem: { code: 'already-voted' } });
  });
});

describe('time', () => {
  it('ends the scanning after five minutes, and lets who scanned sign a little later', async () => {
    const [never, scanned] = [await town.start(), await town.start()];
    const { shown } = await town.scan(scanned, town.citizen(40), { fault: 'cancel' });
    expect(shown).toBeDefined();
    town.clock.pass(5 * MINUTE_MS);
    expect((await town.state(never)).state).toBe('expired');
    expect((await town.state(scanned)).state).toBe('opened');
    const late = await town.scan(never, town.citizen(40), { language: 'kk' });
    expect(late.answers).toEqual([{ status: 404, text: expect.stringContaining('мерзімі өтті') }]);
    // The document was on the screen already.
    const run = await town.put(scanned, town.citizen(40));
    expect([run.status, (await town.state(scanned)).state]).toEqual([200, 'done']);
  });

  it('ends the signing two minutes after', async () => {
    const started = await town.start();
    await town.scan(started, town.citizen(41), { fault: 'cancel' });
    town.clock.pass(7 * MINUTE_MS);
    expect((await town.put(started, town.citizen(41))).status).toBe(404);
    expect((await town.state(started)).state).toBe('expired');
    expect(await town.scan(await town.start(), town.citizen(41))).toMatchObject({ end: 'signed' });
  });

  it('tells the phone the end of the code in its own form', async () => {
    const started = await town.start();
    const { expiry_date: expiry } = JSON.parse((await town.service().get(`/mgov/${started.id}`)).body) as {
      expiry_date: string;
    };
    expect(expiry).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.00\+0500$/);
    expect(Date.parse(expiry.replace('+0500', '+05:00'))).toBe(Date.parse(started.expiresAt));
  });
});

describe('a question about oneself with eGov Mobile', () => {
  it('is signed and answered, once, also after the same signature came twice', async () => {
    await town.service().vote(town.citizen(50), 12);
    const started = JSON.parse((await town.post({ purpose: 'statement' })).body) as Started;
    const run = await town.scan(started, town.citizen(50), { fault: 'twice' });
    expect(run.answers.slice(-2).map(({ status }) => status)).toEqual([200, 200]);
    expect(run.shown?.text).toContain('"purpose":"statement"');
    const state = await town.state(started);
    expect(state).toMatchObject({ state: 'done', answer: { statement: expect.stringContaining('ballot') } });
    expect(await town.scan(started, town.citizen(51))).toMatchObject({ end: 'refused' });
  });

  it('is no ballot, and a ballot no question', async () => {
    const question = JSON.parse((await town.post({ purpose: 'statement' })).body) as Started;
    const { shown } = await town.scan(question, town.citizen(52), { fault: 'cancel' });
    const signing = await town.start();
    const answer = await town.put(signing, town.citizen(52), Buffer.from(shown!.text));
    expect(await answer.json()).toMatchObject({ code: 'ballot-wrong-content' });
  });
});

describe('a service', () => {
  it('takes a code that was drawn before it was started again', async () => {
    const started = await town.start();
    await town.restart();
    expect((await town.state(started)).state).toBe('pending');
    expect(await town.scan(started, town.citizen(60))).toMatchObject({ end: 'signed' });
    expect((await town.state(started)).state).toBe('done');
  });

  it('without a registered host serves nothing of it', async () => {
    const { id, token } = await town.start();
    await town.restart({});
    expect((await town.post({ candidate: 'n012' })).status).toBe(404);
    expect((await town.watch({ id, token })).status).toBe(404);
    expect((await town.service().get(`/mgov/${id}`)).status).toBe(404);
  });
});
