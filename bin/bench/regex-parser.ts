/**
 * The floor for parsing: one regular expression a line and the record made from its groups (time, numbers, attempts), as a script for the
 * job would do it. Independent of the app's own parsers.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const LINE = /^(?<client>\S+) - (?<user>\S+) \[(?<at>[^\]]+)\] "(?<method>\S+) (?<target>\S+) [^"]*" (?<status>\d{3}) (?<bytes>\d+) "(?<referer>[^"]*)" "(?<userAgent>[^"]*)" rt=(?<duration>\S+) uct="(?<connect>[^"]*)" uht="(?<header>[^"]*)" urt="(?<response>[^"]*)" ua="(?<addr>[^"]*)" us="(?<upstreamStatus>[^"]*)" rid="(?<requestId>[^"]*)"$/;
/** The groups as they stand in the line. `at` is a timestamp that Postgres takes: 12/Mar/2026 09:20:01 +0000. */
export type RegexCall = { client: string; at: string; method: string; target: string; status: string; bytes: string; userAgent: string; duration: string; connect: string; header: string; response: string; addr: string; upstreamStatus: string; requestId: string };

export function matchByRegex(line: string): RegexCall | null {
  const groups = LINE.exec(line)?.groups as RegexCall | undefined;
  return groups ? { ...groups, at: groups.at.replace(':', ' ') } : null;
}

const ms = (seconds: string | undefined): number | null => (seconds === undefined || seconds === '-' || seconds === '' ? null : Math.round(Number(seconds) * 1000));

/** The same facts that the app's parser fills: time, status, durations in ms, path and query, attempts with their times. null = no match. */
export function parseByRegex(line: string) {
  const c = matchByRegex(line);
  if (!c) return null;
  const [path, query = null] = c.target.split('?', 2), connects = c.connect.split(', '), headers = c.header.split(', '), responses = c.response.split(', '), statuses = c.upstreamStatus.split(', ');
  return {
    at: Date.parse(c.at.replaceAll('/', ' ')), client: c.client, method: c.method, path, query, status: Number(c.status), bytes: Number(c.bytes), durationMs: ms(c.duration), requestId: c.requestId, userAgent: c.userAgent,
    attempts: c.addr.split(', ').map((addr, i) => ({ addr, status: Number(statuses[i]) || null, connectMs: ms(connects[i]), headerMs: ms(headers[i]), responseMs: ms(responses[i]) })),
  };
}

export async function eachBenchLine(file: string, visit: (call: RegexCall) => void | Promise<void>): Promise<number> {
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: 1 << 20 }), crlfDelay: Infinity })) {
    const call = matchByRegex(line);
    if (!call) continue;
    n++;
    await visit(call);
  }
  return n;
}
