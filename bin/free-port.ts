import net from 'node:net';

/** Resolves to `port` when it can be bound on `host`, or to any free port when it is 0. Rejects with the system's error (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export function freePort(port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(port, host, () => {
      const bound = (server.address() as net.AddressInfo).port;
      server.close(() => resolve(bound));
    });
  });
}
