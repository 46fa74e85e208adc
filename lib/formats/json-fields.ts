/**
 * Reads the fields of a call out of a JSON object whose keys are its writer's own: each key, nested ones by their path, is looked up once
 * by synonym (field-names.ts) and then known by its bytes. One pass; what no synonym can stand in is skipped.
 */
import { fieldOf, FIELD_NAMES, holdsFields, type NamedField } from './field-names';
import { nestedEnd, skip, stringEnd } from './json-skip';
import { BACKSLASH, COMMA, QUOTE } from './scan';

const OPEN = 123, CLOSE = 125, LIST = 91, LIST_END = 93, COLON = 58;
export const STRING = 0, BARE = 1, NESTED = 2;
export type ValueKind = typeof STRING | typeof BARE | typeof NESTED;

/** What is known of one key: its field and what else `mark` made of its path. */
export type Key = { readonly path: string; readonly field: number; readonly named: NamedField | null; readonly mark: number };
type Node = Key & { deep: boolean; slots: ({ bytes: Buffer; node: Node } | null)[]; size: number };
/** `key.field` is an index into FIELD_NAMES, -1 where only `key.mark` says something. STRING: [from, to) stands inside the quotes. */
export type TakeField = (key: Key, from: number, to: number, kind: ValueKind) => void;

/** So many different keys are remembered; whoever makes keys of ids starts anew. */
const MOST = 20_000, DEEPEST = 8;

export class JsonFields {
  private root: Node; private made = 0;
  private buf: Buffer = Buffer.alloc(0); private end = 0;
  private take: TakeField = () => {};

  /** @param names a key's field by its path, instead of the synonyms. @param mark a number above 0 for paths that the caller wants to see as well. */
  constructor(private readonly names: (path: string) => NamedField | null = fieldOf, private readonly mark: (path: string) => number = () => 0, private readonly holds: (path: string) => boolean = holdsFields) { this.root = this.node(''); }

  /** Hands every known member of the object at [from, to) to `take`. @returns whether the object was whole. */
  read(buf: Buffer, from: number, to: number, take: TakeField): boolean {
    const start = skip(buf, from, to);
    if (start >= to || buf[start] !== OPEN) return false;
    if (this.made > MOST) { this.made = 0; this.root = this.node(''); }
    this.buf = buf; this.end = to; this.take = take;
    return this.object(start, this.root, 0) > 0;
  }

  private object(from: number, parent: Node, depth: number): number {
    const { buf, end } = this;
    let i = skip(buf, from + 1, end);
    if (buf[i] === CLOSE && i < end) return i + 1;
    for (;;) {
      if (i >= end || buf[i] !== QUOTE) return -1;
      const key = i + 1, keyEnd = stringEnd(buf, key, end);
      if (keyEnd < 0) return -1;
      i = skip(buf, keyEnd + 1, end);
      if (i >= end || buf[i] !== COLON) return -1;
      i = this.value(skip(buf, i + 1, end), this.find(parent, key, keyEnd), depth);
      if (i < 0) return -1;
      i = skip(buf, i, end);
      if (i >= end) return -1;
      if (buf[i] === CLOSE) return i + 1;
      if (buf[i] !== COMMA) return -1;
      i = skip(buf, i + 1, end);
    }
  }

  private value(from: number, key: Node, depth: number): number {
    const { buf, end } = this, c = from < end ? buf[from] : 0, wanted = key.field >= 0 || key.mark > 0;
    if (c === QUOTE) {
      const close = stringEnd(buf, from + 1, end);
      if (close < 0) return -1;
      if (wanted && close > from + 1) this.take(key, from + 1, close, STRING);
      return close + 1;
    }
    if (c === OPEN || c === LIST) {
      const close = c === OPEN && key.deep && depth < DEEPEST ? this.object(from, key, depth + 1) : nestedEnd(buf, from, end);
      if (close >= 0 && wanted) this.take(key, from, close, NESTED);
      return close;
    }
    let i = from;
    while (i < end && buf[i] !== COMMA && buf[i] !== CLOSE && buf[i] !== LIST_END && buf[i] > 32) i++;
    if (i === from) return -1;
    if (wanted && c !== 110) this.take(key, from, i, BARE);
    return i;
  }

  private node(path: string): Node {
    this.made++;
    const named = path === '' ? null : this.names(path);
    return { path, field: named === null ? -1 : FIELD_NAMES.indexOf(named.field), named, mark: path === '' ? 0 : this.mark(path), deep: path === '' || this.holds(path), slots: new Array(8).fill(null), size: 0 };
  }

  private find(parent: Node, from: number, to: number): Node {
    const { buf } = this, mask = parent.slots.length - 1;
    let slot = hash(buf, from, to) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const entry = parent.slots[slot];
      if (entry === null) break;
      const { bytes } = entry;
      if (bytes.length !== to - from) continue;
      let i = 0;
      while (i < bytes.length && bytes[i] === buf[from + i]) i++;
      if (i === bytes.length) return entry.node;
    }
    return this.learn(parent, from, to);
  }

  private learn(parent: Node, from: number, to: number): Node {
    const bytes = Buffer.from(this.buf.subarray(from, Math.min(to, from + 200))), made = this.node((parent.path === '' ? '' : `${parent.path}.`) + bytes.toString());
    if (to - from > 200 || this.buf.subarray(from, to).includes(BACKSLASH)) return made;
    if (++parent.size * 2 > parent.slots.length) { const old = parent.slots; parent.slots = new Array(old.length * 2).fill(null); for (const e of old) if (e !== null) place(parent, e); }
    place(parent, { bytes, node: made });
    return made;
  }
}

const hash = (buf: Buffer, from: number, to: number): number => (to > from ? (to - from) * 7 + buf[from] * 31 + buf[(from + to) >> 1] * 13 + buf[to - 1] * 3 : 0);
function place(parent: Node, entry: { bytes: Buffer; node: Node }): void {
  const mask = parent.slots.length - 1;
  let slot = hash(entry.bytes, 0, entry.bytes.length) & mask;
  while (parent.slots[slot] !== null) slot = (slot + 1) & mask;
  parent.slots[slot] = entry;
}
