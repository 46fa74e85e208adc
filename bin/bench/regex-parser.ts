/**
 * The floor for parsing: one regular expression a line, as a script for the job would do it. Independent of the app's own parsers, so that
 * it can also count for them in tests.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const LINE = /^(\S+) - (\S+) \[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d{3}) (\d+) "([^"]*)" "([^"]*)" rt=(\S+) uct="([^"]*)" uht="([^"]*)" urt="([^"]*)" ua="([^"]*)" us="([^"]*)" rid="([^"]*)"$/;
export type RegexCall = { client: string; at: string; method: string; target: string; status: string; bytes: string; userAgent: string; duration: string; connect: string; header: string; response: string; addr: string; upstreamStatus: string; requestId: string };

export function parseByRegex(line: string): RegexCall | null {
  const m = LINE.exec(line);
  if (!m) return null;
  // 12/Mar/2026:09:20:01 +0000 is a timestamp that Postgres takes once the first colon is a space
  return { client: m[1], at: m[3].replace(':', ' '), method: m[4], target: m[5], status: m[6], bytes: m[7], userAgent: m[9], duration: m[10], connect: m[11], header: m[12], response: m[13], addr: m[14], upstreamStatus: m[15], requestId: m[16] };
}

export async function eachBenchLine(file: string, visit: (call: RegexCall) => void | Promise<void>): Promise<number> {
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: 1 << 20 }), crlfDelay: Infinity })) {
    const call = parseByRegex(line);
    if (!call) continue;
    n++;
    await visit(call);
  }
  return n;
}
