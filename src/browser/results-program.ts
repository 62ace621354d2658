import { number, showTally, showTurnout } from './results-figures.ts';
import { followTallies, type Tally } from './results-stream.ts';

const TURNOUT_EVERY_MS = 30_000;
/** A screen reader is told at most this often. */
const TELL_EVERY_MS = 10_000;

function start(root: HTMLElement): void {
  const { tallies = '', turnout = '', state, live = '', lost = '' } = root.dataset;
  const tell = teller(root);
  followTallies(tallies, {
    onTally(tally) {
      if (tally.state !== state) root.querySelector('#changed')?.removeAttribute('hidden');
      showTally(root, tally);
      tell(tally);
    },
    onConnection(isLive) {
      const place = root.querySelector('#live');
      if (place !== null) place.textContent = isLive ? live : lost;
    },
  });
  window.setInterval(() => {
    if (!document.hidden) void askTurnout(root, turnout);
  }, TURNOUT_EVERY_MS);
}

async function askTurnout(root: HTMLElement, url: string): Promise<void> {
  try {
    const answer = await fetch(url);
    if (answer.ok) showTurnout(root, (await answer.json()) as Parameters<typeof showTurnout>[1]);
  } catch {
    // The next round asks again; the stream says that the line is broken.
  }
}

/** Says the newest total, not every one of them, and the first only once it has moved. */
function teller(root: HTMLElement): (tally: Tally) => void {
  let told: number | undefined;
  let newest = 0;
  let timer: number | undefined;
  const say = (): void => {
    timer = undefined;
    const place = root.querySelector('#summary');
    if (place === null || newest === told) return;
    told = newest;
    place.textContent = (root.dataset['summary'] ?? '').replace('{n}', number(root, newest));
  };
  return ({ ballots }) => {
    newest = ballots;
    told ??= ballots;
    timer ??= window.setTimeout(say, TELL_EVERY_MS);
  };
}

const root = document.querySelector<HTMLElement>('#results');
// A final result does not move.
if (root !== null && root.dataset['state'] !== 'final') start(root);
