import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { singleNcalayerKey } from '../../src/devca/ncalayer-keys.ts';
import { startNcalayerStandIn, type NcalayerStandIn } from '../../src/devca/ncalayer-stand-in.ts';
import { signedBallot, TEST_NOW, testCitizen } from '../support/ballots.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { createInstallation, startTestService, type TestInstallation, type TestService } from '../support/service.ts';
import { grant, revoke, signInChallenge } from '../service/support/signing-in.ts';

const PAGE = '/ru/contests/qamqor-demo/commission';
const MEMBER = testCitizen(1);
const STRANGER = testCitizen(2);

describeInChromium('signing in with a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let installation: TestInstallation;
  let service: TestService;
  let ncalayer: NcalayerStandIn;
  let role: string;
  let signer = MEMBER;
  let isOpen = false;

  beforeAll(async () => {
    const keys = singleNcalayerKey(MEMBER);
    ncalayer = await startNcalayerStandIn({ keys: { ...keys, citizen: () => signer }, clock: () => TEST_NOW, port: 0 });
    installation = createInstallation();
    service = await startTestService(
      installation,
      { DAUYS_NCALAYER: ncalayer.url, DAUYS_NCALAYER_KEYS: 'any' },
      frozenClock(TEST_NOW),
    );
    role = await grant(installation, MEMBER, 'commission');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
    await ncalayer.stop();
    installation.remove();
  });
  beforeEach(async () => {
    // Sessions of one role are told apart by when they end.
    service.clock.pass(1);
    signer = MEMBER;
    ncalayer.setFault('none');
    if (isOpen) await context.close();
    isOpen = true;
    context = await browser.newContext();
    page = await context.newPage();
  });

  const signedIn = () => page.getByText('Вы вошли как член комиссии').waitFor();
  const cookies = async (): Promise<string[]> => (await context.cookies()).map(({ name }) => name);

  it('with NCALayer opens the page of the member, and the way out closes it', async () => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(service.url + PAGE);
    await page.getByRole('button', { name: 'Войти через NCALayer' }).click();
    await signedIn();
    expect(await page.getByText(role).count()).toBe(1);
    // No script of any page reads it.
    expect(await page.evaluate<string>('document.cookie')).not.toContain('session');
    expect(
      (await context.cookies()).filter(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Strict'),
    ).toHaveLength(4);
    // In every language.
    await page.getByRole('link', { name: 'Қазақша' }).click();
    await page.getByText('Сіз комиссия мүшесі ретінде кірдіңіз').waitFor();
    await page.getByRole('button', { name: 'Шығу' }).click();
    await page.getByRole('button', { name: 'NCALayer арқылы кіру' }).waitFor();
    expect(await cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('says what went wrong and lets one begin again', async () => {
    await page.goto(service.url + PAGE);
    const begin = () => page.getByRole('button', { name: 'Войти через NCALayer' }).click();
    ncalayer.setFault('cancel');
    await begin();
    await page.getByText('Вы отменили подписание').waitFor();
    await page.getByText('Вы не вошли. Можно начать снова.').waitFor();
    ncalayer.setFault('none');
    signer = STRANGER;
    await begin();
    await page.getByText('Доступа нет').waitFor();
    expect(await cookies()).toEqual([]);
    signer = MEMBER;
    await begin();
    await signedIn();
  });

  it('ends with the role', async () => {
    const other = testCitizen(3);
    const id = await grant(installation, other, 'commission');
    signer = other;
    await page.goto(service.url + PAGE);
    await page.getByRole('button', { name: 'Войти через NCALayer' }).click();
    await signedIn();
    revoke(installation, id);
    await page.reload();
    await page.getByRole('button', { name: 'Войти через NCALayer' }).waitFor();
  });

  it('works without scripts, with a file that was signed elsewhere', async () => {
    await context.close();
    context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
    const send = async (cms: Uint8Array): Promise<void> => {
      await page.setInputFiles('input[type=file]', { name: 'signin.p7s', mimeType: '', buffer: Buffer.from(cms) });
      await page.getByRole('button', { name: 'Войти', exact: true }).click();
    };
    await page.goto(service.url + PAGE);
    expect(await page.getByRole('button', { name: 'Войти через NCALayer' }).isVisible()).toBe(false);
    await send(Buffer.from('not signed'));
    await page.getByText('Войти не удалось').waitFor();
    await send(signedBallot(await signInChallenge(service), STRANGER));
    await page.getByText('Доступа нет').waitFor();
    await send(signedBallot(await signInChallenge(service), MEMBER));
    await signedIn();
    await page.getByRole('button', { name: 'Выйти' }).click();
    await page.getByText('Вход с ЭЦП').waitFor();
    expect(await cookies()).toEqual([]);
  });

  it('is not done by a page of another site', async () => {
    const cms = Buffer.from(signedBallot(await signInChallenge(service), MEMBER)).toString('base64');
    // Another name of this machine is another site.
    const action = `${service.url}${PAGE}/sign-in`;
    await page.route('http://localhost:1/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" enctype="multipart/form-data" action="${action}"><textarea name="cms">${cms}</textarea><button>go</button></form>`,
      }),
    );
    await page.goto('http://localhost:1/');
    await page.getByRole('button', { name: 'go' }).click();
    await page.getByText('Войти не удалось').waitFor();
    expect(page.url()).toContain('problem=forbidden');
    expect(await cookies()).toEqual([]);
  });
});
