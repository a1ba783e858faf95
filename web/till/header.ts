// The top of every screen: where one is, whether the API answers, and what is waiting.

import { isFinished, type Sale } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import { localeOf } from '../language-choice.ts';
import type { App, Screen } from './app.ts';
import { button } from './controls.ts';
import { messageOf } from './messages.ts';

const SCREENS: readonly (readonly [Screen, string])[] = [
  ['sale', ''],
  ['sales', 'F9'],
  ['returns', 'F10'],
  ['setup', ''],
];

export function header(app: App, sales: readonly Sale[]): HTMLElement {
  const { text, settings } = app;
  const open = sales.filter((sale) => !isFinished(sale)).length;
  const tabs = SCREENS.map(([screen, key]) => {
    const count = screen === 'sales' && open > 0 ? ` (${open})` : '';
    return button(`go-${screen}`, `${text[screen]}${count}${key && ` ${key}`}`, () => app.go(screen), {
      'aria-current': app.screen === screen ? 'page' : null,
    });
  });
  return h(
    'header',
    {},
    h('h1', {}, '浙惠', h('span', { class: 'place' }, ` ${settings.store} ${settings.till}`)),
    h('nav', {}, ...tabs),
    network(app),
    button('language', text.language, () => void changeLanguage(app)),
  );
}

/** Whether the browser or the last call says that there is no network. */
export const isOffline = ({ till }: Pick<App, 'till'>): boolean =>
  !navigator.onLine || till?.obstacle?.code === 'network_error';

function network(app: App): HTMLElement {
  const { text, till, language } = app;
  const obstacle = till?.obstacle ?? null;
  const is_estimate = app.price?.is_estimate === true;
  const is_offline = isOffline(app);
  const words = is_offline
    ? text.offline
    : obstacle !== null
      ? messageOf(obstacle, language).what
      : is_estimate
        ? text.estimate
        : text.online;
  const is_away = is_offline || obstacle !== null || is_estimate;
  const look = is_away ? 'network away' : 'network';
  // Where it is cut off, the whole of it is told to who points at it.
  return h('span', { class: look, 'data-test': 'network', role: 'status', title: words }, words);
}

async function changeLanguage(app: App): Promise<void> {
  app.settings = { ...app.settings, language: app.language === 'zh' ? 'en' : 'zh' };
  // The address says it louder than what was chosen before.
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  history.replaceState(null, '', url);
  await app.keep('settings', app.settings);
  document.documentElement.lang = localeOf(app.language);
  app.draw();
}
