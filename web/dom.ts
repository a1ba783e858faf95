// Makes elements, and brings what stands in a page up to what it is to be. The pages' Content-Security-Policy forbids style and
// script in attributes: looks are in classes, and what is to happen is a function. Text is always text, never markup.

export type Child = Node | string | number | null | false | undefined;
type Listener = (event: never) => void;
type Value = string | number | boolean | null | undefined | Listener;
export type Attributes = Readonly<Record<string, Value>>;

/** An element with attributes and content. A function listens to the event of its name; null, false and undefined are left out. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') listen(element, key, value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...nodesOf(content));
  return element;
}

/** A drawing of ours as an element. Never text from elsewhere. */
export function drawing(svg: string): Element {
  const template = document.createElement('template');
  template.innerHTML = svg;
  return template.content.firstElementChild ?? document.createElement('span');
}

/**
 * Makes the content of an element what it is to be, and touches only what differs: who is typing, reads along or has a button
 * under the finger is not disturbed. Elements of one tag with the same `data-key`, `data-test` or class are taken for the same;
 * what stands in one with `data-own` is its own concern.
 */
export function replace(parent: Element, ...content: readonly Child[]): void {
  const wanted = nodesOf(content);
  let old = parent.firstChild;
  for (const [index, node] of wanted.entries()) {
    const coming = wanted.slice(index);
    while (old !== null && !coming.some((one) => one === old || isTwin(old, one))) old = removed(old);
    if (old === null || !(old === node || isTwin(old, node))) parent.insertBefore(node, old);
    else {
      if (old !== node) become(old, node);
      old = old.nextSibling;
    }
  }
  while (old !== null) old = removed(old);
}

function removed(node: ChildNode): ChildNode | null {
  const next = node.nextSibling;
  node.remove();
  return next;
}

const nodesOf = (content: readonly Child[]): Node[] =>
  content
    .filter((one): one is Node | string | number => one !== null && one !== undefined && one !== false)
    .map((one) => (one instanceof Node ? one : document.createTextNode(String(one))));

function isTwin(old: Node | null, node: Node): boolean {
  return old?.nodeName === node.nodeName && keyOf(old) === keyOf(node);
}

function keyOf(node: Node): string | null {
  if (!(node instanceof Element)) return null;
  return node.getAttribute('data-key') ?? node.getAttribute('data-test') ?? node.getAttribute('class');
}

/** What stands in the page takes over all that its twin has. What somebody typed stays, unless the page says otherwise by now. */
function become(old: Node, node: Node): void {
  if (!(old instanceof Element && node instanceof Element)) {
    if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!node.hasAttribute(name)) setTo(old, name, null);
  for (const { name, value } of [...node.attributes])
    if (old.getAttribute(name) !== value) setTo(old, name, value);
  HEARD.delete(old);
  for (const [event, listener] of HEARD.get(node) ?? []) listen(old, event, listener);
  if (!node.hasAttribute('data-own')) replace(old, ...node.childNodes);
}

/** A field that was typed into, or an option that was chosen, no longer follows its attribute. */
function setTo(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
  if (name === 'value' && element instanceof HTMLInputElement) element.value = value ?? '';
  if (name === 'selected' && element instanceof HTMLOptionElement) element.selected = value !== null;
}

/** Who listens to which event: kept beside, so that a twin can take it over. */
const HEARD = new WeakMap<Element, Map<string, Listener>>();

function listen(element: Element, event: string, listener: Listener): void {
  const heard = HEARD.get(element) ?? new Map<string, Listener>();
  HEARD.set(element, heard.set(event, listener));
  element.addEventListener(event, hear);
}

function hear(event: Event): void {
  const { currentTarget } = event;
  if (currentTarget instanceof Element) HEARD.get(currentTarget)?.get(event.type)?.(event as never);
}
