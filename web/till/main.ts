// Opens the till: its frame at once, then what was kept, where no other page has it.

import { openStorage, StorageError } from '../../sdk/till.ts';
import { h, replace } from '../dom.ts';
import { languageOf, localeOf } from '../language-choice.ts';
import { webConfig } from '../web-config.ts';
import { App, type Config } from './app.ts';
import { messageOf } from './messages.ts';
import { onlyPage } from './only-page.ts';
import { Page } from './page.ts';
import { TEXT } from './text.ts';

const root = document.querySelector<HTMLElement>('#till');
if (root === null) throw new Error('no place for the till');
void start(root).catch((error: unknown) => broken(root, error));

async function start(place: HTMLElement): Promise<void> {
  const language = languageOf(location.search, null, navigator.language);
  const text = TEXT[language];
  document.documentElement.lang = localeOf(language);
  document.title = text.title;
  frame(place, h('p', { class: 'empty', role: 'status' }, text.opening));
  const [config] = await Promise.all([
    configOf(),
    onlyPage(() => frame(place, said('elsewhere', text.elsewhere, text.elsewhere_next))),
  ]);
  const app = new App(await openStorage(), config);
  await app.load();
  document.documentElement.lang = localeOf(app.language);
  new Page(app, place).draw();
  // Without it the till sells all the same, but does not open without a network.
  await navigator.serviceWorker?.register('/till/sw.js', { scope: '/till' }).catch(() => {});
}

/** What stands there before there is a till. */
function frame(place: HTMLElement, ...content: HTMLElement[]): void {
  replace(place, h('header', {}, h('h1', {}, '浙惠')), h('main', {}, ...content));
}

function said(test: string, what: string, next: string): HTMLElement {
  return h('p', { class: 'notice bad', role: 'alert', 'data-test': test }, h('b', {}, what), ' ', next);
}

const STRIPE = { js: 'https://js.stripe.com', api: 'https://api.stripe.com' };

/** In development Stripe is what the sandbox says. */
async function configOf(): Promise<Config> {
  const config = await webConfig().catch(() => null);
  const { origin } = new URL(config?.stripe_js ?? STRIPE.js, location.href);
  return {
    is_development: config?.publishable_key != null,
    stripe_api: origin === STRIPE.js ? STRIPE.api : origin,
  };
}

/** Where not even the storage opens there is nothing to sell with: says what to do. */
function broken(place: HTMLElement, error: unknown): void {
  const language = languageOf(location.search, null, navigator.language);
  const problem =
    error instanceof StorageError ? error.problem : { code: 'storage_failed', message: String(error) };
  const { what, next } = messageOf(problem, language);
  frame(place, said('broken', what, `${next} ${String(error)}`));
}
