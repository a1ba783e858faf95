// The till's shortcuts: all that can be done with a finger can be done with a key.

import type { App, Screen } from './app.ts';
import { setQuantity } from './cart.ts';
import { clear, type SaleActions } from './sale-screen.ts';

type Act = () => void;

/** What a key does; null where it is not the till's. Keys for lines belong to a field while somebody types in it. */
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

/** Takes away what was said; with nothing said, goes back to the sale, or asks whether it is to be cleared. */
function back(app: App): void {
  if (app.notice !== null) app.go(app.screen);
  else if (app.screen === 'sale') clear(app);
  else app.go('sale');
}

/** Keys that act upon the selected line of a sale. */
function lineActs(app: App): Readonly<Record<string, Act>> {
  const { cart, selected } = app;
  const quantity = cart.items[selected]?.quantity;
  if (app.screen !== 'sale' || quantity === undefined) return {};
  const set = (count: number): Act => {
    return () => app.setCart(setQuantity(cart, selected, count), selected);
  };
  const select = (by: number): Act => {
    return () => {
      app.selected = Math.max(0, Math.min(cart.items.length - 1, selected + by));
      app.draw();
    };
  };
  return {
    ...{ '+': set(quantity + 1), '=': set(quantity + 1), '-': set(quantity - 1), Delete: set(0) },
    ...{ ArrowUp: select(-1), ArrowDown: select(1) },
  };
}
