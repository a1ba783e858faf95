// Follows the payment of one sale by QR code: asks for the code that the customer scans, and how the payment stands. Whether it
// is paid, the till's own word says (SPEC I5); here is only what is shown meanwhile.

import type { Problem, QrMethod, QrStatus, Sale, Till } from '../../sdk/till.ts';
import { QR_LOOK_MS } from './limits.ts';

export type QrParts = {
  readonly till: Pick<Till, 'payByQr' | 'shownQr' | 'look'>;
  /** The sale as it stands. */
  readonly sale: () => Sale;
  /** The method of the first code; null for a payment of an earlier screen. */
  readonly method: QrMethod | null;
  readonly onChange: () => void;
  readonly onProblem: (problem: Problem) => void;
};

export class QrPayment {
  /** What the customer's phone is to scan; null while there is nothing. */
  shown: { readonly text: string; readonly method: QrMethod } | null = null;
  /** The method of the code that is being asked for, or was. */
  method: QrMethod | null;
  /** Whether nobody knows how the payment stands. */
  is_away = false;
  /** Whether a customer can have paid: a code is out, here or on an earlier screen. */
  may_be_paid: boolean;
  private readonly parts: QrParts;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private is_stopped = false;

  constructor(parts: QrParts) {
    this.parts = parts;
    this.method = parts.method;
    this.may_be_paid = parts.method === null;
  }

  stop(): void {
    this.is_stopped = true;
    clearTimeout(this.timer);
  }

  /** Asks for a code. The newest one counts. */
  async show(method: QrMethod): Promise<void> {
    this.method = method;
    this.parts.onChange();
    const qr = await this.parts.till.payByQr(this.parts.sale(), method);
    if (this.is_stopped) return;
    if (qr.ok) this.takeCode(qr);
    else {
      this.shown = null;
      this.parts.onProblem(qr.problem);
    }
    if (this.may_be_paid) this.lookSoon();
  }

  /** Takes up a payment that was begun on an earlier screen: looks first, for the customer may have paid. */
  async resume(): Promise<void> {
    const status = await this.look();
    if (status !== 'waiting' || this.is_stopped) return;
    const qr = await this.parts.till.shownQr(this.parts.sale());
    if (this.is_stopped || this.shown !== null) return;
    if (qr?.ok) this.takeCode(qr);
    this.lookSoon();
  }

  private takeCode(qr: { readonly text: string; readonly method: QrMethod }): void {
    this.shown = { text: qr.text, method: qr.method };
    this.method = qr.method;
    this.may_be_paid = true;
    this.parts.onChange();
  }

  private lookSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), QR_LOOK_MS);
  }

  private async look(): Promise<QrStatus> {
    const status = await this.parts.till.look(this.parts.sale());
    if (this.is_stopped) return status;
    this.is_away = status === 'away';
    if (status === 'waiting' || status === 'away') this.lookSoon();
    else {
      this.shown = null;
      this.may_be_paid = false;
    }
    if (status === 'declined') this.parts.onProblem({ code: 'payment_declined', message: '' });
    this.parts.onChange();
    return status;
  }
}
