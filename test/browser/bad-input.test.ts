import type { Page, Route } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { putBack, takeOut } from './support/catalogue.ts';
import { hurry } from './support/network.ts';
import { add, at, CARDS, payByCard, readyToPay, soldOn, totals } from './support/store.ts';
import { it } from './support/test.ts';
import type { Places, Visitor } from './support/visitor.ts';

const REFUSED = /net::ERR_|status of (400|401|403|409|5\d\d)/;
/** Not in any other test. */
const SKU = 'W2-PRO';
const NAME = { zh: '窗宝 W2 PRO', en: 'WINBOT W2 PRO' };

type Trouble = {
  /** What goes wrong from now on. */
  readonly breaks: (visitor: Visitor, places: Places) => Promise<unknown>;
  readonly says: { readonly zh: string; readonly en: string };
  /** What the page offers. */
  readonly offers: string;
  /** Where that helps, once it goes right again. */
  readonly mends?: (visitor: Visitor, places: Places) => Promise<unknown>;
};

const AWAY = { zh: '请稍后再试', en: 'Please try again in a moment' };
const SHOP = { zh: '请联系店家', en: 'the shop.' };

const answering = (handler: (route: Route) => unknown) => (visitor: Visitor) =>
  visitor.context.route('**/v1/**', handler);
const mended = (visitor: Visitor) => visitor.context.unrouteAll();

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a wrong key': { breaks: keyed('pk_test_wrong'), says: SHOP, offers: 'back' },
  'a key of another kind': { breaks: keyed('sk_test_demo'), says: SHOP, offers: 'again' },
  'an origin not allowed': {
    breaks: answering(async (route) => {
      const headers = { ...route.request().headers(), origin: 'https://elsewhere.example' };
      await route.fulfill({ response: await route.fetch({ headers }) });
    }),
    says: SHOP,
    offers: 'back',
  },
  'an API that is down': {
    breaks: answering((route) => route.abort()),
    says: AWAY,
    offers: 'again',
    mends: mended,
  },
  'an API that is slow': { breaks: answering(() => undefined), says: AWAY, offers: 'again', mends: mended },
  'an API that answers HTML': {
    breaks: answering((route) => route.fulfill({ contentType: 'text/html', body: '<h1>Portal</h1>' })),
    says: AWAY,
    offers: 'again',
    mends: mended,
  },
  'a product that has left the catalogue': {
    breaks: (_, places) => {
      onTestFinished(() => putBack(places, SKU));
      return takeOut(places, SKU);
    },
    says: { zh: `“科沃斯 ${NAME.zh} 擦窗机器人”已下架`, en: `${NAME.en} window robot: not sold any more` },
    offers: 'take-out',
    mends: (_, places) => putBack(places, SKU),
  },
};

function keyed(publishable_key: string) {
  return (visitor: Visitor) =>
    visitor.context.route('**/web-config.json', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), publishable_key } });
    });
}

async function toPayment(visitor: Visitor, language: string): Promise<Page> {
  const page = await visitor.open(`/store?lang=${language}`);
  await add(page, 'DUSTBAG', SKU);
  await expect.poll(() => totals(page)).toMatchObject({ subsidy: 29_985 });
  return page;
}

describe('what goes wrong is said, with what to do next', () => {
  const rows = Object.entries(TROUBLES).map(([name, trouble], index) => ({
    name,
    language: index % 2 === 0 ? ('zh' as const) : ('en' as const),
    ...trouble,
  }));
  it.for(rows)(
    '[V20] $name ($language)',
    async ({ breaks, says, offers, mends, language }, { visitor, books, places }) => {
      visitor.expects(REFUSED);
      const page = await toPayment(visitor, language);
      await hurry(page);
      await breaks(visitor, places);
      await at(page, 'checkout').click();
      await at(page, 'notice').filter({ hasText: says[language] }).waitFor();
      await at(page, offers).waitFor();
      if (mends) {
        await mends(visitor, places);
        await at(page, offers).click();
        await readyToPay(page);
      }
      await books.agree([], visitor.checkouts);
    },
  );

  it('[V20] a price that changed since the quote: the new one is said, and charged only if that is agreed to', async ({
    visitor,
    books,
    places,
  }) => {
    visitor.expects(REFUSED);
    onTestFinished(() => putBack(places, SKU));
    const page = await toPayment(visitor, 'zh');
    await page.route('**/v1/checkouts', async (route) => {
      await putBack(places, SKU, { unit_amount: 209_900 });
      await route.continue();
    });
    await at(page, 'checkout').click();
    const due = 3_900 + 178_415;
    await at(page, 'notice').filter({ hasText: '1,823.15' }).waitFor();
    await books.agree([], visitor.checkouts);
    await at(page, 'again').click();
    await readyToPay(page);
    expect(await totals(page)).toMatchObject({ due });
    await putBack(places, SKU);
    await page.unrouteAll();
    // The order has its price by now, which is not the catalogue's any more.
    await page.reload();
    await at(page, 'again').filter({ hasText: '1,823.15' }).click();
    await readyToPay(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    expect(sold).toMatchObject({ due });
    await books.agree([sold], visitor.checkouts);
  });
});
