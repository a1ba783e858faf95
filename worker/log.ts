// What goes wrong without a caller to tell: one line of JSON. Never a key, a secret or personal data.

/** Logs a failure by the name of the work and the error's own message. */
export function logFailure(work: string, error: unknown): void {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // biome-ignore lint/suspicious/noConsole: this is the one place that logs
  console.error(JSON.stringify({ level: 'error', work, message }));
}
