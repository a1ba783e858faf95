// The shop's client of Zhehui, and what every view of the shop has around it.

import { defineElements } from '../../sdk/elements.ts';
import { createZhehui, type Zhehui } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { address, LANGUAGE } from '../language.ts';
import { webConfig } from '../web-config.ts';
import { isUnkept, onUnkept } from './kept.ts';
import { T } from './text.ts';

/** A client with the key that the Worker names; null where it names none. */
export async function openShop(): Promise<Zhehui | null> {
  const { publishable_key: key, stripe_js } = await webConfig();
  if (key === null) return null;
  const zhehui = createZhehui({ key, api: location.origin, locale: LANGUAGE, stripeJs: stripe_js });
  defineElements(zhehui);
  return zhehui;
}

/** Puts a view on the page, under its heading. */
export function show(title: string, ...view: (Node | null)[]): void {
  frame(`${title} · ${T.shop}`, h('h1', {}, title), ...view);
}

/** Puts a view that has its own heading on the page, between the shop's head and the end. */
export function frame(title: string, ...view: (Node | null)[]): void {
  const other = LANGUAGE === 'zh' ? 'en' : 'zh';
  const params = Object.fromEntries(new URLSearchParams(location.search));
  const language = h(
    'a',
    { href: address({ ...params, lang: other }), hreflang: other, lang: other, 'data-test': 'language' },
    T.other_language,
  );
  const head = h(
    'header',
    { class: 'head' },
    h(
      'a',
      { class: 'shop', href: address() },
      h('span', { class: 'mark', 'aria-hidden': 'true' }, '惠'),
      T.shop,
    ),
    h('nav', {}, h('a', { href: address({ view: 'orders' }), 'data-test': 'orders' }, T.orders), language),
  );
  document.title = title;
  document.body.replaceChildren(head, h('main', {}, unkept, ...view));
  sayUnkept();
}

/** Says that this browser keeps nothing, once that is known. */
const unkept = h('div', { class: 'messages' });

function sayUnkept(): void {
  if (isUnkept() && unkept.childElementCount === 0) {
    const words = notice('bad', T.unkept);
    words.dataset['test'] = 'unkept';
    unkept.append(words);
  }
}

onUnkept(sayUnkept);

/** A message that screen readers read out when it comes. */
export function notice(kind: 'good' | 'bad' | '', ...content: (Node | string | null)[]): HTMLElement {
  return h(
    'div',
    { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status', 'data-test': 'notice' },
    ...content,
  );
}
