// The pages that next actions lead to, in Chinese and English: authorise, refuse, done. Also the QR pictures and receipts.
// A page is open to whoever has the client secret, as at Stripe. No scripts.
import { finishAction } from './buyer.ts';
import { type Sandbox, selfCall } from './context.ts';
import { StripeFailure } from './errors.ts';
import { decodeForm } from './form.ts';
import { actionPage } from './next-actions.ts';
import type { HiddenIntent, PaymentIntent } from './objects.ts';
import { findIntent } from './payment-intents.ts';
import { qrPng, qrSvg } from './qr.ts';

export interface Page {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Serves `/redirect/…`, `/qr/…` and `/receipts/…`; undefined for any other path. */
export function servePage(
  sandbox: Sandbox,
  method: string,
  path: string,
  query: string,
  body: string,
): Page | undefined {
  const [, section, name = '', id = ''] = path.split('/');
  try {
    if (section === 'redirect' && name === 'done')
      return html(200, '完成 · Done', '<p>可以关闭此页。You may close this page.</p>');
    if (section === 'redirect' && name === 'authenticate') {
      return method === 'POST' ? decide(sandbox, id, decodeForm(body)) : ask(sandbox, id, decodeForm(query));
    }
    if (section === 'qr') return picture(sandbox, name, decodeForm(query));
    if (section === 'receipts') return receipt(sandbox, name);
    return undefined;
  } catch (error) {
    if (error instanceof StripeFailure)
      return html(error.status, '无法继续 · Cannot go on', `<p>${escapeHtml(error.message)}</p>`);
    throw error;
  }
}

function ask(sandbox: Sandbox, id: string, query: Record<string, unknown>): Page {
  const intent = open(sandbox, id, query['client_secret']);
  if (intent.status !== 'requires_action' && intent.status !== 'processing') return leave(sandbox, intent);
  const amount = `${(intent.amount / 100).toFixed(2)} ${escapeHtml(intent.currency.toUpperCase())}`;
  return html(
    200,
    '确认付款 · Confirm payment',
    `<p class="amount">${amount}</p>
<p>测试付款，不会扣款。This is a test payment; no money moves.</p>
<form method="post">
<input type="hidden" name="client_secret" value="${escapeHtml(intent.client_secret ?? '')}">
<button name="outcome" value="authorize">授权付款 · Authorize</button>
<button name="outcome" value="fail" class="no">拒绝 · Fail</button>
</form>`,
  );
}

function decide(sandbox: Sandbox, id: string, form: Record<string, unknown>): Page {
  const intent = open(sandbox, id, form['client_secret']);
  if (intent.status !== 'requires_action' && intent.status !== 'processing') return leave(sandbox, intent);
  const { payment_intent } = finishAction(
    sandbox,
    id,
    form['outcome'] === 'authorize' ? 'authorize' : 'fail',
  );
  return leave(sandbox, payment_intent);
}

/** Sends the buyer back to the shop with what Stripe adds to the `return_url`. */
function leave(sandbox: Sandbox, intent: PaymentIntent): Page {
  const return_url = sandbox.store.hidden<HiddenIntent>(intent.id)?.return_url;
  const redirect_status = redirectStatus(intent);
  if (return_url === undefined) {
    const done = redirect_status === 'succeeded' ? '付款成功 · Paid' : '付款未完成 · Not paid';
    return html(200, done, '<p>请返回商店页面。Please go back to the shop.</p>');
  }
  const target = new URL(return_url);
  target.searchParams.set('payment_intent', intent.id);
  target.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '');
  target.searchParams.set('redirect_status', redirect_status);
  return { status: 303, headers: { Location: target.href }, body: '' };
}

function redirectStatus({ status }: PaymentIntent): string {
  if (status === 'processing') return 'pending';
  return ['succeeded', 'requires_capture', 'requires_confirmation'].includes(status) ? 'succeeded' : 'failed';
}

function picture(sandbox: Sandbox, file: string, query: Record<string, unknown>): Page {
  const [id = '', kind] = file.split('.');
  const page = actionPage(sandbox, open(sandbox, id, query['client_secret']));
  if (kind === 'png') return { status: 200, headers: { 'Content-Type': 'image/png' }, body: qrPng(page) };
  return { status: 200, headers: { 'Content-Type': 'image/svg+xml' }, body: qrSvg(page) };
}

function receipt(sandbox: Sandbox, id: string): Page {
  const charge = sandbox.store.find('charge', id);
  if (charge === undefined) return html(404, '没有此收据 · No such receipt', '');
  const amount = `${(charge.amount_captured / 100).toFixed(2)} ${escapeHtml(charge.currency.toUpperCase())}`;
  return html(200, '收据 · Receipt', `<p class="amount">${amount}</p><p>${escapeHtml(charge.id)}</p>`);
}

function open(sandbox: Sandbox, id: string, client_secret: unknown): PaymentIntent {
  const intent = findIntent(selfCall(sandbox), id);
  if (client_secret === intent.client_secret) return intent;
  const message = '链接无效。This link is not valid.';
  throw new StripeFailure(403, { type: 'invalid_request_error', message });
}

function html(status: number, title: string, content: string): Page {
  const body = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;text-align:center}
.amount{font-size:2rem;font-weight:600}button{font:inherit;padding:.6rem 1.2rem;margin:.3rem;border:0;border-radius:.4rem;
background:#0a6;color:#fff;cursor:pointer}.no{background:#888}</style>
<h1>${title}</h1>
${content}
</html>`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'Referrer-Policy': 'no-referrer',
  };
  return { status, headers, body };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
