/**
 * Reads known members of a JSON object out of its bytes, without building it: the paths that a format wants are compiled to a tree of
 * keys, and whatever the tree does not name is skipped. One pass, linear, no allocation a line. Strict JSON, as encoders write it; for
 * logs whose JSON is glued together by hand there is JsonMembers (json-scan.ts).
 */
import { ObjectMemo } from './json-memo';
import { BACKSLASH, COMMA, QUOTE } from './scan';

/** What a value is: [from, to) stands inside the quotes of a STRING, is all of a BARE number or word, all of an OBJECT or ARRAY. */
export const STRING = 0, BARE = 1, OBJECT = 2, ARRAY = 3;
export type Kind = typeof STRING | typeof BARE | typeof OBJECT | typeof ARRAY;
/** `index`: the place in the innermost array of the path, 0 where there is none. `null` values are not handed over. */
export type Take = (code: number, from: number, to: number, kind: Kind, index: number) => void;

type Node = { code: number; each: Node | null; slots: ({ key: Buffer; node: Node } | null)[]; size: number; /** For objects outside of arrays. */ memo: ObjectMemo | null };

const OPEN = 123, CLOSE = 125, LIST = 91, LIST_END = 93, COLON = 58;
const STOPS = new Uint8Array(256);
STOPS[QUOTE] = STOPS[BACKSLASH] = 1;
/** Bytes that end a bare value. */
const ENDS = new Uint8Array(256);
ENDS.fill(1, 0, 33);
ENDS[COMMA] = ENDS[CLOSE] = ENDS[LIST_END] = 1;

export class JsonPaths {
  private readonly root: Node = node();
  private buf: Buffer = Buffer.alloc(0); private end = 0;
  private take: Take = () => {};
  /** What was handed over while objects are walked that a memo wants to keep: five numbers each, `told` of them; how many such objects are open. */
  private readonly found = new Int32Array(640);
  private told = 0; private learning = 0;

  /** @param paths "latencies/request" → code; "tries[]/ip" for each element of an array; the same code may stand for several paths. Codes are above 0. */
  constructor(paths: Record<string, number>) {
    for (const [path, code] of Object.entries(paths)) {
      let at = this.root;
      for (const part of path.split('/')) {
        const list = part.endsWith('[]');
        at = child(at, Buffer.from(list ? part.slice(0, -2) : part));
        if (list) at = at.each ??= node();
      }
      at.code = code;
    }
    remember(this.root);
  }

  /** Hands every known member of the object at [from, to) to `take`, in the order of the line. @returns whether the object was whole. */
  read(buf: Buffer, from: number, to: number, take: Take): boolean {
    const start = skip(buf, from, to);
    if (start >= to || buf[start] !== OPEN) return false;
    this.buf = buf; this.end = to; this.take = take; this.told = this.learning = 0;
    return this.object(start, this.root, 0) > 0;
  }

  /** Members of the object that opens at `from`; where it ends, -1 when it is cut or no JSON. */
  private object(from: number, known: Node, index: number): number {
    const { buf, end } = this;
    let i = skip(buf, from + 1, end);
    if (buf[i] === CLOSE && i < end) return i + 1;
    for (;;) {
      if (i >= end || buf[i] !== QUOTE) return -1;
      const key = i + 1, keyEnd = stringEnd(buf, key, end);
      if (keyEnd < 0) return -1;
      i = skip(buf, keyEnd + 1, end);
      if (i >= end || buf[i] !== COLON) return -1;
      i = this.value(skip(buf, i + 1, end), find(known, buf, key, keyEnd), index);
      if (i < 0) return -1;
      i = skip(buf, i, end);
      if (i >= end) return -1;
      if (buf[i] === CLOSE) return i + 1;
      if (buf[i] !== COMMA) return -1;
      i = skip(buf, i + 1, end);
    }
  }

  private array(from: number, each: Node): number {
    const { buf, end } = this;
    let i = skip(buf, from + 1, end);
    if (buf[i] === LIST_END && i < end) return i + 1;
    for (let index = 0; ; index++) {
      i = this.value(i, each, index);
      if (i < 0) return -1;
      i = skip(buf, i, end);
      if (i >= end) return -1;
      if (buf[i] === LIST_END) return i + 1;
      if (buf[i] !== COMMA) return -1;
      i = skip(buf, i + 1, end);
    }
  }

  /** The value at `from`; where it ends, -1 when it does not. `known` null = nobody asks for it. */
  private value(from: number, known: Node | null, index: number): number {
    const { buf, end } = this, c = from < end ? buf[from] : 0;
    if (c === QUOTE) {
      const close = stringEnd(buf, from + 1, end);
      if (close < 0) return -1;
      if (known !== null && known.code > 0) this.tell(known.code, from + 1, close, STRING, index);
      return close + 1;
    }
    if (c === OPEN || c === LIST) {
      const opened = known === null ? -2 : c === OPEN && known.size > 0 ? (known.memo === null ? this.object(from, known, index) : this.remembered(from, known, known.memo)) : c === LIST && known.each !== null ? this.array(from, known.each) : -2;
      const close = opened === -2 ? nestedEnd(buf, from, end) : opened;
      if (close >= 0 && known !== null && known.code > 0) this.tell(known.code, from, close, c === OPEN ? OBJECT : ARRAY, index);
      return close;
    }
    let i = from;
    while (i < end && ENDS[buf[i]] === 0) i++;
    if (i === from) return -1;
    // "null" says nothing.
    if (known !== null && known.code > 0 && !(c === 110 && i - from === 4)) this.tell(known.code, from, i, BARE, index);
    return i;
  }

  private tell(code: number, from: number, to: number, kind: Kind, index: number): void {
    if (this.learning > 0) {
      const { found, told } = this;
      if (told + 5 <= found.length) { found[told] = code; found[told + 1] = from; found[told + 2] = to; found[told + 3] = kind; found[told + 4] = index; }
      this.told = told + 5;
    }
    this.take(code, from, to, kind, index);
  }

  /** Like `object`, without a walk where the very bytes were read before. */
  private remembered(from: number, known: Node, memo: ObjectMemo): number {
    const { buf, end } = this, seen = memo.find(buf, from, end);
    if (seen !== null) {
      const { takes } = seen;
      for (let i = 0; i < takes.length; i += 5) this.tell(takes[i], from + takes[i + 1], from + takes[i + 2], takes[i + 3] as Kind, takes[i + 4]);
      return from + seen.bytes.length;
    }
    if (!memo.learns) return this.object(from, known, 0);
    const at = this.told;
    this.learning++;
    const close = this.object(from, known, 0);
    if (close > 0 && this.told <= this.found.length) memo.learn(buf, from, close, this.found, at, this.told - at);
    if (--this.learning === 0) this.told = 0;
    return close;
  }
}

function node(): Node { return { code: 0, each: null, slots: new Array(8).fill(null), size: 0, memo: null }; }

/** Objects right below the root and deeper get a memo, those in arrays none: their place differs. */
function remember(parent: Node): void {
  for (const slot of parent.slots) if (slot !== null) { if (slot.node.size > 0) slot.node.memo = new ObjectMemo(); remember(slot.node); }
}

function child(parent: Node, key: Buffer): Node {
  const known = find(parent, key, 0, key.length);
  if (known !== null) return known;
  if (++parent.size * 2 > parent.slots.length) {
    const old = parent.slots;
    parent.slots = new Array(old.length * 2).fill(null);
    for (const s of old) if (s !== null) place(parent, s);
  }
  const made = { key, node: node() };
  place(parent, made);
  return made.node;
}
function place(parent: Node, entry: { key: Buffer; node: Node }): void {
  const mask = parent.slots.length - 1;
  let slot = hash(entry.key, 0, entry.key.length) & mask;
  while (parent.slots[slot] !== null) slot = (slot + 1) & mask;
  parent.slots[slot] = entry;
}
/** Length, first, middle and last byte tell the keys of a log apart as a rule. */
const hash = (buf: Buffer, from: number, to: number): number => (to > from ? (to - from) * 7 + buf[from] * 31 + buf[(from + to) >> 1] * 13 + buf[to - 1] * 3 : 0);
function find(parent: Node, buf: Buffer, from: number, to: number): Node | null {
  if (parent.size === 0) return null;
  const { slots } = parent, mask = slots.length - 1;
  for (let slot = hash(buf, from, to) & mask; ; slot = (slot + 1) & mask) {
    const entry = slots[slot];
    if (entry === null) return null;
    const { key } = entry;
    if (key.length !== to - from) continue;
    let i = 0;
    while (i < key.length && key[i] === buf[from + i]) i++;
    if (i === key.length) return entry.node;
  }
}

export function skip(buf: Buffer, from: number, to: number): number {
  // Encoders as a rule write no blanks.
  while (from < to && buf[from] <= 32 && (buf[from] === 32 || buf[from] === 9 || buf[from] === 13 || buf[from] === 10)) from++;
  return from;
}

/** Where the closing quote stands; -1 = nowhere. */
export function stringEnd(buf: Buffer, from: number, to: number): number {
  const stops = STOPS;
  for (let i = from; i < to; i++) {
    while (i + 3 < to && (stops[buf[i]] | stops[buf[i + 1]] | stops[buf[i + 2]] | stops[buf[i + 3]]) === 0) i += 4;
    const c = buf[i];
    if (c === QUOTE) return i < to ? i : -1;
    if (c === BACKSLASH) i++;
  }
  return -1;
}

export function nestedEnd(buf: Buffer, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = buf[i];
    if (c === QUOTE) { i = stringEnd(buf, i + 1, to); if (i < 0) return -1; }
    else if (c >= LIST) { if (c === OPEN || c === LIST) depth++; else if ((c === CLOSE || c === LIST_END) && --depth === 0) return i + 1; }
  }
  return -1;
}
