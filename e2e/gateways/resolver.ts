/** A name server for tests: says that no name exists, or says nothing. */
import { createSocket, type Socket } from 'node:dgram';

export async function resolver(answers: boolean): Promise<{ address: string; stop: () => void }> {
  const socket: Socket = createSocket('udp4');
  // The query with the answer bit set and code 3, NXDOMAIN.
  socket.on('message', (query, from) => { if (!answers) return; const reply = Buffer.from(query); reply[2] |= 0x80; reply[3] = (reply[3] & 0xf0) | 3; socket.send(reply, from.port, from.address); });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
}
