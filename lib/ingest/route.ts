/**
 * A request to its route, "METHOD /template": on bytes, without a string a call. Most paths differ (they hold ids), so it is the
 * templating itself that is cheap; a bounded dictionary of the routes met gives each a small number.
 *
 * settings.templates go first, segment by segment from the left: a literal segment wins over a placeholder; `{id}`, `{uuid}`, `{hash}`,
 * `{date}` and `{email}` stand for what the general rules call so; any other name, `{slug}` or `{city}`, stands for every segment;
 * `*` or `{rest}` at the end for all that follows. Where no template goes on, the general rules (segment.ts) do.
 */
import { QUESTION, SLASH, SPACE } from '../formats/scan';
import { ByteNames, NameBuffer } from './byte-names';
import { CLASS, MAX_SEGMENT, STOP, writeSegment } from './segment';

/** What follows the twelfth segment is "{rest}". */
export const MAX_SEGMENTS = 12;
export const INVALID_REQUEST = '(invalid request)';
/** Those that are kept apart, frequent ones first. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE', 'PROPFIND', 'PURGE', 'REPORT', 'MKCOL', 'LOCK', 'UNLOCK', 'COPY', 'MOVE', 'QUERY'].map((m) => Buffer.from(m));
const BY_RULE = new Set(['{id}', '{uuid}', '{hash}', '{date}', '{email}']);
const OTHER = Buffer.from('OTHER'), REST = Buffer.from('{rest}'), AUTHORITY = Buffer.from('{authority}');

type Node = { next: Map<number, Node>; any: Node | null; name: Buffer; rest: boolean };

export class RouteNamer {
  /** Routes by local number. The caller bounds its size by `clear`. */
  readonly routes = new ByteNames();
  private readonly name = new NameBuffer(32 + (MAX_SEGMENTS + 2) * (MAX_SEGMENT + 16));
  private readonly out = this.name.bytes;
  private readonly literals = new ByteNames();
  private readonly root: Node | null;

  constructor(templates: readonly string[] = []) {
    const root = node('');
    for (const t of templates) this.addTemplate(root, t);
    this.root = root.next.size > 0 || root.any || root.rest ? root : null;
  }

  /** The local number of the route; no method (from = to) is "OTHER". The path may carry its query, which is left out. */
  of(buf: Uint8Array, methodFrom: number, methodTo: number, pathFrom: number, pathTo: number): number {
    let at = 0;
    // Most calls have the method of the one before, whose bytes still stand in `out`.
    while (methodFrom + at < methodTo && at < this.method && this.out[at] === buf[methodFrom + at]) at++;
    if (at === 0 || at !== this.method || methodFrom + at !== methodTo) at = this.writeMethod(buf, methodFrom, methodTo);
    this.out[at++] = SPACE;
    at = this.template(buf, pathFrom, pathTo, at);
    return this.routes.internWritten(this.name, at);
  }

  /** Length of the known method that `out` begins with, 0 = none. */
  private method = 0;
  private writeMethod(buf: Uint8Array, from: number, to: number): number {
    const n = to - from;
    for (let k = 0; k < METHODS.length; k++) {
      const m = METHODS[k];
      if (m.length !== n || m[0] !== buf[from]) continue;
      let i = 1;
      while (i < n && m[i] === buf[from + i]) i++;
      if (i === n) return (this.method = put(m, this.out, 0));
    }
    this.method = 0;
    return put(OTHER, this.out, 0);
  }

  /** The local number of a fixed name, such as INVALID_REQUEST. */
  named(name: string): number { const b = Buffer.from(name); return this.routes.intern(b, 0, b.length); }

  /** The template of a path, for people and for learning. */
  templateOf(path: string): string { this.method = 0; const b = Buffer.from(path); const n = this.template(b, 0, b.length, 0); return Buffer.from(this.out.buffer, 0, n).toString('latin1'); }

  private template(buf: Uint8Array, from: number, to: number, at: number): number {
    const out = this.out, classOf = CLASS;
    if (from >= to || buf[from] === QUESTION) { out[at++] = SLASH; return at; }
    if (buf[from] !== SLASH) {
      if (from < to && buf[from] === 42 && to - from === 1) { out[at++] = 42; return at; } // OPTIONS *
      const slash = afterAuthority(buf, from, to);
      if (slash < 0) return put(AUTHORITY, out, at);
      from = slash;
    }
    if (from >= to) { out[at++] = SLASH; return at; }
    let here = this.root;
    for (let segments = 0; from < to && buf[from] === SLASH; segments++) {
      out[at++] = SLASH;
      const start = ++from;
      let seen = 0, copied = at;
      const keep = to - start < MAX_SEGMENT ? to : start + MAX_SEGMENT;
      for (; from < keep; from++) {
        const c = buf[from], kind = classOf[c];
        if (kind & STOP) break;
        seen |= kind;
        out[copied++] = c;
      }
      if (from - start === MAX_SEGMENT) for (; from < to; from++) { const kind = classOf[buf[from]]; if (kind & STOP) break; seen |= kind; }
      if (segments === MAX_SEGMENTS) return start === from && from === to ? at : put(REST, out, at);
      if (here !== null) { here = this.step(here, buf, start, from, seen, at); if (here && here.rest) return put(REST, out, at); }
      at = here && here.name.length ? put(here.name, out, at) : start === from ? at : this.wrote >= 0 ? this.wrote : writeSegment(buf, start, from, seen, out, at);
      this.wrote = -1;
    }
    return at;
  }

  private wrote = -1;
  /** One segment further among the templates; leaves the segment's general template in `out` up to `wrote` when it had to be made. */
  private step(here: Node, buf: Uint8Array, from: number, to: number, seen: number, at: number): Node | null {
    if (here.next.size > 0 && to - from <= MAX_SEGMENT) {
      const next = here.next.get(this.literals.find(buf, from, to));
      if (next) return next;
      this.wrote = writeSegment(buf, from, to, seen, this.out, at);
      const byRule = here.next.get(this.literals.find(this.out, at, this.wrote));
      if (byRule) return byRule;
    }
    return here.any;
  }

  private addTemplate(root: Node, template: string): void {
    const path = template.slice(Math.max(0, template.indexOf('/')));
    if (!path.startsWith('/')) return;
    let here = root;
    const parts = path.slice(1).split('/').slice(0, MAX_SEGMENTS);
    parts.forEach((part, i) => {
      if (i === parts.length - 1 && (part === '*' || part === '{rest}')) { here.any = { ...node(''), rest: true }; return; }
      if (/^\{[\w-]{1,20}\}$/.test(part) && !BY_RULE.has(part)) { here = here.any ??= node(part); return; }
      const b = Buffer.from(part), key = this.literals.intern(b, 0, b.length);
      let next = here.next.get(key);
      // A literal of a template keeps its own spelling where it is safe to show, whatever the general rules would make of it.
      if (!next) here.next.set(key, (next = node(/^[\x21-\x7e]{1,48}$/.test(part) ? part : '')));
      here = next;
    });
  }
}

const node = (name: string): Node => ({ next: new Map(), any: null, name: Buffer.from(name), rest: false });
function put(what: Uint8Array, out: Uint8Array, at: number): number { for (let i = 0; i < what.length; i++) out[at++] = what[i]; return at; }

/** "http://host/path" -> where the path begins (its end when there is none); "host:443" and the like -> -1. */
function afterAuthority(buf: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to && i < from + 12; i++) {
    if (buf[i] !== 58 || buf[i + 1] !== SLASH || buf[i + 2] !== SLASH || i + 2 >= to) continue;
    for (i += 3; i < to; i++) if (buf[i] === SLASH) return i; else if (buf[i] === QUESTION) return to;
    return to;
  }
  return -1;
}
