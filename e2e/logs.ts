/** Small logs for tests that need their own lines. */
import { LOG_FORMAT } from '../prisma/scenarios/nginx-lines';

export { LOG_FORMAT };

type Line = { at: string; method?: string; path: string; status?: number; seconds?: number; addr?: string; client?: string; id?: string };

/** One access line in the layout of LOG_FORMAT; `at` as "12/Mar/2026:09:20:01 +0000". */
export function line({ at, method = 'GET', path, status = 200, seconds = 0.05, addr = '10.9.0.1:8080', client = '192.0.2.9', id = '0' }: Line): string {
  const t = seconds.toFixed(3), first = status === 504 ? '-' : t;
  return `${client} - - [${at}] "${method} ${path} HTTP/1.1" ${status} 120 "-" "curl/8" host="app.example" rt=${t} uct="0.001" uht="${first}" urt="${t}" ua="${addr}" us="${status}" ulen="120" rid="${id}"`;
}

/** Lines one second apart from 12:00:00 on 5 March 2026 UTC. `make` says what is special about the n-th. */
export function lines(n: number, make: (i: number) => Omit<Line, 'at'> = (i) => ({ path: `/api/items/${i}` }), from = 0): string {
  const two = (x: number): string => String(x).padStart(2, '0');
  return Array.from({ length: n }, (_, k) => {
    const i = from + k, hour = 12 + Math.floor(i / 3600), at = `05/Mar/2026:${two(hour)}:${two(Math.floor(i / 60) % 60)}:${two(i % 60)} +0000`;
    return line({ at, id: `req${i}`, ...make(i) }) + '\n';
  }).join('');
}
