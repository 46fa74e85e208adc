/** The combined layout and what is like it: main with the forwarded addresses, a virtual host or a list of proxies in front. */
import type { Answers, Format } from './format';
import { classifyApache } from './apache-classify';
import { isApache, takeApacheTail } from './apache-signs';
import { classifyNginx } from './nginx-classify';
import { isIngressTail } from './nginx-ingress-tail';
import { apisix, bare, bracketed, timed } from './nginx-tail';
import { readText, tailFrom, textHolds } from './nginx-text';
import { startsWith } from './scan';
import { readTraefikTail } from './traefik-clf-tail';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { CALL, CLIENT, Draft, PATH, REJECTED, REQUEST_ID, START, type Verdict } from '../call';

const probe = new Draft();
/** How Kong's own layout ends, since 3.5. */
const KONG_KEY = 'kong_request_id: "';

export const NONE = 0, COMBINED = 1, BARE = 2, KEYS = 3, APISIX = 4, KONG = 5, APACHE = 6;

/** What the last line that `readText` read is: which layout of the family. */
function layout(buf: Buffer, from: number, to: number, out: Draft): number {
  if (bracketed >= 0 && isIngressTail(buf, tailFrom, to)) { out.reason = 'an ingress-nginx line'; return NONE; }
  if (tailFrom >= 0 && readTraefikTail(buf, tailFrom, to)) { out.reason = 'a Traefik line'; return NONE; }
  const id = out.spanFrom(REQUEST_ID);
  if (id > KONG_KEY.length && startsWith(buf, id - KONG_KEY.length, id, KONG_KEY)) return KONG;
  return apisix ? APISIX : timed ? KEYS : bare ? BARE : isApache(buf, from, to, tailFrom, out) ? APACHE : COMBINED;
}

/** For `sniff`: the layout of a line, NONE when it is none of these. */
export function textKind(buf: Buffer, from: number, to: number): number {
  probe.reset(buf);
  if (readText(buf, from, to, probe, DEFAULT_SETTINGS) !== CALL) return NONE;
  // Programs write key=value too; a gateway's line has a request and who sent it or who answered it.
  if (tailFrom < 0 && !(probe.has(PATH) && (probe.logged !== 0 || probe.has(CLIENT)))) return NONE;
  return layout(buf, from, to, probe);
}

/** Labels the line by what it has, so that a file that mixes layouts is counted right whichever of these formats read it. */
export function parseText(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict {
  out.gateway = 'nginx';
  if (readText(buf, from, to, out, settings) === REJECTED) return REJECTED;
  let kind = layout(buf, from, to, out);
  if (kind === COMBINED && settings.format === 'apache-access') kind = APACHE;
  if (kind === APACHE) { out.format = 'apache-access'; out.gateway = 'apache'; out.atKind = START; takeApacheTail(buf, out); return CALL; }
  out.format = kind === COMBINED ? 'nginx-combined' : kind === APISIX ? 'apisix-access' : kind === KONG ? 'kong-text' : 'nginx-upstream';
  if (kind === APISIX) out.gateway = 'apisix'; else if (kind === KONG) out.gateway = 'kong';
  return kind === NONE ? REJECTED : CALL;
}

/** The class of a line that `parseText` read, by the gateway that wrote it. */
export function classifyText(out: Draft, settings: ParseSettings): void { if (out.format === 'apache-access') classifyApache(out, settings); else classifyNginx(out, settings); }

const answers: Answers = { duration: false, connect: false, firstByte: false, body: false, instance: false, retries: 'no', clientAbort: true, requestId: false, zone: true };

export const nginxCombined: Format = {
  id: 'nginx-combined', title: 'nginx combined', signs: 'address, [time], "request", status and bytes, without times (Apache\'s combined looks the same)', gateway: 'nginx', kind: 'access', answers,
  sniff: (buf, from, to) => (textKind(buf, from, to) === COMBINED ? 0.8 : 0),
  holds: textHolds,
  parse: parseText,
  classify: classifyText,
};
