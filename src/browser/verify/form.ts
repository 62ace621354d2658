import { canChooseFolders, filesOfDrop, filesOfInput } from './chosen-files.ts';
import { make, refill } from './dom.ts';
import type { ChosenFile } from './export-reader.ts';
import type { Job } from './messages.ts';
import type { Spoken } from './spoken.ts';
import type { VerifyTexts } from './wording.ts';

/** Where a reader says what is to be checked. */
export interface Form {
  readonly element: HTMLElement;
  /** What was chosen; undefined when nothing was. */
  job(): Omit<Job, 'program'> | undefined;
  markKey(isWrong: boolean): void;
}

export function createForm(spoken: Spoken): Form {
  const key = createKeyPart(spoken);
  const receipt = createReceiptPart(spoken);
  const exported = createExportPart(spoken);
  return {
    element: make('div', {}, key.element, receipt.element, exported.element),
    job() {
      const [ofReceipt, files] = [receipt.value(), exported.value()];
      if (ofReceipt === undefined && files.length === 0) return undefined;
      return { logKey: key.value(), receipt: ofReceipt, exported: files.length === 0 ? undefined : files };
    },
    markKey: key.mark,
  };
}

function createKeyPart(spoken: Spoken) {
  const input = make('input', {
    id: 'key',
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': 'key-hint',
  });
  return {
    element: part(
      spoken,
      ({ key }) => key.title,
      spoken.say(make('label', { for: 'key' }), ({ key }) => key.label),
      input,
      spoken.say(make('p', { id: 'key-hint', class: 'hint' }), ({ key }) => key.hint),
    ),
    value: () => (input.value.trim() === '' ? undefined : input.value.trim()),
    mark(isWrong: boolean): void {
      if (isWrong) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    },
  };
}

function createReceiptPart(spoken: Spoken) {
  const file = createFileChoice(
    spoken,
    'receipt-file',
    ({ receipt }) => receipt.file,
    '.json,application/json,text/plain',
  );
  const text = make('textarea', { id: 'receipt-text', rows: '4', spellcheck: 'false', autocomplete: 'off' });
  const cms = createFileChoice(spoken, 'cms-file', ({ receipt }) => receipt.cms);
  const definition = createFileChoice(
    spoken,
    'definition-file',
    ({ receipt }) => receipt.definition,
    '.json,application/json',
  );
  const element = part(
    spoken,
    ({ receipt }) => receipt.title,
    spoken.say(make('p'), ({ receipt }) => receipt.intro),
    file.elements,
    spoken.say(make('label', { for: 'receipt-text' }), ({ receipt }) => receipt.paste),
    text,
    make(
      'details',
      {},
      spoken.say(make('summary'), ({ receipt }) => receipt.more),
      cms.elements,
      spoken.say(make('p', { class: 'hint' }), ({ receipt }) => receipt.cmsHint),
      definition.elements,
      spoken.say(make('p', { class: 'hint' }), ({ receipt }) => receipt.definitionHint),
    ),
  );
  takeDrops(element, (data) => {
    file.put(data.files[0]);
  });
  return {
    element,
    value(): Job['receipt'] {
      const given = file.value() ?? (text.value.trim() === '' ? undefined : text.value);
      return given === undefined ? undefined : { text: given, cms: cms.value(), definition: definition.value() };
    },
  };
}

/** A file chooser that takes dropped files, too. */
function createFileChoice(spoken: Spoken, id: string, label: (texts: VerifyTexts) => string, accept?: string) {
  const input = make('input', { id, type: 'file', accept });
  const name = make('span', { class: 'chosen' });
  let dropped: File | undefined;
  const show = (): void => {
    name.textContent = dropped?.name ?? '';
  };
  input.addEventListener('change', () => {
    dropped = undefined;
    show();
  });
  return {
    elements: [spoken.say(make('label', { for: id }), label), input, name],
    value: (): File | undefined => dropped ?? input.files?.[0],
    put(file: File | undefined): void {
      input.value = '';
      dropped = file;
      show();
    },
  };
}

function createExportPart(spoken: Spoken) {
  const input = make('input', { id: 'export-folder', type: 'file', webkitdirectory: true, multiple: true });
  const status = make('p', { class: 'chosen', role: 'status' });
  const forget = spoken.say(make('button', { type: 'button', class: 'button-secondary', hidden: true }), (texts) => {
    return texts.exported.forget;
  });
  let files: readonly ChosenFile[] = [];
  let say: (texts: VerifyTexts) => string = () => '';
  const show = (text: typeof say, chosen: readonly ChosenFile[] = []): void => {
    files = chosen;
    say = text;
    status.textContent = say(spoken.texts);
    forget.hidden = files.length === 0;
  };
  const showFiles = (chosen: readonly ChosenFile[]): void => {
    const megabytes = chosen.reduce((sum, { file }) => sum + file.size, 0) / 2 ** 20;
    show(({ exported }) => (chosen.length === 0 ? '' : exported.chosen(chosen.length, megabytes.toFixed(1))), chosen);
  };
  spoken.onLanguage(() => {
    status.textContent = say(spoken.texts);
  });
  input.addEventListener('change', () => {
    showFiles(filesOfInput(input));
  });
  forget.addEventListener('click', () => {
    input.value = '';
    show(() => '');
  });
  const element = part(
    spoken,
    ({ exported }) => exported.title,
    spoken.say(make('p'), ({ exported }) => exported.intro),
    canChooseFolders()
      ? [spoken.say(make('label', { for: 'export-folder' }), ({ exported }) => exported.folder), input]
      : spoken.say(make('p'), ({ exported }) => exported.noFolders),
    spoken.say(make('p', { class: 'hint' }), ({ exported }) => exported.drop),
    status,
    forget,
  );
  takeDrops(element, (data) => {
    const dropped = filesOfDrop(data);
    show(({ exported }) => exported.reading);
    dropped.then(showFiles, () => {
      show(({ exported }) => exported.dropRefused);
    });
  });
  return { element, value: () => files };
}

function part(spoken: Spoken, title: (texts: VerifyTexts) => string, ...children: Parameters<typeof make>[2][]) {
  const section = make('section', { class: 'part' }, spoken.say(make('h2'), title));
  const body = make('div');
  refill(body, ...children);
  section.append(body);
  return section;
}

function takeDrops(element: HTMLElement, take: (data: DataTransfer) => void): void {
  element.addEventListener('dragover', (event) => {
    event.preventDefault();
    element.classList.add('dropping');
  });
  element.addEventListener('dragleave', () => {
    element.classList.remove('dropping');
  });
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    element.classList.remove('dropping');
    if (event.dataTransfer !== null) take(event.dataTransfer);
  });
}
