// Sums of locks by their keys. Pure.

import type { Lock, ReturnedUnits } from './lock-store.ts';

/** All of both, each key once. */
export function plus(locks: readonly Lock[], more: readonly Lock[]): Lock[] {
  const sums = new Map<string, Lock>();
  for (const lock of [...locks, ...more]) {
    const quantity = (sums.get(lock.key)?.quantity ?? 0) + lock.quantity;
    sums.set(lock.key, { ...lock, quantity });
  }
  return [...sums.values()];
}

/** What is left of the first without the second. */
export function minus(locks: readonly Lock[], less: readonly Lock[]): Lock[] {
  return locks.flatMap((lock) => {
    const quantity = lock.quantity - quantityOf(less, lock.key);
    return quantity > 0 ? [{ ...lock, quantity }] : [];
  });
}

/**
 * The part of these locks that a return brings back: units that it names, all of a line that comes back as a whole, and
 * of a buyer's units as many as it brings back beyond those that were freed already.
 */
export function broughtBack(
  locks: readonly Lock[],
  returned: readonly ReturnedUnits[],
  freed: readonly Lock[],
): Lock[] {
  return locks.flatMap((lock) => {
    const units = returned.filter(({ line, device }) =>
      lock.device === null ? line === lock.line : device === lock.device,
    );
    const quantity =
      lock.device === null
        ? units.filter(({ whole_line, serial_keys }) => whole_line || serial_keys.includes(lock.key)).length
        : units.reduce((all, one) => all + one.quantity, 0) - quantityOf(freed, lock.key);
    return quantity > 0 ? [{ ...lock, quantity: Math.min(quantity, lock.quantity) }] : [];
  });
}

const quantityOf = (locks: readonly Lock[], key: string): number =>
  locks.find((lock) => lock.key === key)?.quantity ?? 0;
