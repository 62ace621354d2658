type Attributes = Readonly<Record<string, string | boolean | undefined>>;
export type Child = Node | string | undefined | readonly Child[];

/** An element; texts become text nodes, never markup. An attribute that is `undefined` or false is left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined) continue;
    if (typeof child === 'string') parent.appendChild(document.createTextNode(child));
    else if (child instanceof Node) parent.appendChild(child);
    else append(parent, child);
  }
}

/** Puts these in the place of all that an element holds. */
export function refill(parent: Element, ...children: readonly Child[]): void {
  parent.textContent = '';
  append(parent, children);
}
