import { removeArmour } from '../encoding/armour.ts';
import { toBase64, toUtf8 } from '../encoding/bytes.ts';
import type { CheckData } from './check-data.ts';
import { localTime } from './local-time.ts';
import { saveFile } from './save-file.ts';
import { createSigningView, type SigningView } from './signing-view.ts';
import { oneAtATime, readSignature, showUnsigned, signShowing } from './signing.ts';
import { askStatement, readStatement, type StatementOutcome } from './statement-request.ts';
import { make, refill, type Child } from './verify/dom.ts';

/** Has a request signed and sent, and shows what the service answers about whoever signed it. */
export function followStatement(data: CheckData): void {
  const [progress, problem, ways, place] = ['#progress', '#problem', '#ways', '#statement'].map((name) =>
    document.querySelector<HTMLElement>(name),
  );
  if (!progress || !problem || !ways || !place) return;
  const view = createSigningView({ progress, problem, ways }, data.urls.help, data.signing);
  ways.hidden = false;
  const turn = oneAtATime();
  const once = (work: () => Promise<void>): void => {
    turn(() => {
      refill(place);
      return work();
    });
  };
  const show = (outcome: StatementOutcome, cms?: string): void => {
    if (outcome.kind === 'statement') {
      view.rest();
      refill(place, ...answer(outcome, cms, data));
      place.focus();
    } else tell(outcome, view, data);
  };
  const send = async (cms: string): Promise<void> => {
    view.progress(data.text.working);
    show(await askStatement(data.urls.statements, cms, data.language, data.contest), cms);
  };

  on('#ncalayer', 'click', () => {
    once(() => signAndSend(data, view, send));
  });
  on('#request', 'click', () => {
    once(() => downloadRequest(data, view));
  });
  on('#request-form', 'submit', (event) => {
    event.preventDefault();
    once(() => readAndSend(data, view, send));
  });
  // Signed with a phone: the signature itself stays with the service.
  document.addEventListener('signed', (event) => {
    event.preventDefault();
    show(readStatement(String((event as CustomEvent<unknown>).detail), data.contest));
  });
}

async function signAndSend(data: CheckData, view: SigningView, send: (cms: string) => Promise<void>): Promise<void> {
  const challenge = await fetchChallenge(data);
  if (challenge === undefined) {
    tell({ kind: 'offline' }, view, data);
    return;
  }
  const outcome = await signShowing(data, toBase64(challenge), view);
  if (outcome.kind === 'signed') await send(outcome.cms);
  else showUnsigned(outcome.why, data, view);
}

async function downloadRequest(data: CheckData, view: SigningView): Promise<void> {
  const challenge = await fetchChallenge(data);
  if (challenge === undefined) tell({ kind: 'offline' }, view, data);
  else saveFile('challenge.json', 'application/json', challenge);
}

async function readAndSend(data: CheckData, view: SigningView, send: (cms: string) => Promise<void>): Promise<void> {
  const cms = await readSignature(document.querySelector<HTMLInputElement>('#request-file')?.files?.[0]);
  if (cms === undefined) showUnsigned('file', data, view);
  else await send(cms);
}

async function fetchChallenge({ urls }: CheckData): Promise<Uint8Array | undefined> {
  try {
    const answer = await fetch(urls.challenge, { cache: 'no-store' });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

function tell(outcome: Exclude<StatementOutcome, { kind: 'statement' }>, view: SigningView, { text }: CheckData): void {
  if (outcome.kind === 'refused') {
    view.problem(outcome.problem);
    return;
  }
  const code = outcome.kind === 'invalid' ? 'statement-invalid' : 'offline';
  const [title, detail] = text.problems[code];
  view.problem({ code, title, detail });
}

function answer(
  { text: answered, statement }: Extract<StatementOutcome, { kind: 'statement' }>,
  cms: string | undefined,
  { text, contest, language }: CheckData,
): readonly Child[] {
  const time = (iso: string): string => localTime(iso, contest.timezone, language);
  const { ballot, checkpoint } = statement;
  const asOf = text.asOf.replace('{time}', time(statement.time)).replace('{size}', String(checkpoint.size));
  const found =
    ballot && text.found.replace('{index}', String(ballot.index)).replace('{accepted}', time(ballot.acceptedAt));
  const files = [
    downloadOf(text.download, `statement-${contest.id}.json`, 'application/json', toUtf8(answered)),
    cms === undefined ? undefined : downloadOf(text.downloadCms, 'challenge.cms', 'application/cms', removeArmour(cms)),
  ];
  return [
    make(
      'div',
      { class: 'inset' },
      make('h3', ballot === undefined ? {} : { class: 'good' }, found ?? text.none),
      make('p', {}, asOf),
      make('p', {}, ballot === undefined ? text.noneWord : text.foundProof),
      make('p', { class: 'actions' }, ...files),
    ),
  ];
}

function downloadOf(label: string, name: string, type: string, bytes: Uint8Array): Child {
  const button = make('button', { type: 'button', class: 'button-secondary' }, label);
  button.addEventListener('click', () => {
    saveFile(name, type, bytes);
  });
  return button;
}

function on(selector: string, event: string, listener: (event: Event) => void): void {
  document.querySelector(selector)?.addEventListener(event, listener);
}
