// One page of the till at a time: two would sell one cart twice.

import { OTHER_PAGE_MS } from './limits.ts';

/**
 * Waits until no other page of the till is open, and keeps others waiting as long as this one is.
 *
 * @param onElsewhere is called where another one does not end at once
 */
export async function onlyPage(onElsewhere: () => void): Promise<void> {
  if (navigator.locks === undefined) return;
  const elsewhere = setTimeout(onElsewhere, OTHER_PAGE_MS);
  await new Promise<void>((resolve) => {
    void navigator.locks.request('zhehui-till-page', () => {
      resolve();
      return new Promise(() => {});
    });
  });
  clearTimeout(elsewhere);
}
