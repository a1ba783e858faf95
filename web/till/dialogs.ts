// Dialogs over the page, and the small ones of a sale: a code that is typed, and the camera.

import { scanWithCamera } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import type { App } from './app.ts';
import { button, submit } from './controls.ts';
import { fill } from './text.ts';

export type Dialog = {
  /** What stands in it. A notice stands above, while there is one. */
  readonly body: HTMLElement;
  readonly element: HTMLDialogElement;
  /** Ends it, at once: what comes next is for the page again. */
  readonly close: () => void;
};

/** Opens a dialog; Escape and `close` end it, and what is in it is thrown away. */
export function openDialog(name: string, onClose: () => void = () => {}): Dialog {
  const body = h('div');
  const element = h('dialog', { class: name, 'data-test': `dialog-${name}` }, body);
  const close = (): void => {
    if (!element.isConnected) return;
    element.close();
    element.remove();
    onClose();
  };
  element.addEventListener('close', close);
  document.body.append(element);
  element.showModal();
  return { body, element, close };
}

/** The dialog on top; null where the page itself is. */
export const topDialog = (): HTMLDialogElement | null =>
  [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')].at(-1) ?? null;

/** Asks for a code that cannot be scanned. */
export function codeDialog(app: App, onCode: (code: string) => void): void {
  const { text } = app;
  const { body, close } = openDialog('code', app.draw);
  const input = h('input', { 'data-test': 'code', autocomplete: 'off', enterkeyhint: 'done' });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    const code = input.value.trim();
    close();
    if (code !== '') onCode(code);
  };
  body.append(
    h(
      'form',
      { submit: onsubmit },
      h('label', {}, text.code, input),
      h('p', { class: 'actions' }, submit('add', text.add), button('close', text.close, close)),
    ),
  );
  input.focus();
}

/** Scans with the camera until it is closed, and says what each code did. */
export function cameraDialog(app: App, onCode: (code: string) => void): void {
  const { text } = app;
  const ending = new AbortController();
  const { body, close } = openDialog('camera', () => {
    ending.abort();
    app.draw();
  });
  const video = h('video', { muted: true, playsinline: true });
  const said = h('p', { role: 'status', class: 'good', 'data-test': 'scanned' });
  body.append(video, said, h('p', { class: 'actions' }, button('close', text.close, close)));
  const take = (code: string): void => {
    onCode(code);
    const item = app.cart.items[app.selected];
    const is_added = app.notice === null && item !== undefined;
    said.textContent = is_added
      ? fill(text.scanned, { title: item.product.title, quantity: item.quantity })
      : '';
  };
  scanWithCamera(video, take, ending.signal).catch((error: unknown) => {
    // Who closes it while the browser still asks for leave has seen enough.
    if (ending.signal.aborted) return;
    close();
    const is_refused = (error as { name?: string } | null)?.name === 'NotAllowedError';
    if (is_refused) app.say(text.camera_refused, text.camera_refused_next);
    else app.say(text.camera_failed, text.camera_failed_next);
  });
}
