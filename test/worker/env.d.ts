// The Worker's own bindings, as the tests inside workerd see them.

declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../worker/index.ts');
  }
  interface Env extends Record<never, never> {
    readonly STRIPE_API_BASE: string;
    readonly DIRECTORY: DurableObjectNamespace<import('../../worker/index.ts').Directory>;
    readonly CATALOGUE: DurableObjectNamespace<import('../../worker/index.ts').Catalogue>;
    readonly LEDGER: DurableObjectNamespace<import('../../worker/index.ts').Ledger>;
    readonly BUDGET: DurableObjectNamespace<import('../../worker/index.ts').Budget>;
    readonly JOURNAL: DurableObjectNamespace<import('../../worker/index.ts').Journal>;
    readonly RECONCILIATIONS: DurableObjectNamespace<import('../../worker/index.ts').Reconciliations>;
    readonly SERIALS: DurableObjectNamespace<import('../../worker/index.ts').Serials>;
  }
}
