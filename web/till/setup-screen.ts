// Set-up: the till's key and place, and the shop's product list. The key is checked before it is believed.

import type { App, Settings } from './app.ts';
import { submit } from './dialogs.ts';
import { button, h, replace } from './dom.ts';
import { indexOf, type Product } from './products.ts';
import { fill } from './text.ts';

/** Mistakes of a list that are shown: what one mends before one tries again. */
const WRONG_SHOWN = 20;

export class SetupScreen {
  readonly element = h('section', { class: 'setup' });
  private readonly app: App;
  private wrong: readonly string[] = [];

  constructor(app: App) {
    this.app = app;
    this.draw();
  }

  draw(): void {
    const { app } = this;
    const { text, settings } = app;
    const field = (name: 'key' | 'store' | 'till', label: string): HTMLElement =>
      h(
        'label',
        {},
        label,
        h('input', {
          name,
          // Whoever stands at the counter need not read it.
          type: name === 'key' ? 'password' : 'text',
          'data-test': `setup-${name}`,
          value: settings[name],
          autocomplete: 'off',
          maxlength: 100,
        }),
      );
    const form = h(
      'form',
      { onsubmit: (event: Event) => void this.save(event, form) },
      field('key', text.key),
      field('store', text.store),
      field('till', text.till),
      submit('save', text.save),
    );
    const onchange = (event: Event): void => void this.import((event.target as HTMLInputElement).files?.[0]);
    replace(
      this.element,
      form,
      h('h2', {}, text.products),
      h('p', { 'data-test': 'products-count' }, fill(text.products_count, { count: app.products.count })),
      h(
        'label',
        {},
        text.products_file,
        h('input', {
          type: 'file',
          accept: '.json,.csv,text/csv,application/json',
          'data-test': 'products-file',
          onchange,
        }),
      ),
      this.wrong.length > 0 && this.mistakes(),
      app.programme === null && settings.key !== '' && h('p', { class: 'note' }, text.programme_none),
      app.config.is_development && button('demo', text.demo, () => void this.demo()),
    );
  }

  private mistakes(): HTMLElement {
    const { text } = this.app;
    const shown = this.wrong.slice(0, WRONG_SHOWN).map((words) => h('li', {}, words));
    const more =
      this.wrong.length > WRONG_SHOWN && h('li', {}, fill(text.products_more, { count: this.wrong.length }));
    return h(
      'div',
      { class: 'notice bad', 'data-test': 'products-wrong' },
      h('b', {}, text.products_wrong),
      h('ul', {}, ...shown, more),
    );
  }

  private async save(event: Event, form: HTMLFormElement): Promise<void> {
    event.preventDefault();
    const data = new FormData(form);
    const field = (name: string): string => String(data.get(name) ?? '').trim();
    await this.use({ ...this.app.settings, key: field('key'), store: field('store'), till: field('till') });
  }

  private async use(settings: Settings): Promise<void> {
    const { app } = this;
    const { text } = app;
    if (!/^tk_\w+$/.test(settings.key)) return app.say(text.key_form);
    if (!(await app.keep('settings', settings))) return;
    app.settings = settings;
    app.connect();
    const problem = await app.learnProgramme();
    this.draw();
    if (problem !== null) return app.sayProblem(problem);
    const { programme, language } = app;
    app.say(
      programme === null ? text.no_programme : fill(text.checked, { programme: programme.name[language] }),
      '',
      'good',
    );
  }

  private async import(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const { readProductFile } = await import('./product-file.ts');
    const read = readProductFile(new Uint8Array(await file.arrayBuffer()));
    this.wrong = read.ok ? [] : read.wrong;
    this.app.notice = null;
    if (read.ok) await this.stock(read.products);
    this.draw();
  }

  private async stock(products: readonly Product[]): Promise<void> {
    const { app } = this;
    if (!(await app.keep('products', products))) return;
    app.products = indexOf(products);
    app.say(fill(app.text.products_count, { count: products.length }), '', 'good');
  }

  private async demo(): Promise<void> {
    const { DEMO_KEY, DEMO_PRODUCTS } = await import('./demo.ts');
    await this.stock(DEMO_PRODUCTS);
    await this.use({ ...this.app.settings, key: DEMO_KEY, store: '演示一店', till: '1' });
    if (this.app.notice?.tone === 'good') this.app.go('sale');
  }
}
