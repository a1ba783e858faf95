// Instants and China Standard Time. No clock: every instant comes in as a parameter.

/** An instant in whole seconds since 1970-01-01T00:00:00Z, as Stripe counts them. */
export type UnixSeconds = number;

/** China Standard Time is eight hours ahead of UTC, all year, since 1991. */
const CHINA_OFFSET_S = 8 * 60 * 60;

/** The instant of an ISO 8601 text that names its offset, for example `2025-05-31T00:00:00+08:00`. */
export function instantOf(iso: string): UnixSeconds {
  return Date.parse(iso) / 1000;
}

/** The month of an instant in China Standard Time, for example `2025-05`. */
export function chinaMonthOf(instant: UnixSeconds): string {
  return monthName(monthNumberOf(instant));
}

/** The months in China Standard Time that touch `[from, to)`, the latest first. */
export function chinaMonthsBetween(from: UnixSeconds, to: UnixSeconds): string[] {
  const months: string[] = [];
  if (from >= to) return months;
  for (let month = monthNumberOf(to - 1); month >= monthNumberOf(from); month -= 1)
    months.push(monthName(month));
  return months;
}

/** Months are counted through, so that the next one is one more. */
function monthNumberOf(instant: UnixSeconds): number {
  const there = new Date((instant + CHINA_OFFSET_S) * 1000);
  return there.getUTCFullYear() * 12 + there.getUTCMonth();
}

function monthName(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}
