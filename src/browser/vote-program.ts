import { sendBallot, type Answer, type SendOutcome } from './ballot-sending.ts';
import { keptOf, type PendingBallot } from './kept.ts';
import { createSigningView, dataOf } from './signing-view.ts';
import { oneAtATime, readSignature, showUnsigned, signShowing, type SigningData } from './signing.ts';
import { make, refill } from './verify/dom.ts';

/** What the page hands over. */
interface VoteData extends SigningData {
  readonly contest: string;
  readonly candidate: string;
  readonly choice: string;
  readonly content: string;
  readonly urls: Readonly<Record<'ballots' | 'receipt' | 'help', string>>;
  readonly sending: Readonly<
    Record<'sending' | 'busy' | 'offline' | 'now' | 'resumed' | 'done' | 'alreadyTitle' | 'already' | 'receipt', string>
  >;
}

const ANSWER_MS = 30_000;

function start(data: VoteData, progress: HTMLElement, problem: HTMLElement): void {
  const kept = keptOf(data.contest);
  const ways = document.querySelector<HTMLElement>('#ways');
  const view = createSigningView({ progress, problem, ways }, data.urls.help, data.signing);
  const once = oneAtATime();

  async function cast(ballot: PendingBallot): Promise<void> {
    // Kept first: from here on nothing but an answer makes it go.
    kept.keepPending(ballot);
    window.addEventListener('beforeunload', warn);
    const outcome = await send(ballot);
    window.removeEventListener('beforeunload', warn);
    kept.keepPending(undefined);
    if (outcome.kind === 'refused') {
      view.problem(outcome.problem);
      return;
    }
    kept.keepReceipt({ receipt: outcome.receipt, cms: ballot.cms });
    view.progress(data.sending.done);
    location.assign(data.urls.receipt);
  }

  function send(ballot: PendingBallot): Promise<SendOutcome> {
    let hurry = (): void => undefined;
    window.addEventListener('online', () => {
      hurry();
    });
    return sendBallot({
      post: () => post(data, ballot),
      chance: Math.random,
      onSending: () => {
        view.progress(data.sending.sending);
      },
      onWaiting: (why, ms) => {
        const text = data.sending[why].replace('{n}', String(Math.ceil(ms / 1000)));
        const act = (): void => {
          hurry();
        };
        view.progress(text, { label: data.sending.now, act });
      },
      pause: (ms) =>
        new Promise((resolve) => {
          hurry = resolve;
          window.setTimeout(resolve, ms);
        }),
    });
  }

  async function signAndCast(): Promise<void> {
    const outcome = await signShowing(data, data.content, view);
    if (outcome.kind === 'signed') await cast({ candidate: data.candidate, choice: data.choice, cms: outcome.cms });
    else showUnsigned(outcome.why, data, view);
  }

  async function readAndCast(file: File | undefined): Promise<void> {
    const cms = await readSignature(file);
    if (cms === undefined) showUnsigned('file', data, view);
    else await cast({ candidate: data.candidate, choice: data.choice, cms });
  }

  const button = document.querySelector<HTMLButtonElement>('#ncalayer');
  if (button !== null) {
    button.hidden = false;
    button.addEventListener('click', () => {
      once(signAndCast);
    });
  }
  const form = document.querySelector<HTMLFormElement>('#file-form');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    once(() => readAndCast(form.querySelector<HTMLInputElement>('#file')?.files?.[0]));
  });

  const pending = kept.pending();
  if (pending !== undefined) {
    showKept(data.sending.resumed.replace('{choice}', pending.choice));
    once(() => cast(pending));
  } else if (kept.receipt() !== undefined) {
    showKept(data.sending.already, { title: data.sending.alreadyTitle, label: data.sending.receipt });
  }

  function showKept(text: string, receipt?: { title: string; label: string }): void {
    const place = document.querySelector<HTMLElement>('#kept');
    if (place === null) return;
    const link = receipt && make('p', {}, make('a', { href: data.urls.receipt }, receipt.label));
    refill(place, receipt && make('h2', {}, receipt.title), make('p', {}, text), link);
    place.hidden = false;
  }
}

/** The candidate goes along: a signature for another one is then refused instead of counted. */
async function post({ urls, language }: VoteData, { cms, candidate }: PendingBallot): Promise<Answer> {
  const patience = new AbortController();
  const timer = window.setTimeout(() => {
    patience.abort();
  }, ANSWER_MS);
  try {
    const answer = await fetch(urls.ballots, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify({ cms, candidate }),
      signal: patience.signal,
    });
    return { status: answer.status, body: await answer.text(), retryAfter: answer.headers.get('Retry-After') };
  } finally {
    window.clearTimeout(timer);
  }
}

/** Browsers ask with words of their own. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

const data = dataOf('vote-data') as VoteData | undefined;
const progress = document.querySelector<HTMLElement>('#progress');
const problem = document.querySelector<HTMLElement>('#problem');
if (data !== undefined && progress !== null && problem !== null) start(data, progress, problem);
