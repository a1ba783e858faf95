// The till's build opens without a network: its service worker keeps every file that the page may load.

import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BuiltFile, builtFiles } from '../../scripts/build-web.ts';

let files: Map<string, string>;
beforeAll(async () => {
  const built = await builtFiles();
  files = new Map(built.map(({ path, content }: BuiltFile) => [path, String(content)]));
});

const ORIGIN = 'https://zhehui.test';
/** Milliseconds that stand for any wait. */
const A_WHILE_MS = 20;

type Listener = (event: Record<string, unknown>) => void;

/** The built service worker, running beside a cache in memory and a network that can go away. */
class Running {
  readonly caches = new Map<string, Map<string, string>>();
  is_online = true;
  /** Whether the network takes calls and answers none. */
  is_hanging = false;
  /** How long was waited, in milliseconds. */
  readonly waits: number[] = [];
  asked: string[] = [];
  private readonly listeners = new Map<string, Listener>();

  constructor() {
    const self = {
      addEventListener: (name: string, listener: Listener) => this.listeners.set(name, listener),
      location: { origin: ORIGIN },
      skipWaiting: async () => {},
      clients: { claim: async () => {}, matchAll: async () => [] },
    };
    const globals = {
      self,
      caches: this.cacheStorage(),
      fetch: (request: Request) => this.fetch(request),
      Request,
      Response,
      URL,
      setTimeout: (run: () => void, wait_ms: number) => {
        this.waits.push(wait_ms);
        setTimeout(run, A_WHILE_MS);
      },
    };
    runInNewContext(files.get('till/sw.js') ?? '', { ...globals, Request: PathRequest });
  }

  async happen(name: string, event: Record<string, unknown> = {}): Promise<string | null> {
    let waited: unknown = null;
    const take = (promise: unknown): void => {
      waited = promise;
    };
    this.listeners.get(name)?.({ ...event, waitUntil: take, respondWith: take });
    const answer = (await waited) as { text(): Promise<string> } | undefined | null;
    return answer instanceof Response ? answer.text() : null;
  }

  open(path: string, mode = 'no-cors', method = 'GET'): Promise<string | null> {
    return this.happen('fetch', { request: { url: `${ORIGIN}${path}`, method, mode } });
  }

  private async fetch({ url }: { url: string }): Promise<Response> {
    const path = url.replace(ORIGIN, '');
    this.asked.push(path);
    if (!this.is_online) throw new TypeError('Failed to fetch');
    if (this.is_hanging) return new Promise(() => {});
    const file = path === '/till' ? 'till/index.html' : path.slice(1);
    const content = path === '/web-config.json' ? '{}' : files.get(file);
    return content === undefined ? new Response('', { status: 404 }) : new Response(content);
  }

  private cacheStorage() {
    const open = async (name: string) => {
      const kept = this.caches.get(name) ?? new Map<string, string>();
      this.caches.set(name, kept);
      return {
        match: async (path: string) => (kept.has(path) ? new Response(kept.get(path)) : undefined),
        addAll: async (requests: { url: string }[]) => {
          for (const request of requests) {
            const answer = await this.fetch(request);
            if (!answer.ok) throw new TypeError(`no ${request.url}`);
            kept.set(request.url, await answer.text());
          }
        },
      };
    };
    const match = async (path: string) => {
      const found = [...this.caches.values()].find((kept) => kept.has(path))?.get(path);
      return found === undefined ? undefined : new Response(found);
    };
    return {
      open,
      match,
      keys: async () => [...this.caches.keys()],
      delete: async (name: string) => this.caches.delete(name),
    };
  }
}

/** A request by its path, as a page's worker makes it. */
class PathRequest {
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
}

describe('the till offline', () => {
  it('[I13] keeps the page and every file that it names or loads later', async () => {
    const running = new Running();
    await running.happen('install');
    running.is_online = false;
    const page = await running.open('/till', 'navigate');
    expect(page).toBe(files.get('till/index.html'));
    const names = (text: string): string[] =>
      [...text.matchAll(/(?:\/assets\/|\.\/)([\w-]+-[\w-]{8}\.\w+)/g)].map(([, name]) => name ?? '');
    const wanted = new Set(names(page ?? ''));
    for (const name of wanted) for (const next of names(files.get(`assets/${name}`) ?? '')) wanted.add(next);
    expect(wanted.size).toBeGreaterThan(5);
    for (const name of wanted)
      expect(await running.open(`/assets/${name}`), name).toBe(files.get(`assets/${name}`));
    expect(await running.open('/web-config.json')).toBe('{}');
  });

  it('[I13] never answers a call of the API, nor a page that is not its own', async () => {
    const running = new Running();
    await running.happen('install');
    expect(await running.open('/v1/programmes')).toBeNull();
    expect(await running.open('/v1/quotes', 'cors', 'POST')).toBeNull();
    expect(await running.open('/store', 'navigate')).toBeNull();
  });

  it('[I13] takes its settings from the network while there is one', async () => {
    const running = new Running();
    await running.happen('install');
    running.asked = [];
    await running.open('/web-config.json');
    expect(running.asked).toEqual(['/web-config.json']);
  });

  it('[I13] takes them from what it keeps where the network does not answer within two seconds', async () => {
    const running = new Running();
    await running.happen('install');
    running.is_hanging = true;
    expect(await running.open('/web-config.json')).toBe('{}');
    expect(running.waits).toEqual([2_000]);
  });

  it('[I13] forgets older builds where no page is open that may ask for them', async () => {
    const running = new Running();
    running.caches.set('till-older', new Map([['/till', 'old']]));
    await running.happen('install');
    await running.happen('activate');
    expect([...running.caches.keys()]).not.toContain('till-older');
    expect(await running.open('/till', 'navigate')).toBe(files.get('till/index.html'));
  });

  it('[I13] can be installed, and loads nothing from elsewhere', () => {
    const name = /<link rel="manifest" href="\/(.+?)">/.exec(files.get('till/index.html') ?? '')?.[1] ?? '';
    const manifest = JSON.parse(files.get(name) ?? '');
    expect(manifest).toMatchObject({ start_url: '/till', scope: '/till', display: 'standalone' });
    expect(files.has(manifest.icons[0].src.slice(1))).toBe(true);
    for (const [path, content] of files) {
      if (!path.startsWith('till/')) continue;
      expect(content).not.toMatch(/(?:src|href)="https?:/);
    }
  });
});
