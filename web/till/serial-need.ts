// Which lines want serial numbers: those that get the subsidy, as the programme has it.

import type { App } from './app.ts';

/** `none`: the line gets no subsidy. Before its price is known, a line is asked for what the programme says. */
export type SerialNeed = 'required' | 'optional' | 'none';

export function serialNeed({ price, programme }: Pick<App, 'price' | 'programme'>, at: number): SerialNeed {
  if (price?.quote.lines[at]?.tag.qualifies === false) return 'none';
  return programme?.serial_number ?? 'optional';
}
