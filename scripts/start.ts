// npm start: builds the Worker and the pages, and serves them, in one command, without a network.

import { connect } from 'node:net';
import { build } from './build.ts';
import { buildWeb } from './build-web.ts';
import { PORT, SANDBOX_PORT, USES_SANDBOX } from './settings.ts';

await refuseTakenPorts();
build();
await buildWeb();
await import('./serve.ts');

async function refuseTakenPorts(): Promise<void> {
  for (const port of USES_SANDBOX ? [PORT, SANDBOX_PORT] : [PORT]) {
    if (!(await isTaken(port))) continue;
    console.error(`Port ${port} is taken. Stop what listens there, or choose another: PORT=8800 npm start`);
    process.exit(1);
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(!socket.destroy().connecting));
    socket.once('error', () => resolve(false));
  });
}
