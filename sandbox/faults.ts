// Faults that a test asks for: which requests they hit, how often, and what they do. Kept in memory: a restart clears them.
import { FAULT_DELAY_MAX_MS, FAULTS_MAX } from './limits.ts';

export type FaultKind = 'none' | 'drop_request' | 'drop_reply' | 'status' | 'html' | 'no_error_key';
export interface Fault {
  kind: FaultKind;
  /** `before` any work, or `after` the work is done and stored. */
  when: 'before' | 'after';
  status: number;
  /** Whether the fault's answer is what the idempotency key replays from then on. */
  stored: boolean;
  should_retry: boolean | null;
  delay_ms: number;
}
export interface FaultRule {
  id: string;
  match: { method: string | null; path: string };
  fault: Fault;
  times: number;
}
export interface FaultRequest {
  match?: { method?: string; path?: string };
  fault?: Partial<Omit<Fault, 'kind'>> & { kind?: string };
  times?: number;
}

const KINDS: readonly FaultKind[] = ['none', 'drop_request', 'drop_reply', 'status', 'html', 'no_error_key'];

export class Faults {
  #rules: FaultRule[] = [];
  #count = 0;

  /** Sets a fault; a description of what is wrong with it when it cannot be. */
  add(request: FaultRequest): FaultRule | string {
    const { match = {}, fault = {}, times = 1 } = request;
    const kind = KINDS.find((known) => known === (fault.kind ?? 'none'));
    const delay_ms = fault.delay_ms ?? 0;
    if (kind === undefined) return `fault.kind must be one of ${KINDS.join(', ')}`;
    if (kind === 'none' && delay_ms === 0) return 'a fault without kind needs delay_ms';
    if (typeof match.path !== 'string' || !match.path.startsWith('/')) return 'match.path must begin with /';
    if (!Number.isInteger(times) || times < 1) return 'times must be a whole number from 1';
    if (!Number.isInteger(delay_ms) || delay_ms < 0 || delay_ms > FAULT_DELAY_MAX_MS) {
      return `delay_ms must be 0 to ${FAULT_DELAY_MAX_MS}`;
    }
    if (this.#rules.length >= FAULTS_MAX) return `at most ${FAULTS_MAX} faults may be set`;
    const status = fault.status ?? (kind === 'html' ? 502 : kind === 'no_error_key' ? 404 : 500);
    const when = fault.when === 'after' || kind === 'drop_reply' ? 'after' : 'before';
    const stored = fault.stored ?? (kind === 'status' && status >= 500);
    this.#count += 1;
    const rule: FaultRule = {
      id: `fault_${this.#count}`,
      match: { method: match.method?.toUpperCase() ?? null, path: match.path },
      fault: { kind, when, status, stored, should_retry: fault.should_retry ?? null, delay_ms },
      times,
    };
    this.#rules.push(rule);
    return rule;
  }

  /** The first fault that hits this request, used up by one. */
  take(method: string, path: string): Fault | undefined {
    if (this.#rules.length === 0) return undefined;
    const rule = this.#rules.find(({ match }) => hits(match, method, path));
    if (rule === undefined) return undefined;
    rule.times -= 1;
    if (rule.times === 0) this.#rules = this.#rules.filter((other) => other !== rule);
    return rule.fault;
  }

  list(): readonly FaultRule[] {
    return this.#rules;
  }

  clear(): void {
    this.#rules = [];
  }
}

/** A path is exact, with `*` for one segment; a path that ends in `/` is a prefix. */
function hits(match: FaultRule['match'], method: string, path: string): boolean {
  if (match.method !== null && match.method !== method) return false;
  if (match.path.endsWith('/')) return path.startsWith(match.path);
  const wanted = match.path.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index])
  );
}
