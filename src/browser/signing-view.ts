import type { Problem } from './ballot-sending.ts';
import { make, refill, type Child } from './verify/dom.ts';

/** Where a page says what is under way and what went wrong. */
export interface SigningView {
  /** Says what is under way, with what can be done about it; the ways to begin are out of sight meanwhile. */
  progress(text: string, action?: { readonly label: string; readonly act: () => void }): void;
  /** Says what went wrong, and shows the ways again. */
  problem(problem: Problem): void;
  /** The ways again, and nothing else. */
  rest(): void;
}

export interface SigningViewTexts {
  readonly help: string;
  readonly code: string;
}

/** @param ways - what is hidden while something is under way; a page that takes no votes has none */
export function createSigningView(
  { progress, problem, ways }: { progress: HTMLElement; problem: HTMLElement; ways: HTMLElement | null },
  helpUrl: string,
  text: SigningViewTexts,
): SigningView {
  const show = (isBusy: boolean): void => {
    if (ways !== null) ways.hidden = isBusy;
  };
  return {
    progress(said, action) {
      refill(problem);
      refill(progress, make('p', {}, said), action && actionOf(action.label, action.act));
      if (!progress.contains(document.activeElement)) progress.focus();
      show(true);
    },
    problem({ code, title, detail }) {
      refill(progress);
      show(false);
      const help = make('a', { href: `${helpUrl}#${code}` }, text.help);
      const named = make('p', { class: 'hint' }, `${text.code}: `, make('code', {}, code), ' · ', help);
      refill(problem, make('h2', {}, title), detail === '' ? undefined : make('p', {}, detail), named);
      problem.focus();
    },
    rest() {
      refill(progress);
      refill(problem);
      show(false);
    },
  };
}

function actionOf(label: string, act: () => void): Child {
  const button = make('button', { type: 'button', class: 'button button-secondary' }, label);
  button.addEventListener('click', act);
  return make('p', { class: 'actions' }, button);
}

/** The JSON that the page hands over; undefined where it is another page. */
export function dataOf(id: string): unknown {
  const text = document.querySelector(`#${id}`)?.textContent ?? '';
  return text === '' ? undefined : JSON.parse(text);
}
