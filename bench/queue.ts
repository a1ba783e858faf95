// What happens next in a simulation: a binary heap by time.

export class Queue {
  private readonly heap: { readonly at: number; readonly ledger: number }[] = [];

  push(at: number, ledger: number): void {
    const { heap } = this;
    let place = heap.length;
    const item = { at, ledger };
    heap.push(item);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.at <= at) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = item;
  }

  pop(): { readonly at: number; readonly ledger: number } | null {
    const { heap } = this;
    const first = heap[0];
    const item = heap.pop();
    if (first === undefined || item === undefined) return null;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && at(heap[below + 1]) < at(heap[below])) below += 1;
      if (at(heap[below]) >= item.at) break;
      heap[place] = heap[below] as typeof item;
      place = below;
    }
    heap[place] = item;
    return first;
  }
}

const at = (item: { readonly at: number } | undefined): number => item?.at ?? Number.POSITIVE_INFINITY;
