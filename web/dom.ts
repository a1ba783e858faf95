// Makes elements. The pages' Content-Security-Policy forbids style and script in attributes: looks are in classes, and what is to
// happen is a function.

type Value = string | number | boolean | undefined | ((event: Event) => void);

/** An element with attributes and content. A function listens to the event of its name; false and undefined are left out. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, Value>> = {},
  ...content: (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== undefined && value !== false)
      element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...content.filter((part) => part !== null));
  return element;
}

/** A drawing of ours as an element. Never text from elsewhere. */
export function drawing(svg: string): Element {
  const template = document.createElement('template');
  template.innerHTML = svg;
  return template.content.firstElementChild ?? document.createElement('span');
}
