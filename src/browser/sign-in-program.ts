import { toBase64 } from '../encoding/bytes.ts';
import type { NcalayerFailure } from './ncalayer.ts';
import { createSigningView, dataOf, type SigningView } from './signing-view.ts';
import { oneAtATime, showUnsigned, signShowing, type SigningData, type Told } from './signing.ts';

/** What the page hands over. */
interface SignInData extends SigningData<NcalayerFailure> {
  readonly urls: Readonly<Record<'challenge' | 'sessions' | 'help', string>>;
  readonly sending: string;
  readonly offline: Told;
}

interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** Takes a challenge, has it signed and opens the session; the page is then asked for anew. */
async function signIn(data: SignInData, view: SigningView): Promise<void> {
  const { urls, language } = data;
  const offline = (): void => {
    const [title, detail] = data.offline;
    view.problem({ code: 'offline', title, detail });
  };
  const challenge = await ask(urls.challenge, language);
  if (challenge === undefined) {
    offline();
    return;
  }
  if (challenge.refusal !== undefined) {
    view.problem(challenge.refusal);
    return;
  }
  const outcome = await signShowing(data, toBase64(challenge.body), view);
  if (outcome.kind === 'not-signed') {
    showUnsigned(outcome.why, data, view);
    return;
  }
  view.progress(data.sending);
  const session = await ask(urls.sessions, language, JSON.stringify({ cms: outcome.cms }));
  if (session === undefined) offline();
  else if (session.refusal !== undefined) view.problem(session.refusal);
  // Begun by this very page, so that the cookie goes along.
  else location.assign(location.pathname);
}

interface Asked {
  readonly body: Uint8Array;
  readonly refusal: Refusal | undefined;
}

/** Undefined where nobody answers. */
async function ask(url: string, language: string, body?: string): Promise<Asked | undefined> {
  const headers: Record<string, string> = { 'Accept-Language': language };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const method = body === undefined ? 'GET' : 'POST';
  try {
    const answer = await fetch(url, { method, cache: 'no-store', headers, body: body ?? null });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const refusal = answer.ok ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as Refusal);
    return { body: bytes, refusal };
  } catch {
    return undefined;
  }
}

function start(data: SignInData): void {
  const [way, button, progress, problem, ways] = ['with-ncalayer', 'sign-in-button', 'progress', 'problem', 'ways'].map(
    (id) => document.querySelector<HTMLElement>(`#sign-in #${id}`) ?? undefined,
  );
  if (!way || !button || !progress || !problem || !ways) return;
  const view = createSigningView({ progress, problem, ways }, data.urls.help, data.signing);
  const once = oneAtATime();
  way.hidden = false;
  button.addEventListener('click', () => {
    once(() => signIn(data, view));
  });
}

const given = dataOf('sign-in-data');
if (given !== undefined) start(given as SignInData);
