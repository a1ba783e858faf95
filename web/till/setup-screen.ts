// Set-up: the till's key and place, and the shop's product list. The key is checked before it is believed.

import { NAME_CHARS_MAX } from '../../src/limits.ts';
import { h, replace } from '../dom.ts';
import type { Language } from '../language-choice.ts';
import type { App, Settings } from './app.ts';
import { button, submit } from './controls.ts';
import { KEY_CHARS_MAX, MISTAKES_SHOWN } from './limits.ts';
import { indexOf, type Product } from './products.ts';
import { fill } from './text.ts';

export class SetupScreen {
  readonly element = h('section', { class: 'setup' });
  private readonly app: App;
  /** What is wrong with the list that was chosen, in either language. */
  private wrong: readonly ((language: Language) => string)[] = [];

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
          maxlength: name === 'key' ? KEY_CHARS_MAX : NAME_CHARS_MAX,
        }),
      );
    const form = h(
      'form',
      { submit: (event: Event) => void this.save(event) },
      field('key', text.key),
      field('store', text.store),
      field('till', text.till),
      submit('save', text.save),
    );
    const change = ({ target }: Event): void => {
      const input = target as HTMLInputElement;
      void this.import(input.files?.[0]);
      // The same file again, when it was mended, is another choice.
      input.value = '';
    };
    replace(
      this.element,
      form,
      h('h2', {}, text.products),
      h('p', { 'data-test': 'products-count' }, fill(text.products_count, { count: app.products.count })),
      h('p', { class: 'note', id: 'products-columns' }, text.products_file),
      // The browser's own button would speak the browser's language.
      button('products-choose', text.products_choose, () => this.choose(), {
        'aria-describedby': 'products-columns',
      }),
      h('input', { type: 'file', hidden: true, accept: '.csv,.json', 'data-test': 'products-file', change }),
      this.wrong.length > 0 && this.mistakes(),
      app.programme === null && settings.key !== '' && h('p', { class: 'note' }, text.programme_none),
      app.config.is_development && button('demo', text.demo, () => void this.demo()),
    );
  }

  private mistakes(): HTMLElement {
    const { text, language } = this.app;
    const shown = this.wrong.slice(0, MISTAKES_SHOWN).map((mistake) => h('li', {}, mistake(language)));
    const more =
      this.wrong.length > MISTAKES_SHOWN &&
      h('li', {}, fill(text.products_more, { count: this.wrong.length }));
    return h(
      'div',
      { class: 'notice bad', 'data-test': 'products-wrong' },
      h('b', {}, text.products_wrong),
      h('ul', {}, ...shown, more),
    );
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string): string => String(data.get(name) ?? '').trim();
    await this.use({ ...this.app.settings, key: field('key'), store: field('store'), till: field('till') });
  }

  private async use(settings: Settings): Promise<void> {
    const { app } = this;
    const { text } = app;
    if (!/^tk_\w+$/.test(settings.key)) return app.say(text.key_form);
    if (settings.key !== app.settings.key && !(await this.mayTakeOver())) return;
    if (!(await app.keep('settings', settings))) return;
    app.settings = settings;
    app.connect();
    const problem = await app.learnProgramme();
    this.draw();
    if (problem !== null) return app.sayProblem(problem);
    const { programme, language } = app;
    const checked =
      programme === null ? text.no_programme : fill(text.checked, { programme: programme.name[language] });
    if (isPlaced(settings)) app.say(checked, '', 'good');
    else app.say(checked, text.no_place, 'warn');
  }

  private choose(): void {
    this.element.querySelector<HTMLInputElement>('[type="file"]')?.click();
  }

  /** What is unfinished goes on with the new key: a key of another shop would sell it there. */
  private async mayTakeOver(): Promise<boolean> {
    const { text, till } = this.app;
    const sales = (await till?.openSales()) ?? [];
    const returns = (await till?.openReturns()) ?? [];
    const count = sales.length + returns.length;
    return count === 0 || confirm(fill(text.other_key, { count }));
  }

  private async import(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const { readProductFile, mistakeIn } = await import('./product-file.ts');
    const read = readProductFile(new Uint8Array(await file.arrayBuffer()));
    this.wrong = read.ok
      ? []
      : read.wrong.map((mistake) => (language: Language) => mistakeIn(mistake, language));
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
    const { app } = this;
    const { DEMO_KEY, DEMO_PLACE, DEMO_PRODUCTS } = await import('./demo.ts');
    await this.stock(DEMO_PRODUCTS);
    const place = { ...DEMO_PLACE, store: DEMO_PLACE.store[app.language] };
    await this.use({ ...app.settings, ...place, key: DEMO_KEY });
    if (app.notice?.tone === 'good') app.go('sale');
  }
}

/** Whether claims and receipts will say where it was sold. */
export const isPlaced = ({ store, till }: Pick<Settings, 'store' | 'till'>): boolean =>
  store !== '' && till !== '';
