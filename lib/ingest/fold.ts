/**
 * Folds a chunk: every line is read once and becomes cells, rows or a number in the accounts.
 * Law: lines = stored + quarantined + filtered, and the same bytes, settings and ids give the same result, byte for byte.
 */
import { CALL, CLIENT, EVENT, FILTERED, REQUEST_ID, type Draft } from '../call';
import { failureCode, isTimeoutCode } from '../failure';
import type { Format } from '../formats/format';
import { CallCells } from './call-cells';
import { CLIENT_PLANES, FilterBuilder, REQUEST_ID_PLANES } from './filter';
import { WHY_CUT, WHY_FAILED, WHY_RETRIED, WHY_SLOW, type Accounts, type ChunkFolder, type EventRow, type FoldedChunk, type NotableRow, type QuarantineRow } from './folded';
import { LineReader, lineEnd, trimEnd } from './line-reader';
import { maskClients } from './mask-clients';
import { NameIds } from './name-ids';
import { redact } from './redact';
import { eventRow, notableRow, quarantineRow, retriesOf } from './rows';
import type { ParseSettings } from './settings';
import { ALWAYS_SLOW_MS, SLOW_MS, SlowLimits } from './slow-calls';
import { Tally } from './tally';

/** Rows of quarantined lines a chunk; all are counted. */
export const MAX_QUARANTINE_ROWS = 100;
/** Failures after the answer had begun: with a status that looks well, the call was cut short. */
const CUT = new Set(['body_timeout', 'client_stall_timeout', 'client_abort', 'connection_reset', 'upstream_closed', 'idle_timeout'].map(failureCode));

export const createFolder = (settings: ParseSettings): ChunkFolder => new Folder(settings);

/** A copy of a preamble, which other chunks share, with its secrets blanked as they are in the chunk that it comes from. */
function redacted(preamble: Uint8Array, settings: ParseSettings): Buffer { const copy = Buffer.from(preamble); redact(copy, settings); return copy; }

/** A call that is slow if its route's other calls are fast enough; its line is read again once that is known. */
type Candidate = { from: number; to: number; length: number; format: Format; route: number; duration: number };

class Folder implements ChunkFolder {
  private readonly reader: LineReader; private readonly names: NameIds;
  private readonly cells = new CallCells(); private readonly requestIds = new FilterBuilder(REQUEST_ID_PLANES); private readonly clients = new FilterBuilder(CLIENT_PLANES);
  private readonly instances = new Int32Array(64);
  private bytes: Buffer = Buffer.alloc(0); private offset = 0; private preamble: Uint8Array | null = null;
  private lines = 0; private stored = 0; private quarantined = 0; private filtered = 0; private calls = 0; private attempts = 0; private failed = 0; private timeouts = 0;
  private fromAt = Infinity; private toAt = -Infinity;
  private readonly formats = new Tally(); private readonly whyFiltered = new Tally(); private readonly whyQuarantined = new Tally();
  private notable: NotableRow[] = []; private events: EventRow[] = []; private quarantine: QuarantineRow[] = []; private candidates: Candidate[] = [];

  constructor(private readonly settings: ParseSettings) { this.reader = new LineReader(settings); this.names = new NameIds(settings.templates); }

  fold(bytes: Buffer, offset: number, preamble: Uint8Array | null = null): ReturnType<ChunkFolder['fold']> {
    this.preamble = preamble && redacted(preamble, this.settings);
    this.start(bytes, offset);
    redact(bytes, this.settings);
    for (let from = 0; from < bytes.length;) {
      const newline = lineEnd(bytes, from);
      this.line(from, trimEnd(bytes, from, newline));
      from = newline + 1;
    }
    return this.names.unknown();
  }
  learn(ids: Parameters<ChunkFolder['learn']>[0]): void { this.names.learn(ids); }

  finish(): FoldedChunk {
    const { routes, instances } = this.names.ids(), notable = this.withSlow();
    for (const n of notable) { n.routeId = routes[n.routeId]; n.instanceId = instances[n.instanceId]; for (const a of n.attempts) a.instance = instances[a.instance]; }
    for (const e of this.events) { e.routeId = routes[e.routeId]; e.instanceId = instances[e.instanceId]; }
    const accounts: Accounts = { formats: this.formats.take(), filtered: this.whyFiltered.take(), quarantined: this.whyQuarantined.take() };
    return {
      lines: this.lines, stored: this.stored, quarantined: this.quarantined, filtered: this.filtered, calls: this.calls, attempts: this.attempts, events: this.events.length,
      failed: this.failed, timeouts: this.timeouts, fromAt: this.stored ? this.fromAt : null, toAt: this.stored ? this.toAt : null, accounts,
      preamble: this.preamble, blocks: this.cells.blocks(routes, instances), notable, eventRows: this.events, quarantineRows: this.quarantine, requestIds: this.requestIds.build(), clients: this.clients.build(),
    };
  }

  private start(bytes: Buffer, offset: number): void {
    this.bytes = bytes; this.offset = offset;
    this.lines = this.stored = this.quarantined = this.filtered = this.calls = this.attempts = this.failed = this.timeouts = 0;
    this.fromAt = Infinity; this.toAt = -Infinity;
    this.notable = []; this.events = []; this.quarantine = []; this.candidates = [];
    for (const t of [this.formats, this.whyFiltered, this.whyQuarantined]) t.clear();
    this.cells.clear(); this.requestIds.clear(); this.clients.clear(); this.names.start(); this.reader.restart(this.preamble);
  }

  private line(from: number, to: number): void {
    const { reader, bytes } = this, d = reader.draft;
    let verdict = reader.read(bytes, from, to);
    if (this.settings.maskClients && verdict !== FILTERED && maskClients(bytes, from, to, verdict === CALL || verdict === EVENT ? d : null) && reader.format !== null) verdict = reader.readAs(reader.format, bytes, from, to);
    this.lines++;
    if (verdict === CALL) this.call(d, from, to);
    else if (verdict === EVENT) this.event(d, from, to);
    else if (verdict === FILTERED) { this.filtered++; this.whyFiltered.add(reader.reason); return; }
    else { this.reject(from, to); return; }
    this.stored++; this.formats.add(d.format);
    const at = Math.trunc(d.at);
    if (at < this.fromAt) this.fromAt = at;
    if (at > this.toAt) this.toAt = at;
    this.remember(d, CLIENT, this.clients); this.remember(d, REQUEST_ID, this.requestIds);
  }

  private call(d: Draft, from: number, to: number): void {
    const route = this.names.route(d, CALL), { instances } = this, { failure, duration } = d;
    for (let i = 0; i < d.attempts; i++) instances[i] = this.names.instance(d, i);
    this.cells.add(d, route, instances);
    this.calls++; this.attempts += d.attempts;
    let why = 0;
    if (failure !== 0) {
      this.failed++; why = WHY_FAILED;
      if (isTimeoutCode(failure)) this.timeouts++;
      if (d.status >= 200 && d.status < 400 && CUT.has(failure)) why |= WHY_CUT;
    }
    // An error page can make a call well after its only attempt failed: that attempt must not be hidden from the notable calls either.
    if (d.attempts > 1 || d.redispatched || retriesOf(d) > 0 || (failure === 0 && d.attempts === 1 && d.attemptFailure[0] !== 0)) why |= WHY_RETRIED;
    if (failure === 0 && duration >= ALWAYS_SLOW_MS) why |= WHY_SLOW;
    if (why !== 0) this.notable.push(notableRow(d, this.offset + from, to - from, why, route, instances));
    else if (duration >= SLOW_MS) this.candidates.push({ from, to, length: to - from, format: this.reader.format!, route, duration });
  }

  private event(d: Draft, from: number, to: number): void {
    const route = this.names.route(d, EVENT), last = d.attempts - 1;
    this.events.push(eventRow(d, this.offset + from, to - from, route, last < 0 ? 0 : this.names.instance(d, last)));
  }

  private reject(from: number, to: number): void {
    this.quarantined++; this.whyQuarantined.add(this.reader.reason);
    if (this.quarantine.length < MAX_QUARANTINE_ROWS) this.quarantine.push(quarantineRow(this.bytes, from, to, this.offset + from, to - from, this.lines - 1, this.reader.reason));
  }

  private remember(d: Draft, field: number, words: FilterBuilder): void {
    const from = d.spanFrom(field);
    // A line taken out of its wrapping is other bytes than the chunk's.
    if (from >= 0 && d.buf === this.bytes) words.add(d.buf, from, d.spanTo(field));
    else { const t = d.text(field); if (t !== null) words.addText(t); }
  }

  /** The notable rows with the slow ones among them, in order of their lines. */
  private withSlow(): NotableRow[] {
    const found = this.notable, { reader, instances } = this;
    const limits = new SlowLimits(this.cells.routes, this.names.routes);
    for (const n of found) if (n.failure === 0 && n.durationMs !== null && n.durationMs >= limits.of(n.routeId)) n.why |= WHY_SLOW;
    for (const c of this.candidates) {
      if (c.duration < limits.of(c.route)) continue;
      reader.readAs(c.format, this.bytes, c.from, c.to);
      const d = reader.draft;
      for (let i = 0; i < d.attempts; i++) instances[i] = this.names.instance(d, i);
      found.push(notableRow(d, this.offset + c.from, c.length, WHY_SLOW, c.route, instances));
    }
    this.candidates = [];
    return found.sort((a, b) => a.offset - b.offset);
  }
}
