import type { ChosenFile } from './export-reader.ts';

/** More are no export: the largest has three files for each 256 ballots. */
const MAX_FILES = 1_000_000;

/** What a folder chooser was given. */
export function filesOfInput(input: HTMLInputElement): readonly ChosenFile[] {
  return Array.from(input.files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Whether folders can be chosen at all: telephones have none to choose. */
export function canChooseFolders(): boolean {
  return 'webkitdirectory' in HTMLInputElement.prototype;
}

/**
 * All files below what was dropped.
 * @throws DOMException where the browser does not let a page from disk read dropped folders
 */
export async function filesOfDrop(data: DataTransfer): Promise<readonly ChosenFile[]> {
  // Entries must be asked for before the first wait: afterwards the drop is over.
  const items = Array.from(data.items).filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  const handles = items.map((item) => handleOf(item));
  const plain = Array.from(data.files);
  if (entries.every((entry) => entry?.isFile !== false)) return plain.map((file) => ({ path: file.name, file }));
  const found: ChosenFile[] = [];
  try {
    for (const entry of entries) if (entry !== null) await readEntry(entry, '', found);
    return found;
  } catch (error) {
    const opened = await Promise.all(handles);
    if (opened.includes(undefined)) throw error;
    found.length = 0;
    for (const handle of opened) if (handle !== undefined) await readHandle(handle, '', found);
    return found;
  }
}

async function readEntry(entry: FileSystemEntry, folder: string, found: ChosenFile[]): Promise<void> {
  if (found.length >= MAX_FILES) return;
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return;
    for (const each of some) await readEntry(each, `${path}/`, found);
  }
}

/** The newer interface to the same thing; it reads where the older one refuses pages from disk. */
interface Handle {
  readonly kind: 'file' | 'directory';
  readonly name: string;
  getFile(): Promise<File>;
  values(): AsyncIterable<Handle>;
}

function handleOf(item: DataTransferItem): Promise<Handle | undefined> {
  const ask = (item as { getAsFileSystemHandle?: () => Promise<Handle | null> }).getAsFileSystemHandle;
  if (ask === undefined) return Promise.resolve(undefined);
  return ask.call(item).then(
    (handle) => handle ?? undefined,
    () => undefined,
  );
}

async function readHandle(handle: Handle, folder: string, found: ChosenFile[]): Promise<void> {
  if (found.length >= MAX_FILES) return;
  const path = folder + handle.name;
  if (handle.kind === 'file') found.push({ path, file: await handle.getFile() });
  else for await (const each of handle.values()) await readHandle(each, `${path}/`, found);
}
