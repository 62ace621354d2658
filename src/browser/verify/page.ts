import { LANGUAGES, type Language } from '../../domain/texts.ts';
import type { Code } from '../../domain/errors.ts';
import { make, refill } from './dom.ts';
import { createForm } from './form.ts';
import type { Outcome } from './messages.ts';
import { startSession, type Session } from './session.ts';
import { showError, showOutcome, verdictOf } from './show-outcome.ts';
import { createSpoken, type Spoken } from './spoken.ts';

const NAMES: Readonly<Record<Language, string>> = { kk: 'Қазақша', ru: 'Русский', en: 'English' };

/** Builds the page. @param program - the page's own program, for its worker */
export function startPage(program: string): void {
  const spoken = createSpoken(preferredLanguage());
  spoken.onLanguage(() => {
    document.documentElement.lang = spoken.language;
    document.title = spoken.texts.title;
  });
  // A file dropped beside its place must not open in the place of this page.
  for (const name of ['dragover', 'drop']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
    });
  }
  refill(
    document.body,
    createHeader(spoken),
    make(
      'main',
      { class: 'width' },
      spoken.say(make('h1'), ({ title }) => title),
      spoken.say(make('p', { class: 'lead' }), ({ lead }) => lead),
      spoken.say(make('p', { class: 'inset' }), ({ offline }) => offline),
      createBench(spoken, program),
    ),
    make(
      'footer',
      { class: 'footer' },
      make(
        'div',
        { class: 'width' },
        spoken.say(make('p'), ({ footer }) => footer),
      ),
    ),
  );
}

function preferredLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.map((tag) => LANGUAGES.find((known) => known === tag)).find((known) => known !== undefined) ?? 'kk';
}

function createHeader(spoken: Spoken): HTMLElement {
  const buttons = LANGUAGES.map((language) => {
    const button = make('button', { type: 'button', class: 'language', lang: language }, NAMES[language]);
    button.addEventListener('click', () => {
      spoken.choose(language);
    });
    spoken.onLanguage(() => {
      button.setAttribute('aria-pressed', String(language === spoken.language));
    });
    return button;
  });
  const group = make('div', { class: 'languages', role: 'group' }, buttons);
  spoken.onLanguage(() => {
    group.setAttribute('aria-label', spoken.texts.languages);
  });
  return make('header', { class: 'header' }, make('div', { class: 'width header-row' }, make('b', {}, 'Dauys'), group));
}

type View =
  | { readonly kind: 'idle' | 'nothing' | 'cancelled' }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly code: Code | undefined };

/** The form, the button, the progress and the result. */
function createBench(spoken: Spoken, program: string): readonly HTMLElement[] {
  const form = createForm(spoken);
  const check = spoken.say(make('button', { type: 'button', id: 'check' }), (texts) => texts.check);
  const cancel = spoken.say(make('button', { type: 'button', id: 'cancel', class: 'button-secondary' }), (texts) => {
    return texts.cancel;
  });
  const bar = make('progress', { max: '1', value: '0', 'aria-labelledby': 'check' });
  const told = make('span', { class: 'told' });
  const working = make('div', { class: 'working', hidden: true }, bar, told, cancel);
  const live = make('p', { class: 'visually-hidden', role: 'status' });
  const result = make('section', { id: 'result', hidden: true });
  let session: Session | undefined;
  let view: View = { kind: 'idle' };

  const show = (next: View): void => {
    session = undefined;
    view = next;
    working.hidden = true;
    check.disabled = false;
    form.markKey(view.kind === 'failed' && view.code === 'config-invalid');
    render();
    if (view.kind !== 'idle') result.scrollIntoView({ block: 'start' });
  };
  const render = (): void => {
    const { texts } = spoken;
    result.hidden = view.kind === 'idle';
    live.textContent = view.kind === 'idle' ? '' : sayView(view, spoken);
    if (view.kind === 'done') refill(result, make('h2', {}, texts.result), showOutcome(view.outcome, spoken));
    else if (view.kind === 'failed') refill(result, make('h2', {}, texts.result), showError(view.code, spoken.texts));
    else refill(result, make('p', { class: 'alert' }, live.textContent));
  };
  spoken.onLanguage(render);
  check.addEventListener('click', () => {
    const job = form.job();
    if (job === undefined) {
      show({ kind: 'nothing' });
      return;
    }
    show({ kind: 'idle' });
    check.disabled = true;
    working.hidden = false;
    bar.removeAttribute('value');
    told.textContent = '';
    session = startSession(program, job, {
      onProgress(fraction, secondsLeft) {
        bar.value = fraction;
        told.textContent = spoken.texts.progress(Math.floor(100 * fraction), secondsLeft);
      },
      onDone(outcome) {
        show({ kind: 'done', outcome });
      },
      onFailed(code) {
        show({ kind: 'failed', code });
      },
    });
  });
  cancel.addEventListener('click', () => {
    session?.cancel();
    show({ kind: 'cancelled' });
  });
  return [make('form', {}, form.element), make('div', { class: 'actions' }, check), working, live, result];
}

function sayView(view: Exclude<View, { readonly kind: 'idle' }>, { texts }: Spoken): string {
  if (view.kind === 'done') return verdictOf(view.outcome, texts);
  if (view.kind === 'failed') return showError(view.code, texts).textContent;
  return view.kind === 'nothing' ? texts.nothing : texts.cancelled;
}
