/** Upstreams that misbehave on purpose, each on a port or socket of its own, without any HTTP library in between. */
import { spawn } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort, sleep } from './program';

/** What a connection does once the request's header has arrived. */
export type Behaviour = (socket: Socket, request: string) => void;

const answer = (status: string, body: string, length = body.length): string => `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
const reset = (socket: Socket): void => { socket.resetAndDestroy(); };

export const ok: Behaviour = (s) => { s.end(answer('200 OK', 'fine')); };
export const okAfter = (ms: number): Behaviour => (s) => { setTimeout(() => s.end(answer('200 OK', 'late but fine')), ms); };
export const status = (line: string): Behaviour => (s) => { s.end(answer(line, 'no')); };
export const silent: Behaviour = () => {};
export const resets: Behaviour = reset;
export const closes: Behaviour = (s) => { s.end(); };
export const partial = 'x'.repeat(2000);
/** The header and a part of the body, then nothing. */
export const stallsInBody: Behaviour = (s) => { s.write(answer('200 OK', partial, 100_000)); };
export const closesInBody: Behaviour = (s) => { s.write(answer('200 OK', partial, 100_000)); setTimeout(() => s.end(), 50); };
export const resetsInBody: Behaviour = (s) => { s.write(answer('200 OK', partial, 100_000)); setTimeout(() => reset(s), 50); };
export const hugeHeader: Behaviour = (s) => { s.end(`HTTP/1.1 200 OK\r\nX-Big: ${'y'.repeat(70_000)}\r\nContent-Length: 2\r\n\r\nhi`); };
export const brokenHeader: Behaviour = (s) => { s.end('HTTP/1.1 200 OK\r\nBro\0ken: 1\r\nContent-Length: 2\r\n\r\nhi'); };
export const noHttp: Behaviour = (s) => { s.end('220 mail ready\r\n'); };
/** A body far larger than any socket buffer, for a client that does not read. */
export const floods: Behaviour = (s) => { s.end(answer('200 OK', 'z'.repeat(24_000_000))); };
/** Sends a little every while and never ends, for clients that leave in the middle. */
export const trickles: Behaviour = (s) => {
  s.write(answer('200 OK', partial, 10_000_000));
  const timer = setInterval(() => s.write('w'.repeat(20_000)), 30);
  s.on('close', () => clearInterval(timer));
};

export class Upstreams {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly stops: (() => void)[] = [];

  /** "127.0.0.1:port" (or "[::1]:port", "unix:path") of a server that does this once a request's header is there. */
  async serve(behaviour: Behaviour, where: '127.0.0.1' | '::1' | { path: string } = '127.0.0.1'): Promise<string> {
    return this.listen((socket) => {
      let seen = '';
      const read = (d: Buffer): void => { seen += d.toString('latin1'); if (seen.includes('\r\n\r\n')) { socket.off('data', read); socket.resume(); behaviour(socket, seen); } };
      socket.on('data', read);
    }, where);
  }

  /** Accepts and never reads: a request that does not fit into the socket buffers gets stuck. */
  neverReads(): Promise<string> { return this.listen((s) => { s.pause(); }, '127.0.0.1', true); }
  /** Accepts, reads and says nothing: a TLS handshake gets no answer. */
  mute(): Promise<string> { return this.listen((s) => { s.resume(); }, '127.0.0.1'); }
  /** Acts on the first bytes, whatever they are. */
  onFirstBytes(act: (s: Socket) => void): Promise<string> { return this.listen((s) => { s.once('data', () => { s.resume(); act(s); }); }, '127.0.0.1'); }
  /** Nobody listens there. */
  async refused(host = '127.0.0.1'): Promise<string> { const port = await freePort(host); return host === '::1' ? `[::1]:${port}` : `${host}:${port}`; }

  private listen(act: (s: Socket) => void, where: '127.0.0.1' | '::1' | { path: string }, pause = false): Promise<string> {
    const server = createServer({ pauseOnConnect: pause, allowHalfOpen: true }, (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => {}); socket.on('close', () => this.sockets.delete(socket)); socket.on('end', () => socket.end());
      act(socket);
    });
    this.servers.push(server);
    return new Promise((done, fail) => {
      server.once('error', fail);
      const ready = (): void => { const a = server.address(); done(typeof a === 'string' ? `unix:${a}` : a!.family === 'IPv6' ? `[::1]:${a!.port}` : `127.0.0.1:${a!.port}`); };
      if (typeof where === 'string') server.listen(0, where, ready); else server.listen(where.path, ready);
    });
  }

  /**
   * A listener whose queue is full, so that the kernel drops every further SYN: a connect that gets no answer, without a firewall.
   * A stopped process listens with the smallest backlog, and connections are made until one stays pending.
   */
  async blackhole(): Promise<string> {
    const port = await freePort();
    const child = spawn(process.execPath, ['-e', `require('net').createServer(()=>{}).listen({port:${port},host:'127.0.0.1',backlog:1},()=>console.log('up'))`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((done) => child.stdout.once('data', () => done()));
    child.kill('SIGSTOP');
    this.stops.push(() => { child.kill('SIGKILL'); });
    await sleep(50);
    for (let i = 0; i < 12; i++) {
      const s = connect(port, '127.0.0.1');
      this.sockets.add(s);
      s.on('error', () => {});
      const made = await Promise.race([new Promise<boolean>((done) => s.once('connect', () => done(true))), sleep(250).then(() => false)]);
      if (!made) return `127.0.0.1:${port}`;
    }
    throw new Error('the queue of the blackhole did not fill up');
  }

  stop(): void {
    for (const s of this.sockets) s.destroy();
    for (const s of this.servers) s.close();
    for (const stop of this.stops) stop();
  }
}
