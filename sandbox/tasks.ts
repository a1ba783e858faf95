// Things that happen by themselves after a while: refunds that settle or fail. Each is done once, in a transaction of
// its own, at or after its time by the sandbox's clock; what was due while the process was down is done at start.
import { type Sandbox, selfCall } from './context.ts';
import { failRefund, findRefund, settleRefund } from './refunds.ts';
import type { Task } from './stored.ts';

/** Does everything that is due. Returns how many things that was. */
export function runDueTasks(sandbox: Sandbox): number {
  const due = sandbox.store.dueTasks(sandbox.now());
  for (const task of due) sandbox.store.transaction(() => runTask(sandbox, task));
  return due.length;
}

/** The refund takes its task off the store when it changes, here or by hand. */
function runTask(sandbox: Sandbox, task: Task): void {
  const call = selfCall(sandbox);
  const refund = findRefund(call, task.id);
  if (task.kind === 'settle_refund') settleRefund(call, refund);
  else failRefund(call, refund, 'expired_or_canceled_card');
}
