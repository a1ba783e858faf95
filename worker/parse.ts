// What came, checked: JSON bodies and query strings against the wire schemas. A refusal names the field in Stripe's
// form, what was expected and what came.

import type * as z from 'zod';
import { ApiError, invalid, shown } from './errors.ts';

type Issue = z.core.$ZodIssue;

/** The request's body as the schema has it; nothing at all is an empty object where the schema takes one. */
export async function parseBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  refusing = firstRefused,
): Promise<z.output<Schema>> {
  const text = await bodyRead(request.text());
  if (text !== '') return parse(schema, jsonOf(text), refusing);
  const empty = schema.safeParse({});
  if (empty.success) return empty.data;
  throw invalid('body_missing', 'Expected a JSON object as the body, got nothing.');
}

/**
 * What reading a body gives. One that breaks off, or whose chunks are wrong, is no failure of ours, though workerd says of it
 * that it can be tried again.
 */
export async function bodyRead<Read>(reading: Promise<Read>): Promise<Read> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw invalid(
      'body_unreadable',
      'Expected a whole body, got one that breaks off or whose chunks are wrong.',
    );
  }
}

/** The query string as the schema has it. A name given twice is refused. */
export function parseQuery<Schema extends z.ZodType>(url: string, schema: Schema): z.output<Schema> {
  const given: Record<string, string> = Object.create(null);
  const start = url.indexOf('?');
  if (start === -1) return parse(schema, given);
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (Object.hasOwn(given, name)) {
      throw invalid('parameter_repeated', `${shown(name)}: expected once, got twice.`, shown(name));
    }
    given[name] = value;
  }
  return parse(schema, given);
}

/** The value that a JSON text says. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text, MAY_HAVE_SWALLOWED_KEY.test(text) ? refuseSwallowedKey : undefined);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const why = error instanceof Error ? error.message : 'not JSON';
    throw invalid('body_not_json', `Expected a JSON object as the body: ${shown(why)}.`);
  }
}

/** A key that no object of ours has, and that would be dropped without a word; it can be written with escapes. */
const SWALLOWED_KEY = '__proto__';
const MAY_HAVE_SWALLOWED_KEY = /__proto__|\\u00/i;

function refuseSwallowedKey(key: string, value: unknown): unknown {
  if (key !== SWALLOWED_KEY) return value;
  throw invalid('parameter_unknown', `Received unknown parameter: ${SWALLOWED_KEY}.`, SWALLOWED_KEY);
}

/**
 * A value as the schema has it.
 *
 * @param refusing makes the refusal of all that is wrong with it
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  refusing = firstRefused,
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw refusing(result.error.issues.flatMap((issue) => problemsOf(issue)));
}

/** The refusal of what is wrong, which names the first. */
export function firstRefused([first]: readonly Problem[]): ApiError {
  if (first === undefined) return invalid('parameter_invalid', 'The request is not valid.');
  return invalid(first.code, first.message, first.param);
}

/** What is wrong, in which field, and what came. */
export type Problem = {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly param: string | undefined;
};

/**
 * What an issue says: one problem, or one for each unknown field.
 *
 * @param at where what was checked stands in the request
 */
export function problemsOf(issue: Issue, at: readonly PropertyKey[] = []): Problem[] {
  if (issue.code !== 'unrecognized_keys') return [problemOf(issue, at)];
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const param = shown(paramOf([...at, ...path]));
    return { code: 'parameter_unknown', message: `Received unknown parameter: ${param}.`, path, param };
  });
}

function problemOf(issue: Issue, at: readonly PropertyKey[]): Problem {
  const { path } = issue;
  const param = paramOf([...at, ...path]);
  const absent = issue.input === undefined;
  const came = absent
    ? 'nothing'
    : typeof issue.input === 'string'
      ? `'${shown(issue.input)}'`
      : shown(issue.input);
  const message = `${param || 'The body'}: ${expectation(issue)}, got ${came}.`;
  const code = absent ? 'parameter_missing' : 'parameter_invalid';
  return { code, message, path, param: param || undefined };
}

function expectation(issue: Issue): string {
  // What the schema itself says is expected is the best there is.
  if (issue.message.startsWith('expected')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${article(issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_key':
      return issue.issues[0] === undefined ? 'expected another name' : expectation(issue.issues[0]);
    default:
      return `expected another value (${issue.message})`;
  }
}

function article(expected: string): string {
  const name = expected === 'int' ? 'integer' : expected;
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

/** A path in Stripe's form: `lines[0][unit_amount]`. */
export function paramOf(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}
