// Reviews: which claims need one, who decides, what a decision leaves alone, and what stays when it is sent again.

import { beforeAll, describe, expect, it } from 'vitest';
import { REVIEW_NOTE_CHARS_MAX } from '../../src/limits.ts';
import type { Checkout, Claim, Quote } from '../../src/wire/objects.ts';
import { checkoutRow } from './checkout-row.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import { giveBack } from './return-support.ts';
import {
  type Answer,
  addProgramme,
  call,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  intentOf,
  KEY,
  ledgerOf,
  newShop,
  nowS,
  openCheckout,
  PROGRAMME,
  payAndTell,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
  SOCKS,
  send,
  until,
} from './support.ts';

const ROBOT_CODE = { taxonomy: 'shopify', code: 'hg-9-10-5' } as const;
const GLASSES_CODE = { taxonomy: 'shopify', code: 'el-6-7' } as const;

/** A robot that rests on its category, one on its title, and one whose title speaks against its category. */
const BY_CODE = { sku: 'G20S', category: ROBOT_CODE, unit_amount: 399_900, quantity: 1 };
const BY_TITLE = ROBOT;
const CONTRADICTED = { ...ROBOT, category: GLASSES_CODE };

let shop: Shop;
let REVIEWS_NOTHING: string;
let OF_BEFORE: string;

beforeAll(async () => {
  REVIEWS_NOTHING = await addProgramme({ id: 'reviews-nothing', review: [] });
  OF_BEFORE = await addProgramme({ id: 'of-before', ...({ review: undefined } as object) });
  await call(`/v1/programmes/${REVIEWS_NOTHING}/budget`, {
    key: KEY.ok,
    body: { budget_amount: 1_000_000_000 },
  });
  shop = await newShop();
});

const open = (lines: readonly object[] = [BY_TITLE], over = {}): Promise<Checkout> =>
  openCheckout({ lines, ...over }, shop.keys.sk);

/** The claim of a checkout, once the operator can see it. */
async function known(checkout: Checkout): Promise<string> {
  const id = checkout.claim?.id ?? '';
  await ledgerOf(shop.id).due(Date.now());
  await until(
    () => call(`/v1/claims/${id}`, { key: KEY.ok }),
    ({ status }) => status === 200,
  );
  return id;
}

const review = (id: string, body: object): Promise<Answer> =>
  call(`/v1/claims/${id}/review`, { key: KEY.ok, body });

async function reviewed(id: string, body: object): Promise<Claim> {
  const answer = await review(id, body);
  expect(answer).toMatchObject({ status: 200, body: { object: 'claim', id } });
  return answer.body as unknown as Claim;
}

const balance = () => ledgerOf(shop.id).balance(PROGRAMME);

describe('which claims need a review', () => {
  it.each([
    ['a title', [BY_TITLE], true],
    ['a category', [BY_CODE], false],
    ['a category that the title contradicts', [CONTRADICTED], true],
    ['a category beside a title', [BY_CODE, { ...BY_TITLE, sku: 'other' }], true],
    ['a category beside a title that qualifies for nothing', [BY_CODE, SOCKS], false],
    ['a category beside a title that costs nothing', [BY_CODE, { ...BY_TITLE, unit_amount: 0 }], false],
  ])('[T11] [C7] one that rests on %s', async (_name, lines, needed) => {
    const checkout = await open(lines);
    const claim = await claimOf(checkout, shop.keys.fk);
    expect(claim).toMatchObject({ needs_review: needed, review: null });
    expect(claim.lines.map(({ tag }) => tag)).toEqual(checkout.lines.map(({ tag }) => tag));
  });

  it('[T11] a quote says so too, and what contradicts it, and asks for the same money', async () => {
    const quoted = async (line: object, programme: string): Promise<Quote> =>
      (await call('/v1/quotes', { body: { programme, lines: [line] } })).body as unknown as Quote;
    const tagOf = ({ lines: [line] }: Quote) => line?.tag;
    const one = await quoted(BY_TITLE, PROGRAMME);
    expect(tagOf(one)).toMatchObject({ qualifies: true, needs_review: true, conflict: null });
    const sure = await quoted(BY_TITLE, REVIEWS_NOTHING);
    expect(tagOf(sure)).toMatchObject({ qualifies: true, needs_review: false, conflict: null });
    expect(sure.amount_due).toBe(one.amount_due);
    for (const programme of [PROGRAMME, REVIEWS_NOTHING]) {
      const contradicted = tagOf(await quoted(CONTRADICTED, programme));
      expect(contradicted).toMatchObject({ qualifies: true, evidence: 'taxonomy', needs_review: true });
      expect(contradicted?.conflict).toMatch(/^title: /);
    }
    expect(tagOf(await quoted(SOCKS, PROGRAMME))).toMatchObject({ needs_review: false, conflict: null });
  });

  it('[T11] [P3] a version that was stored before reads as the default, and everybody sees it', async () => {
    const read = async (id: string) => (await call(`/v1/programmes/${id}`, { key: KEY.tk })).body['review'];
    expect(await read(PROGRAMME)).toEqual(['title']);
    expect(await read(OF_BEFORE)).toEqual(['title']);
    expect(await read(REVIEWS_NOTHING)).toEqual([]);
  });

  it('[C7] a cart that changes needs its own, whatever was decided about the one before', async () => {
    const checkout = await open();
    const id = await known(checkout);
    await reviewed(id, { decision: 'approved' });
    const change = async (lines: object[]): Promise<Claim> => {
      const body = { lines };
      checkoutIn(await call(`/v1/checkouts/${checkout.id}`, { key: shop.keys.sk, body }), 200);
      return claimOf(checkout, shop.keys.fk);
    };
    expect(await change([{ ...BY_TITLE, unit_amount: 300_000 }])).toMatchObject({
      needs_review: true,
      review: null,
    });
    expect(await change([BY_CODE])).toMatchObject({ needs_review: false, review: null });
    expectRefusal(await review(id, { decision: 'approved' }), 409, 'review_not_needed', 'id');
    expect(await change([CONTRADICTED])).toMatchObject({ needs_review: true, review: null });
    const again = await reviewed(id, { decision: 'approved' });
    expect(eventTypes(again).filter((type) => type === 'claim.reviewed')).toHaveLength(2);
  });

  it('[C7] what came back whole needs none, and what is kept needs it', async () => {
    const checkout = await open([{ ...BY_TITLE, quantity: 2 }]);
    await payAndTell(intentOf(checkout));
    const back = { lines: [{ line: 0, quantity: 1 }] };
    expect((await giveBack(shop, checkout, back.lines)).status).toBe(201);
    expect(await claimOf(checkout, shop.keys.fk)).toMatchObject({
      status: 'partially_reversed',
      needs_review: true,
    });
    expect((await giveBack(shop, checkout, back.lines)).status).toBe(201);
    expect(await claimOf(checkout, shop.keys.fk)).toMatchObject({ status: 'reversed', needs_review: false });
    const refused = await review(await known(checkout), { decision: 'approved' });
    expect(expectRefusal(refused, 409, 'review_not_needed', 'id')).toContain('reversed');
  });
});

describe('a review', () => {
  it.each(['approved', 'rejected'] as const)(
    '[C8] %s: the claim says so at once, with its event; money, state and payment stay',
    async (decision) => {
      const checkout = await open();
      await payAndTell(intentOf(checkout));
      const before = { balance: await balance(), checkout: await checkoutNow(checkout.id, shop.keys.sk) };
      const claim = await reviewed(await known(checkout), { decision, note: '看过发票' });
      expect(claim).toMatchObject({
        ...{ status: 'posted', amount: ROBOT_SUBSIDY, reversed_amount: 0, needs_review: false },
        review: { decision, note: '看过发票', reviewed_at: expect.any(Number) },
      });
      expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.posted', 'claim.reviewed']);
      expect(claim.events?.at(-1)).toMatchObject({
        created: claim.review?.reviewed_at,
        data: { decision, note: '看过发票', products: [] },
      });
      expect(await claimOf(checkout, shop.keys.fk)).toEqual(claim);
      expect(await balance()).toEqual(before.balance);
      expect(await checkoutNow(checkout.id, shop.keys.sk)).toEqual(before.checkout);
      expect((await call('/v1/claims/verify', { key: shop.keys.fk })).body).toMatchObject({ ok: true });
      await ledgerOf(shop.id).due(Date.now());
      expect((await call(`/v1/claims/${claim.id}`, { key: KEY.ok })).body).toEqual(claim);
    },
  );

  it('[C8] the same again answers the same and writes nothing; another decision or note is a correction', async () => {
    const id = await known(await open());
    const first = await reviewed(id, { decision: 'approved' });
    expect(await reviewed(id, { decision: 'approved' })).toEqual(first);
    expect((await reviewed(id, { decision: 'rejected', note: 'a toy' })).review?.decision).toBe('rejected');
    const last = await reviewed(id, { decision: 'rejected', note: 'a toy, says the maker' });
    expect(last.review).toMatchObject({ decision: 'rejected', note: 'a toy, says the maker' });
    const decisions = last.events
      ?.filter(({ type }) => type === 'claim.reviewed')
      .map(({ data }) => data['decision']);
    expect(decisions).toEqual(['approved', 'rejected', 'rejected']);
  });

  it('[C8] of a pending claim stands when it is paid, and when both come at once', async () => {
    const [first, second] = [await open(), await open()];
    expect((await reviewed(await known(first), { decision: 'approved' })).status).toBe('pending');
    await payAndTell(intentOf(first));
    const id = await known(second);
    await Promise.all([payAndTell(intentOf(second)), reviewed(id, { decision: 'approved' })]);
    for (const checkout of [first, second]) {
      const claim = await claimOf(checkout, shop.keys.fk);
      expect(claim).toMatchObject({
        ...{ status: 'posted', needs_review: false, review: { decision: 'approved' } },
      });
    }
    expect((await call('/v1/claims/verify', { key: shop.keys.fk })).body).toMatchObject({ ok: true });
  });

  it('[C8] a voided claim needs none, and one that was reviewed before keeps its review, and takes corrections', async () => {
    const [never, before] = [await open(), await open()];
    const ids = [await known(never), await known(before)];
    await reviewed(ids[1] ?? '', { decision: 'approved' });
    for (const { id } of [never, before]) {
      await call(`/v1/checkouts/${id}/cancel`, { key: shop.keys.sk, method: 'POST' });
    }
    const refused = await review(ids[0] ?? '', { decision: 'approved' });
    expect(expectRefusal(refused, 409, 'review_not_needed', 'id')).toContain('voided');
    expect(await claimOf(never, shop.keys.fk)).toMatchObject({ needs_review: false, review: null });
    const kept = await reviewed(ids[1] ?? '', { decision: 'approved' });
    expect(kept).toMatchObject({ status: 'voided', needs_review: false, review: { decision: 'approved' } });
    const corrected = await reviewed(ids[1] ?? '', { decision: 'rejected', note: 'a toy' });
    expect(corrected).toMatchObject({ status: 'voided', review: { decision: 'rejected', note: 'a toy' } });
  });

  it('[C8] of a claim that needs none is refused, and writes nothing', async () => {
    const checkout = await open([BY_CODE]);
    const refused = await review(await known(checkout), { decision: 'approved' });
    expect(expectRefusal(refused, 409, 'review_not_needed', 'id')).toContain('needs a review');
    expect(eventTypes(await claimOf(checkout, shop.keys.fk))).toEqual(['claim.reserved']);
  });

  it('[C8] about a cart that the claim has no more is refused by the ledger, and one of an unknown claim too', async () => {
    const checkout = await open();
    const id = checkout.claim?.id ?? '';
    const [{ seq: cart } = { seq: 0 }] = (await claimOf(checkout, shop.keys.fk)).events ?? [];
    const body = { lines: [{ ...BY_TITLE, unit_amount: 300_000 }] };
    checkoutIn(await call(`/v1/checkouts/${checkout.id}`, { key: shop.keys.sk, body }), 200);
    const decided = { decision: 'approved', note: null, products: [] } as const;
    const ledger = ledgerOf(shop.id);
    expect(await ledger.review({ claim: id, cart, review: decided }, nowS())).toEqual({
      ...{ ok: false, reason: 'cart_changed' },
    });
    expect(await ledger.review({ claim: 'clm_nobody', cart, review: decided }, nowS())).toEqual({
      ...{ ok: false, reason: 'unknown_claim' },
    });
    expect(await claimOf(checkout, shop.keys.fk)).toMatchObject({ needs_review: true, review: null });
  });

  it('[A2] of a claim that nobody has is a 404', async () => {
    for (const id of ['clm_nobody', 'clm_00000000000000000000000000', checkoutRow().claim ?? '']) {
      expectRefusal(await review(id, { decision: 'approved' }), 404, 'resource_missing', 'id');
    }
  });

  it.each([
    ['decision', {}, 'parameter_missing'],
    ['decision', { decision: 'maybe' }, 'parameter_invalid'],
    ['note', { decision: 'approved', note: '' }, 'parameter_invalid'],
    ['note', { decision: 'approved', note: null }, 'parameter_invalid'],
    ['note', { decision: 'approved', note: 'a\u0000b' }, 'parameter_invalid'],
    ['reason', { decision: 'approved', reason: 'x' }, 'parameter_unknown'],
  ])('[A3] %s in %j is refused', async (param, body, code) => {
    expectRefusal(await review('clm_nobody', body), 400, code, param);
  });

  it('[A4] a note has at most as many characters as the limit says', async () => {
    const id = await known(await open());
    const note = '字'.repeat(REVIEW_NOTE_CHARS_MAX);
    expectRefusal(
      await review(id, { decision: 'approved', note: `${note}字` }),
      400,
      'parameter_invalid',
      'note',
    );
    expect((await reviewed(id, { decision: 'approved', note })).review?.note).toBe(note);
  });
});

describe('finance', () => {
  it('[E1] filters lists and exports by what needs a review, the operator by all journals', async () => {
    const other = await newShop();
    const sale = async (line: object) => (await openCheckout({ lines: [line] }, other.keys.sk)).claim?.id;
    const ids = { sure: await sale(BY_CODE), needed: await sale(BY_TITLE), done: await sale(CONTRADICTED) };
    await ledgerOf(other.id).due(Date.now());
    await reviewed(ids.done ?? '', { decision: 'rejected' });
    await ledgerOf(other.id).due(Date.now());
    for (const key of [other.keys.fk, other.keys.sk, KEY.ok]) {
      for (const [needed, expected] of [
        ['true', [ids.needed]],
        ['false', [ids.done, ids.sure]],
      ] as const) {
        const query = `needs_review=${needed}&merchant=${other.id}`;
        const { data } = (await call(`/v1/claims?${query}`, { key })).body as { data: Claim[] };
        expect(data.map(({ id }) => id)).toEqual(expected);
        const csv = await (await send(`/v1/claims/export?${query}`, { key })).text();
        const rows = csv
          .trimEnd()
          .split('\r\n')
          .slice(1)
          .map((row) => row.split(','));
        expect(rows.map(([id]) => id)).toEqual([...expected].reverse());
        const ends = rows.map((row) => row.slice(-5, -3).join());
        expect(ends).toEqual(needed === 'true' ? ['1,'] : ['0,', '0,rejected']);
        const lines = (
          await (await send(`/v1/claims/export?format=ndjson&${query}`, { key })).text()
        ).trimEnd();
        expect(lines.split('\n').map((line) => JSON.parse(line))).toEqual([...data].reverse());
      }
    }
    const at = nowS();
    const { data } = (await call(`/v1/claims?needs_review=true&created[gte]=${at + 60}`, { key: KEY.ok }))
      .body;
    expect(data).toEqual([]);
  });

  it.each(['yes', '1', ''])('[A3] needs_review=%s is refused', async (value) => {
    for (const path of ['/v1/claims', '/v1/claims/export']) {
      expectRefusal(
        await call(`${path}?needs_review=${value}`, { key: KEY.fk }),
        ...([400, 'parameter_invalid', 'needs_review'] as const),
      );
    }
  });
});
