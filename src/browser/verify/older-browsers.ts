// What the shared code uses and browsers before 2023 lack. Where a method is there it is left alone.

function provide(prototype: object, name: string, method: (this: never, ...values: never[]) => unknown): void {
  if (name in prototype) return;
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
}

const copies: readonly object[] = [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype) as object];
for (const prototype of copies) {
  provide(prototype, 'at', function at(this: ArrayLike<unknown>, index: number) {
    return this[index < 0 ? this.length + index : index];
  });
}
provide(Array.prototype, 'toSorted', function toSorted(this: unknown[], compare?: (a: unknown, b: unknown) => number) {
  return [...this].sort(compare);
});
provide(Array.prototype, 'toReversed', function toReversed(this: unknown[]) {
  return [...this].reverse();
});
provide(String.prototype, 'isWellFormed', function isWellFormed(this: string) {
  return !/\p{Surrogate}/u.test(this);
});
provide(String.prototype, 'replaceAll', function replaceAll(this: string, what: string | RegExp, by: string) {
  return typeof what === 'string' ? this.split(what).join(by) : this.replace(what, by);
});
