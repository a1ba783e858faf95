// Checks parameters against Stripe's own types and turns form text into typed values, refusing in Stripe's words.
// Schemas are compiled to functions once, at start. Rules that no type can state (limits, sums) live with their operation.

import { invalid } from './errors.ts';
import type { FormTree, FormValue } from './form.ts';
import { METADATA_KEY_CHARS, METADATA_KEYS_MAX, METADATA_VALUE_CHARS, STRING_CHARS } from './limits.ts';
import schema_file from './schema/params.json' with { type: 'json' };
import type { JsonSchema, SchemaFile } from './schema-types.ts';

export type ParamValue = string | number | boolean | ParamValue[] | Params;
export type Params = { [key: string]: ParamValue };
type Check = (value: FormValue, param: string) => ParamValue;

const file: SchemaFile = schema_file as SchemaFile;
export const API_VERSION = file.api_version;

const operations = new Map<string, Check>();
const shared = new Map<string, Check>();
for (const [name, schema] of Object.entries(file.operations)) operations.set(name, compile(schema));

/**
 * The parameters of one operation, typed. `P` is Stripe's parameter type of that operation: the schema was made from it,
 * so the cast holds. Refuses unknown, missing, empty and ill-typed parameters at every level with a 400.
 */
export function checkParams<P>(operation: string, tree: FormTree): P {
  const check = operations.get(operation);
  if (check === undefined) throw new Error(`no schema for ${operation}`);
  return check(tree, '') as P;
}

function compile(schema: JsonSchema): Check {
  const check = compileBare(schema);
  const emptyable = schema.emptyable === true || isMetadata(schema);
  return (value, param) => (value === '' && emptyable ? '' : check(value, param));
}

function compileBare(schema: JsonSchema): Check {
  if (schema.$ref !== undefined) return reference(schema.$ref.slice('#/$defs/'.length));
  if (schema.anyOf !== undefined) return oneOf(schema.anyOf);
  if (schema.enum !== undefined) return word(schema.enum);
  if (schema.type === 'object') return isMetadata(schema) ? metadata : object(schema);
  if (schema.type === 'array') return array(compile(schema.items ?? { type: 'string' }));
  if (schema.type === 'integer') return integer;
  return schema.type === 'boolean' ? boolean : string;
}

/** Equal schemas share one compiled function. */
function reference(name: string): Check {
  const known = shared.get(name);
  if (known !== undefined) return known;
  const schema = file.$defs[name];
  if (schema === undefined) throw new Error(`the schema has no ${name}`);
  const check = compile(schema);
  shared.set(name, check);
  return check;
}

function object(schema: JsonSchema): Check {
  const fields = new Map(
    Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, compile(inner)]),
  );
  const required = schema.required ?? [];
  return (value, param) => {
    if (typeof value === 'string')
      throw value === '' ? empty(param) : invalid('Invalid object', undefined, param);
    refuseUnknown(value, fields, param);
    const result: Params = {};
    for (const name of Object.keys(value)) {
      const field = fields.get(name);
      const given = value[name];
      if (field !== undefined && given !== undefined) result[name] = field(given, inside(param, name));
    }
    const absent = required.find((name) => !(name in value));
    if (absent !== undefined) throw absentParam(inside(param, absent));
    return result;
  };
}

function refuseUnknown(value: FormTree, fields: ReadonlyMap<string, Check>, param: string): void {
  const unknown = Object.keys(value).filter((name) => !fields.has(name));
  const [first] = unknown;
  if (first === undefined) return;
  const names = unknown.map((name) => inside(param, name)).join(', ');
  const message = `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${names}`;
  throw invalid(message, 'parameter_unknown', inside(param, first));
}

function array(item: Check): Check {
  return (value, param) => {
    if (typeof value === 'string')
      throw value === '' ? empty(param) : invalid('Invalid array', undefined, param);
    const keys = Object.keys(value);
    if (!keys.every((key) => /^\d{1,9}$/.test(key))) throw invalid('Invalid array', undefined, param);
    keys.sort((a, b) => Number(a) - Number(b));
    return keys.map((key) => item(value[key] ?? '', inside(param, key)));
  };
}

/** A union of a hash and a plain value (`created`), or of two plain ones (`off_session`): the first that accepts it. */
function oneOf(schemas: readonly JsonSchema[]): Check {
  const checks = schemas.map(compile);
  return (value, param) => {
    let refusal: unknown;
    for (const check of checks) {
      try {
        return check(value, param);
      } catch (error) {
        refusal = typeof value === 'string' || refusal === undefined ? error : refusal;
      }
    }
    throw refusal;
  };
}

function string(value: FormValue, param: string): string {
  const text = scalar(value, param, 'string');
  if (text.length > STRING_CHARS) {
    throw invalid(`Invalid string: ${param} must be at most ${STRING_CHARS} characters`, undefined, param);
  }
  return text;
}

function integer(value: FormValue, param: string): number {
  const text = scalar(value, param, 'integer');
  const number = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) {
    throw invalid(`Invalid integer: ${text.slice(0, 40)}`, 'parameter_invalid_integer', param);
  }
  return number;
}

function boolean(value: FormValue, param: string): boolean {
  const text = scalar(value, param, 'boolean');
  if (text !== 'true' && text !== 'false')
    throw invalid(`Invalid boolean: ${text.slice(0, 40)}`, undefined, param);
  return text === 'true';
}

function word(words: readonly string[]): Check {
  const known = new Set(words);
  const listed = words.length > 1 ? `one of ${words.slice(0, -1).join(', ')}, or ${words.at(-1)}` : words[0];
  return (value, param) => {
    const text = scalar(value, param, 'string');
    if (!known.has(text)) throw invalid(`Invalid ${param}: must be ${listed}`, undefined, param);
    return text;
  };
}

/** Stripe's metadata rules; an empty value unsets a key, so it passes here. The bound on keys holds after merging too. */
function metadata(value: FormValue, param: string): Params {
  if (typeof value === 'string') throw invalid('Invalid object', undefined, param);
  const result: Params = {};
  for (const key of Object.keys(value)) {
    const text = scalar(value[key] ?? '', inside(param, key), 'string');
    if (key === '' || key.length > METADATA_KEY_CHARS) {
      throw invalid(
        `Metadata keys can have up to ${METADATA_KEY_CHARS} characters. Invalid key: ${key}`,
        undefined,
        param,
      );
    }
    if (text.length > METADATA_VALUE_CHARS) {
      const message = `Metadata values can have up to ${METADATA_VALUE_CHARS} characters, but you passed in a value that is ${text.length} characters.`;
      throw invalid(`${message} Invalid value: ${text.slice(0, 40)}...`, undefined, inside(param, key));
    }
    result[key] = text;
  }
  if (Object.keys(result).length > METADATA_KEYS_MAX) throw tooManyKeys(param);
  return result;
}

export function tooManyKeys(param: string): Error {
  return invalid(`You can only have up to ${METADATA_KEYS_MAX} keys in ${param}.`, undefined, param);
}

function scalar(value: FormValue, param: string, wanted: string): string {
  if (typeof value !== 'string')
    throw invalid(`Invalid ${wanted}: expected a plain value, got a hash`, undefined, param);
  if (value === '' && !param.startsWith('metadata')) throw empty(param);
  return value;
}

function empty(param: string): Error {
  const message =
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
    `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
  return invalid(message, 'parameter_invalid_empty', param);
}

/** A required parameter that did not come, in Stripe's words. */
export function absentParam(param: string): Error {
  return invalid(`Missing required param: ${param}.`, 'parameter_missing', param);
}

function inside(param: string, name: string): string {
  return param === '' ? name : `${param}[${name}]`;
}

function isMetadata(schema: JsonSchema): boolean {
  return typeof schema.additionalProperties === 'object';
}
