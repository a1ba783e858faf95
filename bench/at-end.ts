// What was started, and how it is stopped: whatever happens, nothing outlives the benchmark.

type Undo = () => Promise<unknown> | unknown;

const undos: Undo[] = [];

/** Keeps how to undo something that was just done. */
export function atEnd(undo: Undo): void {
  undos.push(undo);
}

/** Undoes everything, the latest first. What cannot be undone does not keep the rest from it. */
export async function endAll(): Promise<void> {
  for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
    try {
      await undo();
    } catch (error) {
      console.error(error);
    }
  }
}
