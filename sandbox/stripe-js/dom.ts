// Makes elements. A page's Content-Security-Policy forbids style in attributes and in <style>: rules come as a constructed sheet.

type Attributes = Readonly<Record<string, string | boolean>>;

/** An element with attributes and content; an attribute that is false is left out. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...content);
  return element;
}

/** A root of its own, so that neither the page's rules nor the stand-in's reach the other. */
export function shadowIn(host: HTMLElement, css: string): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return root;
}
