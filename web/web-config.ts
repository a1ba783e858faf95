// What the Worker tells its pages: GET /web-config.json.

export type WebConfig = {
  /** Of the demo shop, in development; else the page has to be given one. */
  readonly publishable_key: string | null;
  readonly stripe_js: string;
};

export async function webConfig(): Promise<WebConfig> {
  const answer = await fetch('/web-config.json');
  if (!answer.ok) throw new Error(`/web-config.json: ${answer.status}`);
  return answer.json();
}
