/** Gives bytes to whoever sits there as a file. */
export function saveFile(name: string, type: string, bytes: Uint8Array): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));
  link.download = name;
  link.click();
  // A browser may ask where to first.
  window.setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}
