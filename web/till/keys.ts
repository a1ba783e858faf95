// The till's shortcuts: all that can be done with a finger can be done with a key.

import type { App, Screen } from './app.ts';
import { setQuantity } from './cart.ts';
import { clear, type SaleActions } from './sale-screen.ts';

type Act = () => void;

/** What a key does as soon as it is pressed; null where it is not the till's. Arrows belong to a field while somebody types in it. */
export function actOf(app: App, actions: SaleActions, key: string, is_typing: boolean): Act | null {
  const go = (screen: Screen) => () => app.go(app.screen === screen ? 'sale' : screen);
  const anywhere: Readonly<Record<string, Act>> = {
    F2: actions.enterCode,
    F4: () => actions.serials(app.selected),
    F8: () => app.screen === 'sale' && actions.pay(),
    F9: go('sales'),
    F10: go('returns'),
    Escape: () => back(app),
  };
  return anywhere[key] ?? (is_typing ? null : (lineActs(app)[key] ?? null));
}

/** What a character does that a person typed: known only when no scanner can be behind it. */
export function characterActOf(app: App, key: string): Act | null {
  const by: Readonly<Record<string, number>> = { '+': 1, '=': 1, '-': -1 };
  const change = by[key];
  const quantity = app.cart.items[app.selected]?.quantity;
  if (app.screen !== 'sale' || change === undefined || quantity === undefined) return null;
  return () => app.setCart(setQuantity(app.cart, app.selected, quantity + change));
}

/** Takes away what was said; with nothing said, goes back to the sale, or asks whether it is to be cleared. */
function back(app: App): void {
  if (app.notice !== null) app.go(app.screen);
  else if (app.screen === 'sale') clear(app);
  else app.go('sale');
}

/** Keys that act upon the selected line of a sale, beside the characters. */
function lineActs(app: App): Readonly<Record<string, Act>> {
  const { cart, selected } = app;
  if (app.screen !== 'sale' || cart.items[selected] === undefined) return {};
  const select = (by: number): Act => {
    return () => {
      app.selected = Math.max(0, Math.min(cart.items.length - 1, selected + by));
      app.draw();
    };
  };
  return {
    Delete: () => app.setCart(setQuantity(cart, selected, 0)),
    ...{ ArrowUp: select(-1), ArrowDown: select(1) },
  };
}
