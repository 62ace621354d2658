/** Takes one file, chosen or dropped anywhere on the page. */
export function onFile(input: HTMLInputElement, take: (file: File) => Promise<void>): void {
  input.addEventListener('change', () => {
    const [file] = Array.from(input.files ?? []);
    // The same file may be chosen again.
    if (file !== undefined) void take(file).finally(() => (input.value = ''));
  });
  const { body } = document;
  const mark = (isDropping: boolean): void => {
    body.classList.toggle('is-dropping', isDropping);
  };
  body.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    mark(true);
  });
  body.addEventListener('dragleave', () => {
    mark(false);
  });
  body.addEventListener('drop', (event) => {
    const [file] = Array.from(event.dataTransfer?.files ?? []);
    mark(false);
    if (file === undefined) return;
    event.preventDefault();
    void take(file);
  });
}
