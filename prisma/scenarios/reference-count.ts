/**
 * Counts an nginx log of this project's scenarios by splitting strings: slow, plain, and sharing nothing with the app's parsers,
 * so that tests can hold their numbers against it.
 */
export type ReferenceCount = {
  lines: number; attempts: number;
  minutes: Map<number, number>; status: Map<string, number>; routes: Map<string, number>; instances: Map<string, number>;
  /** Attempts by "address status". */
  outcomes: Map<string, number>;
  /** Sum of the request times in ms, and the largest. */
  durationSum: number; durationMax: number;
  /** Sum over lines of (second × 31 + status × 7 + ms), modulo 2^31: changes when a line is lost, doubled or altered. */
  checksum: number;
};

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const plus = <K>(map: Map<K, number>, key: K): void => { map.set(key, (map.get(key) ?? 0) + 1); };
const between = (line: string, start: string, end: string): string => {
  const from = line.indexOf(start);
  return from < 0 ? '' : line.slice(from + start.length, line.indexOf(end, from + start.length));
};

export const emptyCount = (): ReferenceCount => ({ lines: 0, attempts: 0, minutes: new Map(), status: new Map(), routes: new Map(), instances: new Map(), outcomes: new Map(), durationSum: 0, durationMax: 0, checksum: 0 });

/** "12/Mar/2026:09:20:01 +0000" → epoch seconds. */
function epoch(text: string): number {
  const [date, hour, minute, second] = text.split(' ')[0].split(':'), [day, month, year] = date.split('/');
  return Date.UTC(Number(year), MONTHS.indexOf(month) / 3, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
}

/** Adds the whole lines of a piece of text. Returns what follows its last newline. */
export function countPiece(text: string, into: ReferenceCount): string {
  const lines = text.split('\n'), rest = lines.pop()!;
  for (const line of lines) {
    if (line === '') continue;
    const at = epoch(between(line, '[', ']')), [method, target] = between(line, '"', '"').split(' '), status = between(line, `HTTP/1.1" `, ' ');
    const ms = Math.round(Number(between(line, ' rt=', ' ')) * 1000), addresses = between(line, ' ua="', '"').split(', '), statuses = between(line, ' us="', '"').split(', ');
    into.lines++; into.attempts += addresses.length; into.durationSum += ms; into.durationMax = Math.max(into.durationMax, ms);
    plus(into.minutes, Math.floor(at / 60) * 60_000); plus(into.status, status); plus(into.routes, `${method} ${target.split('?')[0]}`);
    addresses.forEach((a, i) => { plus(into.instances, a); plus(into.outcomes, `${a} ${statuses[i]}`); });
    into.checksum = (into.checksum + at * 31 + Number(status) * 7 + ms) % 0x80000000;
  }
  return rest;
}

/** Counts a whole file's text. */
export function referenceCount(text: string): ReferenceCount {
  const count = emptyCount(), rest = countPiece(text, count);
  if (rest !== '') countPiece(rest + '\n', count);
  return count;
}
