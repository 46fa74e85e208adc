/** Postgres refuses to run as root. Started as root, Hangtime runs it as another user of the machine. */
import { existsSync, readFileSync, statSync } from 'node:fs';

export type ServerUser = { uid: number; gid: number };

/** Who the server runs as: null = as this process. The owner of an existing cluster stays its owner; else `postgres`, else `nobody`. */
export function serverUser(cluster: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  return userNamed('postgres') ?? userNamed('nobody') ?? { uid: 65534, gid: 65534 };
}

function userNamed(name: string): ServerUser | null {
  if (!existsSync('/etc/passwd')) return null;
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (!line) return null;
  const fields = line.split(':');
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}
