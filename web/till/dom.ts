// Makes and replaces elements. Text is always text, never markup.

type Child = Node | string | number | null | false | undefined;
type Props = Readonly<
  Record<string, string | number | boolean | null | undefined | ((event: never) => void)>
>;

/** An element: `on…` are listeners, `value` and `checked` properties, all else attributes; null and false leave one out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (name === 'value') (element as unknown as HTMLInputElement).value = String(value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter(isThere).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

const isThere = (child: Child): child is Node | string | number =>
  child !== null && child !== undefined && child !== false;

/** Replaces what is in an element; whatever had the focus by its `data-test` has it again, with what was typed there. */
export function replace(parent: Element, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const mark =
    focused instanceof HTMLElement && parent.contains(focused) ? focused.dataset['test'] : undefined;
  parent.replaceChildren(
    ...children.filter(isThere).map((child) => (child instanceof Node ? child : String(child))),
  );
  if (mark === undefined) return;
  const again = parent.querySelector<HTMLElement>(`[data-test="${CSS.escape(mark)}"]`);
  if (again instanceof HTMLInputElement && focused instanceof HTMLInputElement) again.value = focused.value;
  again?.focus();
}

/** A button with its shortcut in its label. */
export function button(
  test: string,
  label: string,
  onclick: () => void,
  props: Props = {},
): HTMLButtonElement {
  return h('button', { type: 'button', 'data-test': test, onclick, ...props }, label);
}
