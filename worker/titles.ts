// What a Worker remembers of titles it has read: shops quote the same goods again and again, and a title says the same for ever.

import { TITLE_CACHE_ENTRIES_MAX } from '../src/limits.ts';
import { readTitle, type TitleFinding } from '../src/tagging/title.ts';

const findings = new Map<string, TitleFinding>();

/** What a title says, read once as long as it is remembered. A brand has no line feed in it. */
export function rememberedTitle(title: string, brand = ''): TitleFinding {
  const key = `${brand}\n${title}`;
  const known = findings.get(key);
  if (known !== undefined) return known;
  const finding = readTitle(title, brand);
  if (findings.size >= TITLE_CACHE_ENTRIES_MAX) findings.clear();
  findings.set(key, finding);
  return finding;
}
