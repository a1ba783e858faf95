// What is shown of a payment by QR code, and when a customer can have paid.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Qr, QrMethod, QrStatus, Sale } from '../../sdk/till.ts';
import { QR_LOOK_MS } from '../../web/till/limits.ts';
import { QrPayment } from '../../web/till/qr-payment.ts';

const SALE = { id: 'order-1' } as Sale;
const UNAVAILABLE: Qr = { ok: false, problem: { code: 'qr_unavailable', message: '' } };
const code = (text: string, method: QrMethod = 'alipay'): Qr => ({ ok: true, text, method });

let asked: string[];
let said: string[];
let answers: { qr: Qr; status: QrStatus; shown: Qr | null };

function paymentOf(method: QrMethod | null): QrPayment {
  return new QrPayment({
    method,
    sale: () => SALE,
    till: {
      payByQr: async (_, asked_method) => {
        asked.push(asked_method);
        return answers.qr;
      },
      look: async () => {
        asked.push('look');
        return answers.status;
      },
      shownQr: async () => {
        asked.push('shown');
        return answers.shown;
      },
    },
    onChange: () => {},
    onProblem: ({ code }) => said.push(code),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  said = [];
  answers = { qr: code('one'), status: 'waiting', shown: null };
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a payment by QR code', () => {
  it('[I5] is looked at from time to time once a code is out, and no more when it is over', async () => {
    const payment = paymentOf('alipay');
    expect(payment.may_be_paid).toBe(false);
    await payment.show('alipay');
    expect(payment).toMatchObject({ shown: { text: 'one' }, may_be_paid: true });
    await vi.advanceTimersByTimeAsync(QR_LOOK_MS - 1);
    expect(asked).toEqual(['alipay']);
    answers.status = 'paid';
    await vi.advanceTimersByTimeAsync(10 * QR_LOOK_MS);
    expect(asked).toEqual(['alipay', 'look']);
  });

  it('[I5] of which no code could be had is not looked at, and nobody can have paid', async () => {
    answers.qr = UNAVAILABLE;
    const payment = paymentOf('alipay');
    await payment.show('alipay');
    await vi.advanceTimersByTimeAsync(10 * QR_LOOK_MS);
    expect(asked).toEqual(['alipay']);
    expect(said).toEqual(['qr_unavailable']);
    expect(payment).toMatchObject({ shown: null, may_be_paid: false });
  });

  it('[I5] may be paid by the code before, where no newer one could be had', async () => {
    const payment = paymentOf('alipay');
    await payment.show('alipay');
    answers.qr = UNAVAILABLE;
    await payment.show('wechat_pay');
    expect(payment).toMatchObject({ shown: null, may_be_paid: true });
    await vi.advanceTimersByTimeAsync(QR_LOOK_MS);
    expect(asked).toEqual(['alipay', 'wechat_pay', 'look']);
  });

  it('[I5] that was declined takes another code, and nobody has paid', async () => {
    const payment = paymentOf('alipay');
    await payment.show('alipay');
    answers.status = 'declined';
    await vi.advanceTimersByTimeAsync(QR_LOOK_MS);
    expect(said).toEqual(['payment_declined']);
    expect(payment).toMatchObject({ shown: null, may_be_paid: false });
  });

  it('[I5] of an earlier screen is looked at first, and its own code is shown', async () => {
    answers.shown = code('two', 'wechat_pay');
    const payment = paymentOf(null);
    expect(payment.may_be_paid).toBe(true);
    await payment.resume();
    expect(asked).toEqual(['look', 'shown']);
    expect(payment).toMatchObject({ shown: { text: 'two' }, method: 'wechat_pay' });
  });

  it('[I5] of an earlier screen that has no code asks for none by itself', async () => {
    answers.status = 'unasked';
    const payment = paymentOf(null);
    await payment.resume();
    expect(asked).toEqual(['look']);
    expect(payment).toMatchObject({ shown: null, method: null, may_be_paid: false });
  });

  it('[I5] is unknown while the network is away, and looked at again', async () => {
    answers.status = 'away';
    const payment = paymentOf(null);
    await payment.resume();
    expect(payment).toMatchObject({ is_away: true, may_be_paid: true });
    await vi.advanceTimersByTimeAsync(QR_LOOK_MS);
    expect(asked).toEqual(['look', 'look']);
    payment.stop();
    await vi.advanceTimersByTimeAsync(10 * QR_LOOK_MS);
    expect(asked.length).toBe(2);
  });
});
