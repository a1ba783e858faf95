// What the tests of the wire schemas share: a right line, and the fields that a schema refuses.

import type * as z from 'zod';

/** The smallest line that is right. */
export const LINE = { sku: 'G20S', unit_amount: 399_900, quantity: 1 };

/** The paths of all fields that a schema refuses in a request, each once; an unknown field is named itself. */
export function refusals(schema: z.ZodType, request: unknown): string[] {
  const issues = schema.safeParse(request).error?.issues ?? [];
  const paths = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key].join('.'))
      : [issue.path.join('.')],
  );
  return [...new Set(paths)];
}
