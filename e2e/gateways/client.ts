/** A client that can leave early, stop reading or never finish its request. */
import { connect } from 'node:net';
import { sleep } from './program';

export type Manner = {
  method?: string; headers?: string; body?: Buffer;
  /** Leave after this many ms, by closing or by a reset. */
  leaveAfter?: number; reset?: boolean;
  /** Leave this many ms after the first byte of the answer. */
  leaveAfterFirstByte?: number;
  /** Never read the answer, and hold the connection for so long. */
  readNothingFor?: number;
  /** Send these bytes instead of a request, then wait for the gateway to end the connection. */
  raw?: string;
  /** Address that the client has: any of 127.0.0.0/8, where the system allows it. */
  from?: string;
};

/** Makes one call; resolves with the status line's number when the connection has ended (0 = none). */
export async function call(port: number, target: string, how: Manner = {}): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: how.from });
  let text = '';
  socket.on('error', () => {});
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  if (how.readNothingFor) socket.pause();
  else socket.on('data', (d) => { if (text === '' && how.leaveAfterFirstByte !== undefined) setTimeout(() => socket.resetAndDestroy(), how.leaveAfterFirstByte); if (text.length < 100) text += d.toString('latin1'); });
  if (how.raw !== undefined) socket.write(how.raw);
  else {
    socket.write(`${how.method ?? 'GET'} ${target} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n${how.headers ?? ''}${how.body ? `Content-Length: ${how.body.length}\r\n` : ''}\r\n`);
    if (how.body) socket.write(how.body);
  }
  if (how.leaveAfter !== undefined) { await sleep(how.leaveAfter); if (how.reset) socket.resetAndDestroy(); else socket.destroy(); }
  if (how.readNothingFor) { await sleep(how.readNothingFor); socket.destroy(); }
  const late = setTimeout(() => socket.destroy(), 20_000);
  await closed;
  clearTimeout(late);
  return Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0);
}

/** Does the work for all, a few at a time: a busy machine must not make a good upstream look slow. */
export async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>, width = 6): Promise<void> {
  const left = [...all];
  await Promise.all(Array.from({ length: width }, async () => { for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one); }));
}
