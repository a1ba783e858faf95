// Where the tests inside workerd find the sandbox. Chosen once, before anything starts, and handed on to every process.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

process.env['TEST_SANDBOX_PORT'] ??= String(await freePort());

export const SANDBOX_PORT = Number(process.env['TEST_SANDBOX_PORT']);
export const SANDBOX_URL = `http://127.0.0.1:${SANDBOX_PORT}`;
