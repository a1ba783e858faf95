// Turns Stripe's own TypeScript parameter types into JSON Schema, once, at build time: `npm run build:schema`.
// Owns the shape of schema/params.json. It must not be imported by the server: the server only reads the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { API, type Checker, type Project, type Symbol as TypeSymbol } from 'typescript/unstable/sync';
import type { JsonSchema, SchemaFile } from './schema-types.ts';

type Type = ReturnType<Checker['getStringType']>;

/** One entry per operation the sandbox serves: the operation's name, Stripe's file, Stripe's type. */
const OPERATIONS: ReadonlyArray<readonly [string, string, string]> = [
  ['payment_intents.create', 'PaymentIntents', 'PaymentIntentCreateParams'],
  ['payment_intents.retrieve', 'PaymentIntents', 'PaymentIntentRetrieveParams'],
  ['payment_intents.update', 'PaymentIntents', 'PaymentIntentUpdateParams'],
  ['payment_intents.confirm', 'PaymentIntents', 'PaymentIntentConfirmParams'],
  ['payment_intents.capture', 'PaymentIntents', 'PaymentIntentCaptureParams'],
  ['payment_intents.cancel', 'PaymentIntents', 'PaymentIntentCancelParams'],
  ['payment_intents.list', 'PaymentIntents', 'PaymentIntentListParams'],
  ['payment_intents.line_items', 'PaymentIntents', 'PaymentIntentListAmountDetailsLineItemsParams'],
  ['charges.retrieve', 'Charges', 'ChargeRetrieveParams'],
  ['charges.list', 'Charges', 'ChargeListParams'],
  ['refunds.create', 'Refunds', 'RefundCreateParams'],
  ['refunds.retrieve', 'Refunds', 'RefundRetrieveParams'],
  ['refunds.list', 'Refunds', 'RefundListParams'],
  ['balance_transactions.retrieve', 'BalanceTransactions', 'BalanceTransactionRetrieveParams'],
  ['balance_transactions.list', 'BalanceTransactions', 'BalanceTransactionListParams'],
  ['events.retrieve', 'Events', 'EventRetrieveParams'],
  ['events.list', 'Events', 'EventListParams'],
  ['disputes.retrieve', 'Disputes', 'DisputeRetrieveParams'],
  ['disputes.list', 'Disputes', 'DisputeListParams'],
];

/**
 * `payment_method_data[card]` is served by the API (Stripe.js sends it) but left out of the package's types, because
 * servers should not send it. Added here so that test tokens work and card numbers get Stripe's own refusal.
 */
const CARD: JsonSchema = {
  type: 'object',
  properties: {
    cvc: { type: 'string' },
    exp_month: { type: 'integer' },
    exp_year: { type: 'integer' },
    number: { type: 'string' },
    token: { type: 'string' },
  },
  required: [],
  additionalProperties: false,
};

/** Reads Stripe's types through the compiler and returns the whole schema file. Refuses a type it does not know. */
export function buildSchema(root: URL): SchemaFile {
  const compiler = new API({ cwd: root.pathname });
  try {
    const snapshot = compiler.updateSnapshot({
      openProject: new URL('sandbox/tsconfig.json', root).pathname,
    });
    const project = snapshot.getProjects()[0];
    if (project === undefined) throw new Error('sandbox/tsconfig.json did not open');
    const writer = new SchemaWriter(project.checker);
    const operations: Record<string, JsonSchema> = {};
    for (const [operation, file, name] of OPERATIONS) {
      operations[operation] = writer.schemaOf(paramsType(project, root, file, name));
    }
    return { ...versions(root), $defs: writer.shared(), operations };
  } finally {
    compiler.close();
  }
}

function paramsType(project: Project, root: URL, file: string, name: string): Type {
  const path = new URL(`node_modules/stripe/esm/resources/${file}.d.ts`, root).pathname;
  const source = project.program.getSourceFile(path);
  const module = source && project.checker.getSymbolAtLocation(source);
  const found = module && project.checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
  if (found === undefined) throw new Error(`${name} is not exported by ${path}`);
  return project.checker.getDeclaredTypeOfSymbol(found);
}

function versions(root: URL): { stripe_package: string; api_version: string } {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('node_modules/stripe/package.json', root), 'utf8'),
  );
  const source = readFileSync(new URL('node_modules/stripe/esm/apiVersion.js', root), 'utf8');
  const api_version = /ApiVersion = '([^']+)'/.exec(source)?.[1];
  if (api_version === undefined) throw new Error('the stripe package names no API version');
  return { stripe_package: manifest.version, api_version };
}

/** Walks types; equal objects and enums are written once and referred to, which keeps the file small. */
class SchemaWriter {
  readonly #checker: Checker;
  readonly #names = new Map<string, string>();
  readonly #optional_flag = 1 << 24; // SymbolFlags.Optional

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  shared(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#names].map(([text, name]) => [name, JSON.parse(text)]));
  }

  schemaOf(type: Type): JsonSchema {
    if (type.isUnionType()) return this.#union(type.getTypes() ?? [], []);
    const name = this.#checker.typeToString(type);
    if (name === 'string') return { type: 'string' };
    if (name === 'number') return { type: 'integer' };
    if (name === 'boolean') return { type: 'boolean' };
    if (type.isStringLiteralType()) return { enum: [type.value] };
    if (name === 'MetadataParam') return { type: 'object', additionalProperties: { type: 'string' } };
    if (this.#checker.isArrayType(type)) return this.#array(type);
    if (type.isObjectType()) return this.#object(type);
    throw new Error(`no JSON Schema is known for the type ${name}`);
  }

  #array(type: Type): JsonSchema {
    const item = type.isTypeReference() ? this.#checker.getTypeArguments(type)[0] : undefined;
    if (item === undefined) throw new Error(`array of nothing: ${this.#checker.typeToString(type)}`);
    return { type: 'array', items: this.schemaOf(item) };
  }

  #object(type: Type): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    const is_method = type.getSymbol()?.name === 'PaymentMethodData';
    if (is_method) properties['card'] = this.#refer(CARD);
    for (const property of this.#checker.getPropertiesOfType(type)) {
      const more = is_method && property.name === 'type' ? ['card'] : [];
      properties[property.name] = this.#property(property, more);
      if ((property.flags & this.#optional_flag) === 0) required.push(property.name);
    }
    return this.#refer({ type: 'object', properties, required, additionalProperties: false });
  }

  #property(property: TypeSymbol, more_words: readonly string[]): JsonSchema {
    const type = this.#checker.getTypeOfSymbol(property);
    if (type === undefined) throw new Error(`no type for ${property.name}`);
    if (type.isUnionType()) return this.#union(type.getTypes() ?? [], more_words);
    return this.schemaOf(type);
  }

  /**
   * `Emptyable<T>` is `null | '' | T`: it becomes T marked `emptyable`. An enum that Stripe leaves open for *answers*
   * (`'a' | 'b' | OtherString`) is closed for *parameters*: the API refuses a word it does not know.
   */
  #union(types: readonly Type[], more_words: readonly string[]): JsonSchema {
    const text = (type: Type) => this.#checker.typeToString(type);
    const kept = types.filter((type) => !['undefined', 'null', 'OtherString', '""'].includes(text(type)));
    const emptyable = types.some((type) => text(type) === '""');
    const words = kept.flatMap((type) => (type.isStringLiteralType() ? [type.value] : []));
    words.push(...more_words);
    const flags = kept.filter((type) => ['true', 'false'].includes(text(type)));
    const rest = kept.filter((type) => !type.isStringLiteralType() && !flags.includes(type));
    const parts = rest.map((type) => this.schemaOf(type));
    if (flags.length > 0) parts.push({ type: 'boolean' });
    if (words.length > 0) parts.push(this.#refer({ enum: words }));
    const [only] = parts;
    if (only === undefined) throw new Error(`empty union: ${types.map(text).join(' | ')}`);
    const schema = parts.length === 1 ? only : { anyOf: parts };
    return emptyable ? { ...schema, emptyable: true } : schema;
  }

  #refer(schema: JsonSchema): JsonSchema {
    const text = JSON.stringify(schema);
    const name = this.#names.get(text) ?? `s${this.#names.size}`;
    this.#names.set(text, name);
    return { $ref: `#/$defs/${name}` };
  }
}

if (import.meta.main) {
  const root = new URL('../', import.meta.url);
  writeFileSync(new URL('sandbox/schema/params.json', root), `${JSON.stringify(buildSchema(root))}\n`);
}
