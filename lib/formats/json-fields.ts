/**
 * Reads the fields of a call out of a JSON object whose keys are its writer's own: each key, nested ones by their path, is looked up once
 * by synonym (field-names.ts) and then known by its bytes. One pass; what no synonym can stand in is skipped. Lines whose keys are all known,
 * which are nearly all, are walked by json-walk.ts, others here.
 */
import { fieldOf, FIELD_NAMES, holdsFields, type NamedField } from './field-names';
import { nestedEnd, skip, stringEnd } from './json-skip';
import { FOUND, room, Tree, UNKNOWN, WHOLE, type Node } from './json-walk';
import { BACKSLASH, COMMA, QUOTE } from './scan';

const OPEN = 123, CLOSE = 125, LIST = 91, LIST_END = 93, COLON = 58, NULL = 110, EMPTY = Buffer.alloc(0);
export const STRING = 0, BARE = 1, NESTED = 2;
export type ValueKind = typeof STRING | typeof BARE | typeof NESTED;

/** What is known of one key: its field and what else `mark` made of its path. */
export type Key = { readonly path: string; readonly field: number; readonly named: NamedField | null; readonly mark: number };
type Known = Key & Omit<Node, 'children'> & { readonly children: Map<string, Known> };
/** `key.field` is an index into FIELD_NAMES, -1 where only `key.mark` says something. STRING: [from, to) stands inside the quotes. */
export type TakeField = (key: Key, from: number, to: number, kind: ValueKind) => void;

/** So many different keys are remembered; whoever makes keys of ids starts anew. */
const MOST = 20_000, DEEPEST = 8, LONGEST = 200;

export class JsonFields {
  private tree: Tree; private root: Known;
  /** By their codes. How many there were when the tree was last laid out, and how many lines had others since then. */
  private readonly keys: Known[] = []; private laidOut = 0; private missed = 0;
  private buf: Buffer = Buffer.alloc(0); private end = 0;
  private take: TakeField = () => {};

  /** @param names a key's field by its path, instead of the synonyms. @param mark a number above 0 for paths that the caller wants to see as well. */
  constructor(private readonly names: (path: string) => NamedField | null = fieldOf, private readonly mark: (path: string) => number = () => 0, private readonly holds: (path: string) => boolean = holdsFields) { this.root = this.node('', EMPTY, 0); this.tree = new Tree(this.root); }

  /** Hands every known member of the object at [from, to) to `take`. @returns whether the object was whole. */
  read(buf: Buffer, from: number, to: number, take: TakeField): boolean {
    const start = skip(buf, from, to);
    if (start >= to || buf[start] !== OPEN) return false;
    if (this.keys.length > MOST) { this.keys.length = this.laidOut = 0; this.root = this.node('', EMPTY, 0); this.tree = new Tree(this.root); }
    const walked = room(), ended = walked.read(this.tree, buf, start, to);
    if (ended !== UNKNOWN) {
      const { numbers, list, end } = walked, { keys } = this, shift = start - walked.line;
      for (let i = list; i < end; i += FOUND) {
        const from = numbers[i + 1] + shift, until = numbers[i + 2] + shift, kind = numbers[i + 3];
        if (kind === STRING ? until > from : kind !== BARE || buf[from] !== NULL) take(keys[numbers[i] - 1], from, until, kind > BARE ? NESTED : kind as ValueKind);
      }
      return ended === WHOLE;
    }
    this.buf = buf; this.end = to; this.take = take;
    const whole = this.object(start, this.root, 0) > 0;
    // Whoever makes keys of ids has new ones in every line: the larger the tree, the more of them are waited for.
    if (++this.missed * 16 > this.laidOut && this.keys.length > this.laidOut) { this.missed = 0; this.laidOut = this.keys.length; this.tree.changed(); }
    return whole;
  }

  private object(from: number, parent: Known, depth: number): number {
    const { buf, end } = this;
    let i = skip(buf, from + 1, end);
    if (buf[i] === CLOSE && i < end) return i + 1;
    for (;;) {
      if (i >= end || buf[i] !== QUOTE) return -1;
      const key = i + 1, keyEnd = stringEnd(buf, key, end);
      if (keyEnd < 0) return -1;
      i = skip(buf, keyEnd + 1, end);
      if (i >= end || buf[i] !== COLON) return -1;
      i = this.value(skip(buf, i + 1, end), this.find(parent, key, keyEnd, depth), depth);
      if (i < 0) return -1;
      i = skip(buf, i, end);
      if (i >= end) return -1;
      if (buf[i] === CLOSE) return i + 1;
      if (buf[i] !== COMMA) return -1;
      i = skip(buf, i + 1, end);
    }
  }

  private value(from: number, key: Known, depth: number): number {
    const { buf, end } = this, c = from < end ? buf[from] : 0, wanted = key.field >= 0 || key.mark > 0;
    if (c === QUOTE) {
      const close = stringEnd(buf, from + 1, end);
      if (close < 0) return -1;
      if (wanted && close > from + 1) this.take(key, from + 1, close, STRING);
      return close + 1;
    }
    if (c === OPEN || c === LIST) {
      const close = c === OPEN && key.strict ? this.object(from, key, depth + 1) : nestedEnd(buf, from, end);
      if (close >= 0 && wanted) this.take(key, from, close, NESTED);
      return close;
    }
    let i = from;
    while (i < end && buf[i] !== COMMA && buf[i] !== CLOSE && buf[i] !== LIST_END && buf[i] > 32) i++;
    if (i === from || i >= end) return -1;
    if (wanted && c !== NULL) this.take(key, from, i, BARE);
    return i;
  }

  private node(path: string, key: Buffer, depth: number): Known {
    const named = path === '' ? null : this.names(path), mark = path === '' ? 0 : this.mark(path), field = named === null ? -1 : FIELD_NAMES.indexOf(named.field);
    const made: Known = { path, field, named, mark, key, code: 0, each: null, children: new Map(), strict: path === '' || (depth <= DEEPEST && this.holds(path)) };
    if (field >= 0 || mark > 0) made.code = this.keys.length + 1;
    this.keys.push(made);
    return made;
  }

  private find(parent: Known, from: number, to: number, depth: number): Known {
    const name = this.buf.toString('latin1', from, Math.min(to, from + LONGEST)), known = to - from > LONGEST ? undefined : parent.children.get(name);
    if (known !== undefined) return known;
    const key = Buffer.from(name, 'latin1'), made = this.node((parent.path === '' ? '' : `${parent.path}.`) + key.toString(), key, depth + 1);
    // Others than these come as new ones again.
    if (to - from <= LONGEST && !key.includes(BACKSLASH)) parent.children.set(name, made);
    return made;
  }
}
