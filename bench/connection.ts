// A kept-alive HTTP/1.1 connection that costs little: one request at a time, answers with a Content-Length.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type Answer = { readonly status: number; readonly body: string };

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };

const HEAD_END = '\r\n\r\n';

export class Connection {
  private readonly socket: Socket;
  private got: Buffer = Buffer.alloc(0);
  private waiting: Waiting | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Sends a whole request, head and body; gives the answer. */
  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.got = this.got.length === 0 ? chunk : Buffer.concat([this.got, chunk]);
    const head_end = this.got.indexOf(HEAD_END);
    if (head_end < 0) return;
    const head = this.got.toString('latin1', 0, head_end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    if (Number.isNaN(length)) {
      this.fail(new Error(`an answer without a length: ${head}`));
      return;
    }
    const body_start = head_end + HEAD_END.length;
    if (this.got.length < body_start + length) return;
    const body = this.got.toString('utf8', body_start, body_start + length);
    this.got = this.got.subarray(body_start + length);
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve({ status: Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)), body });
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.close();
  }
}

/** A POST as it goes over the line. */
export function postText(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries({
    Host: '127.0.0.1',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}${HEAD_END}${body}`;
}
