// How often an object is called: in this second or in the last one, whichever were more. In memory only: after a restart it
// counts anew.

export class CallRate {
  private second = 0;
  private now = 0;
  private before = 0;

  count(now_ms: number): void {
    this.moveTo(Math.floor(now_ms / 1000));
    this.now += 1;
  }

  perSecond(now_ms: number): number {
    this.moveTo(Math.floor(now_ms / 1000));
    return Math.max(this.now, this.before);
  }

  private moveTo(second: number): void {
    if (second <= this.second) return;
    this.before = second === this.second + 1 ? this.now : 0;
    this.now = 0;
    this.second = second;
  }
}
