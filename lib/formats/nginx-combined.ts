/** nginx combined and what is like it: main with the forwarded addresses, a virtual host or a list of proxies in front. */
import type { Answers, Format } from './format';
import { classifyNginx } from './nginx-classify';
import { bare, readText, timeAt, timed } from './nginx-text';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { CALL, Draft, type Verdict } from '../call';

const probe = new Draft();

/** What `readText` makes of a line: 0 = no nginx access line, 1 = combined, 2 = values without keys, 3 = keys. */
export function textKind(buf: Buffer, from: number, to: number): 0 | 1 | 2 | 3 {
  probe.reset(buf);
  if (readText(buf, from, to, probe, DEFAULT_SETTINGS) !== CALL) return 0;
  return timed ? 3 : bare ? 2 : 1;
}

/** Cheap: the time stands where it should and a quote follows. */
export function textHolds(buf: Buffer, from: number, to: number): boolean {
  const time = timeAt(buf, from, to);
  return time >= 0 && buf[time + 28] === 32 && buf[time + 29] === 34;
}

/** Labels the line by what it has, so that a file that mixes both layouts is counted right whichever of the two formats read it. */
export function parseText(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  out.gateway = 'nginx';
  const verdict = readText(buf, from, to, out, settings);
  out.format = timed || bare ? 'nginx-upstream' : 'nginx-combined';
  return verdict;
}

const answers: Answers = { duration: false, connect: false, firstByte: false, body: false, instance: false, retries: 'no', clientAbort: true, requestId: false, zone: true };

export const nginxCombined: Format = {
  id: 'nginx-combined', title: 'nginx combined', gateway: 'nginx', kind: 'access', answers,
  sniff: (buf, from, to) => (textKind(buf, from, to) === 1 ? 0.8 : 0),
  holds: textHolds,
  parse: parseText,
  classify: classifyNginx,
};
