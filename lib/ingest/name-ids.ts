/** The names that a folder has met, with their own small numbers, and the dictionary ids that the store has told for them. */
import { CALL, METHOD, PATH, type Draft, type Verdict } from '../call';
import { ByteNames, NameBuffer } from './byte-names';
import type { Unknown } from './folded';
import { INVALID_REQUEST, RouteNamer } from './route';

/** Names kept from chunk to chunk; beyond that all are forgotten and asked for again. */
const MOST = 8192;
/** Longer names, label and address together, are no instances. In bytes, with the byte between them. */
export const MAX_INSTANCE = 1024;
const EMPTY = Buffer.alloc(0);

/** Ids by own number; -1 = not told yet. Number 0 is "none", id 0. */
class Ids {
  ids = new Int32Array(1024);
  /** All below are told. */
  private told = 1;
  constructor(private readonly names: ByteNames) { this.clear(); }
  clear(): void { this.names.clear(); this.names.intern(EMPTY, 0, 0); this.told = 1; this.ids.fill(-1); this.ids[0] = 0; }
  unknown(): number[] {
    const { names } = this;
    if (this.ids.length < names.size) { const wider = new Int32Array(names.size * 2).fill(-1); wider.set(this.ids); this.ids = wider; }
    const out: number[] = [];
    for (let i = this.told; i < names.size; i++) if (this.ids[i] < 0) out.push(i);
    return out;
  }
  tell(name: Buffer, id: number): void { const i = this.names.find(name, 0, name.length); if (i > 0) this.ids[i] = id; }
  settle(): void {
    while (this.told < this.names.size && this.ids[this.told] >= 0) this.told++;
    if (this.told < this.names.size) throw new Error(`no id was given for "${this.names.name(this.told)}"`);
  }
}

export class NameIds {
  private readonly namer: RouteNamer;
  private readonly instances = new ByteNames();
  private readonly routeIds: Ids; private readonly instanceIds: Ids;
  private readonly scratch = new NameBuffer(MAX_INSTANCE);

  constructor(templates: readonly string[]) {
    this.namer = new RouteNamer(templates);
    this.routeIds = new Ids(this.namer.routes); this.instanceIds = new Ids(this.instances);
  }

  /** Before a chunk: own numbers given so far may change. */
  start(): void {
    if (this.namer.routes.size > MOST) this.routeIds.clear();
    if (this.instances.size > MOST) this.instanceIds.clear();
  }

  /** Own number of the route of a call or event; 0 = it has none (TCP, an event without request). */
  route(d: Draft, verdict: Verdict): number {
    const path = d.spanFrom(PATH), method = d.spanFrom(METHOD);
    if (path >= 0 && method >= 0) return this.namer.of(d.buf, method, d.spanTo(METHOD), path, d.spanTo(PATH));
    if (!d.has(PATH)) return verdict === CALL && !d.stream && !d.format.endsWith('-tcp') ? this.namer.named(INVALID_REQUEST) : 0;
    const m = d.text(METHOD) ?? '', b = Buffer.from(m + ' ' + d.text(PATH)), n = Buffer.byteLength(m);
    return this.namer.of(b, 0, n, n + 1, b.length);
  }
  routeName(d: Draft, verdict: Verdict): string { const i = this.route(d, verdict); return i === 0 ? '' : this.namer.routes.name(i); }

  /** Own number of the instance of attempt i; 0 = no address. */
  instance(d: Draft, i: number): number {
    const from = d.addrFrom[i], to = d.addrTo[i], group = d.groupField(), label = d.spanFrom(group);
    if (d.attemptAddr[i] !== null || (label < 0 && d.has(group))) return this.instanceOf(d.text(group) ?? '', d.addr(i));
    if (to <= from) return 0;
    const labelTo = label < 0 ? -1 : d.spanTo(group), n = (label < 0 ? 0 : labelTo - label) + 1 + to - from, { buf } = d;
    if (n > MAX_INSTANCE) return 0;
    const scratch = this.scratch.bytes;
    let at = 0;
    for (let k = label; k < labelTo; k++) scratch[at++] = buf[k];
    scratch[at++] = 0;
    for (let k = from; k < to; k++) scratch[at++] = buf[k];
    return this.instances.internWritten(this.scratch, at);
  }
  private instanceOf(label: string, addr: string | null): number {
    if (addr === null || addr === '') return 0;
    const b = instanceName(label, addr);
    return b.length > MAX_INSTANCE ? 0 : this.instances.intern(b, 0, b.length);
  }

  /** Names without an id, in order of first sight. */
  unknown(): Unknown {
    return {
      routes: this.routeIds.unknown().map((i) => this.namer.routes.name(i)),
      instances: this.instanceIds.unknown().map((i) => { const name = this.instances.name(i), cut = name.indexOf('\0'); return { label: name.slice(0, cut), addr: name.slice(cut + 1) }; }),
    };
  }
  learn(ids: { routes: [string, number][]; instances: [string, string, number][] }): void {
    for (const [name, id] of ids.routes) this.routeIds.tell(Buffer.from(name), id);
    for (const [label, addr, id] of ids.instances) this.instanceIds.tell(instanceName(label, addr), id);
  }
  /** Ids by own number. Throws when a name has none. */
  ids(): { routes: Int32Array; instances: Int32Array } {
    this.unknown(); this.routeIds.settle(); this.instanceIds.settle();
    return { routes: this.routeIds.ids, instances: this.instanceIds.ids };
  }
  get routes(): number { return this.namer.routes.size; }
}

const instanceName = (label: string, addr: string): Buffer => Buffer.from(label + '\0' + addr);
