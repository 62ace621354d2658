import { keptOf } from './kept.ts';
import { followSigning } from './mobile-following.ts';
import {
  askSigning,
  keepSigning,
  keptSigning,
  requestSigning,
  type MobileData,
  type Problem,
  type Signing,
  type SigningNews,
} from './mobile-signing.ts';
import {
  findParts,
  isPhone,
  markOver,
  showCode,
  showLeft,
  showProblem,
  showStatus,
  type Parts,
} from './mobile-view.ts';

/** Shows a code when it is asked for, follows what becomes of it, and hands the answer over. */
function start(parts: Parts, data: MobileData): void {
  const { button, status } = parts;
  let leave = (): void => undefined;

  function follow(signing: Signing): void {
    leave();
    showCode(parts, signing);
    button.textContent = data.texts.again;
    const stopCounting = showLeft(parts, data, signing);
    const stopAsking = followSigning(
      () => askSigning(data, signing),
      (news) => {
        show(news, parts, data);
        if (news.state !== 'done' && news.state !== 'expired') return;
        stopCounting();
        markOver(parts, true);
        keepSigning(data, undefined);
        if (news.state === 'done') handOver(news.answer, parts, data);
      },
    );
    leave = () => {
      stopCounting();
      stopAsking();
    };
  }

  async function begin(): Promise<void> {
    button.disabled = true;
    showProblem(parts, undefined, data);
    showStatus(parts, data.texts.starting);
    const begun = await requestSigning(data);
    button.disabled = false;
    if (begun !== undefined && 'token' in begun) {
      keepSigning(data, begun);
      showStatus(parts, isPhone() ? data.texts.pendingHere : data.texts.pending);
      follow(begun);
      status.focus();
    } else {
      showStatus(parts, '');
      showProblem(parts, begun ?? unreachable(data), data);
    }
  }

  button.addEventListener('click', () => {
    void begin();
  });
  button.hidden = false;
  const kept = keptSigning(data);
  if (kept !== undefined) follow(kept);
}

function show(news: SigningNews, parts: Parts, data: MobileData): void {
  const { texts } = data;
  const told = {
    pending: isPhone() ? texts.pendingHere : texts.pending,
    opened: texts.opened,
    refused: '',
    unreachable: texts.offline,
    expired: texts.expired,
    done: texts.done,
  } satisfies Record<SigningNews['state'], string>;
  showStatus(parts, told[news.state]);
  showProblem(parts, news.state === 'refused' ? news.problem : undefined, data);
}

function unreachable({ texts }: MobileData): Problem {
  return { code: '', title: texts.offline, detail: '' };
}

/** To whoever listens on the page; a receipt that nobody takes goes to its own page. */
function handOver(answer: string, { root }: Parts, data: MobileData): void {
  const isTaken = !root.dispatchEvent(new CustomEvent('signed', { detail: answer, bubbles: true, cancelable: true }));
  if (isTaken || !('candidate' in data.subject)) return;
  keptOf(data.contest).keepReceipt({ receipt: answer });
  location.assign(data.receipt);
}

const parts = findParts();
const data = document.querySelector('#mobile-data')?.textContent;
if (parts !== undefined && data !== undefined) start(parts, JSON.parse(data) as MobileData);
