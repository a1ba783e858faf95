// The shop itself: what the programme gives, the shelf and the cart.

import type { Zhehui } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { yuan } from '../language.ts';
import { basket } from './basket.ts';
import { shelf } from './shelf.ts';
import { frame } from './shop.ts';
import { T } from './text.ts';

export async function shopView(zhehui: Zhehui): Promise<void> {
  const terms = h('p', { class: 'terms number', 'data-test': 'terms' });
  const lead = h(
    'div',
    { class: 'lead' },
    h('h1', {}, T.lead),
    h('p', { class: 'quiet' }, T.lead_more),
    terms,
  );
  const cart = basket();
  frame(T.shop, lead, h('div', { class: 'columns' }, shelf(), cart));
  // What the programme gives is said by the programme: of whichever the first quote names.
  addEventListener('zhehui-quote', (event) => void tell(event as CustomEvent), { once: true });
  async function tell({ detail }: CustomEvent): Promise<void> {
    const programme =
      detail.programme && (await zhehui.retrieveProgramme(detail.programme.id).catch(() => null));
    if (programme?.cap.scope !== 'order') return;
    terms.append(
      T.terms(`${Number((Number(programme.rate) * 100).toFixed(2))}%`, yuan(programme.cap.amount)),
    );
  }
}
