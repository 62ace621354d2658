import { create } from 'qrcode';
import { removeArmour } from '../encoding/armour.ts';
import { toUtf8 } from '../encoding/bytes.ts';
import { qrPath } from '../encoding/qr-path.ts';
import type { VerifiedReceipt } from '../log/receipt.ts';
import { onFile } from './file-choice.ts';
import { keptOf, type KeptReceipt } from './kept.ts';
import { localTime } from './local-time.ts';
import { checkReceipt, type PinnedContest, type ReceiptFault } from './receipt-check.ts';
import { readBallot, type ReadBallot } from './signed-content.ts';
import { dataOf } from './signing-view.ts';
import { make, refill } from './verify/dom.ts';

type Told = readonly [title: string, detail: string];

/** What the page hands over. */
interface ReceiptData {
  readonly language: string;
  readonly contest: PinnedContest & { readonly timezone: string };
  readonly urls: Readonly<Record<'check' | 'help' | 'candidates', string>>;
  readonly text: Readonly<
    Record<'title' | 'done' | 'verifying' | 'verified' | 'forgotten' | 'code' | 'help', string>
  > & {
    readonly checks: Readonly<Record<'signature' | 'entry' | 'choice' | 'document' | 'contest', string>>;
    readonly sources: Readonly<Record<'signed' | 'contest', string>>;
    readonly problems: Readonly<Record<ReceiptFault, Told>>;
  };
  /** Filled in by the service. */
  readonly receipt?: string;
}

const MAX_FILE_BYTES = 64 * 1024;

function start(data: ReceiptData): void {
  const { contest, text } = data;
  const kept = keptOf(contest.id);
  let shown: KeptReceipt | undefined;

  async function show(receipt: KeptReceipt): Promise<void> {
    refill(find('#problem'));
    refill(find('#verdict'), make('p', {}, text.verifying));
    const verdict = await checkReceipt(receipt, contest);
    if (verdict.kind === 'bad') {
      tellProblem(data, verdict.fault);
      return;
    }
    shown = receipt;
    const choice = verdict.signed ?? (await choiceOf(data, verdict.receipt));
    fillIn(data, verdict.receipt, choice);
    linkFiles(receipt, verdict.receipt);
    refill(
      find('#verdict'),
      make('h2', {}, text.verified),
      make(
        'ul',
        {},
        ...checksOf(data, verdict.receipt, verdict.signed !== undefined).map((one) => make('li', {}, one)),
      ),
      make('p', { class: 'hint' }, text.sources[verdict.signed === undefined ? 'contest' : 'signed']),
    );
    refill(find('#told'));
    setHidden({ '#shown': false, '#none': true, '#print': false, '#storing': false });
    (find('#store') as HTMLInputElement).checked = kept.isStored();
    const heading = find('#title');
    refill(heading, text.done);
    document.title = document.title.replace(/^.* – /, `${text.done} – `);
    heading.focus();
  }

  function forget(): void {
    kept.forgetReceipt();
    shown = undefined;
    setHidden({ '#shown': true, '#none': false });
    refill(find('#title'), text.title);
    refill(find('#told'), text.forgotten);
    find('#title').focus();
  }

  find('#print').addEventListener('click', () => {
    window.print();
  });
  find('#forget').addEventListener('click', forget);
  (find('#store') as HTMLInputElement).addEventListener('change', ({ target }) => {
    if (shown !== undefined) kept.keepReceipt(shown, (target as HTMLInputElement).checked);
  });
  onFile(find('#file') as HTMLInputElement, async (file) => {
    if (file.size > MAX_FILE_BYTES) tellProblem(data, 'receipt-malformed');
    else await show({ receipt: await file.text() });
  });

  const held = data.receipt === undefined ? kept.receipt() : { receipt: data.receipt };
  if (held !== undefined) void show(held);
}

function tellProblem({ text, urls }: ReceiptData, fault: ReceiptFault): void {
  const [title, detail] = text.problems[fault];
  const help = make('a', { href: `${urls.help}#${fault}` }, text.help);
  setHidden({ '#shown': true });
  refill(
    find('#problem'),
    make('h2', {}, title),
    make('p', {}, detail),
    make('p', { class: 'hint' }, `${text.code}: `, make('code', {}, fault), ' · ', help),
  );
  find('#problem').focus();
}

/** Who has this number, as the definition of the contest says it. */
async function choiceOf(
  { urls }: ReceiptData,
  { candidate, number }: VerifiedReceipt,
): Promise<ReadBallot | undefined> {
  try {
    const answer = await fetch(`${urls.candidates}/${encodeURIComponent(candidate)}/ballot`);
    const ballot = answer.ok ? readBallot(new Uint8Array(await answer.arrayBuffer())) : undefined;
    return ballot?.number === number ? ballot : undefined;
  } catch {
    // Without a line the number alone stands there: it is what the receipt proves.
    return undefined;
  }
}

function fillIn({ language, contest, urls }: ReceiptData, receipt: VerifiedReceipt, choice?: ReadBallot): void {
  const address = `${location.origin}${urls.check}?index=${receipt.index}`;
  refill(find('#choice-number'), `№ ${receipt.number}`);
  refill(find('#choice-kk'), choice?.name.kk ?? receipt.candidate);
  refill(find('#choice-ru'), choice?.name.ru);
  refill(find('#index'), String(receipt.index));
  refill(find('#accepted-at'), localTime(receipt.acceptedAt, contest.timezone, language));
  const link = find('#check-url') as HTMLAnchorElement;
  refill(link, address);
  link.href = address;
  const { size, path } = qrPath(create(address, { errorCorrectionLevel: 'M' }).modules);
  find('#qr').setAttribute('viewBox', `0 0 ${size} ${size}`);
  find('#qr path').setAttribute('d', path);
}

function checksOf({ text: { checks } }: ReceiptData, { size }: VerifiedReceipt, hasDocument: boolean): string[] {
  const entry = checks.entry.replace('{size}', String(size));
  return [checks.signature, entry, checks.choice, checks.contest, ...(hasDocument ? [checks.document] : [])];
}

function linkFiles({ receipt, cms }: KeptReceipt, { contest, index }: VerifiedReceipt): void {
  const name = `receipt-${contest}-${index}.json`;
  linkFile(find('#download') as HTMLAnchorElement, name, 'application/json', toUtf8(receipt));
  refill(find('#file-name'), name);
  const signed = find('#download-cms') as HTMLAnchorElement;
  if (cms !== undefined) linkFile(signed, `ballot-${contest}-${index}.cms`, 'application/cms', removeArmour(cms));
  signed.hidden = signed.href === '';
}

function linkFile(link: HTMLAnchorElement, name: string, type: string, bytes: Uint8Array): void {
  if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));
  link.download = name;
}

function setHidden(places: Readonly<Record<string, boolean>>): void {
  for (const [place, isHidden] of Object.entries(places)) find(place).hidden = isHidden;
}

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) throw new TypeError(`the page has no ${selector}`);
  return element;
}

const data = dataOf('receipt-data') as ReceiptData | undefined;
if (data !== undefined) start(data);
