/**
 * Walks a JSON object for the members that a tree of keys asks for: one pass over its bytes, 16 at a time, in WebAssembly (json-walk.wat).
 * All trees of a thread share one memory and are laid out in it as they are used.
 */
import { JSON_WALK_WASM } from './json-walk-wasm';

/** `code` 0 = nobody asks for the value itself. `each`: for the elements, where the value is an array. */
export type Node = { readonly key: Buffer; code: number; each: Node | null; readonly children: Map<string, Node> };
export const node = (key: string): Node => ({ key: Buffer.from(key), code: 0, each: null, children: new Map() });

/** A tree, and where it was laid out last. Nothing is added to it after the first walk. */
export class Tree {
  readonly root: Node = node('');
  at = 0; stack = 0; round = -1;
}

/** Numbers for a member that was found: code, from, to, kind, place in the innermost array. */
export const FOUND = 5;
/** Bytes of a node before its key, of a level of the stack, of zeros behind a line; bytes of the list for one of the line, whose shortest members are two long ("1,"). */
const HEAD = 32, LEVEL = 16, ZEROS = 32, LIST = FOUND * 2, PAGE = 1 << 16;
/** Room for trees and for a line, as long as neither needs more. The first bytes stay zeros: the slots of a node that has none. */
const TREES = 1 << 17, LINE = 1 << 16, FIRST = 16;

type Walk = (from: number, end: number, node: number, stack: number, list: number) => number;

class Room {
  /** What was found, FOUND numbers each, from `list` to `end`, counted in numbers; good until the next walk. `line` is the first byte of the line there. */
  numbers = new Int32Array(0);
  line = 0; list = 0; end = 0;
  private readonly module = new WebAssembly.Module(Buffer.from(JSON_WALK_WASM, 'base64'));
  private walk: Walk | null = null;
  private bytes = Buffer.alloc(0);
  private longest = -1; private free = 0; private round = 0;

  /** Walks the object that opens at `from`. @returns whether it was whole. */
  read(tree: Tree, buf: Buffer, from: number, to: number): boolean {
    if (to - from > this.longest) this.make(Math.max(TREES, this.line), Math.max(LINE, (to - from) * 2));
    if (tree.round !== this.round) this.layOut(tree);
    const { line, bytes } = this, end = line + to - from;
    bytes.set(buf.subarray(from, to), line);
    bytes.fill(0, end, end + ZEROS);
    const last = this.walk!(line, end, tree.at, tree.stack, this.list * 4);
    this.end = last >> 2;
    return (last & 1) === 0;
  }

  /** New memory, since one that grows slows its whole thread (bin/parse-thread.ts). What is not written to is no memory. */
  private make(trees: number, longest: number): void {
    this.line = trees; this.longest = longest; this.list = (trees + longest + ZEROS + 3) >> 2;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((this.list * 4 + longest * LIST) / PAGE) });
    this.bytes = Buffer.from(memory.buffer); this.numbers = new Int32Array(memory.buffer);
    this.walk = new WebAssembly.Instance(this.module, { room: { memory } }).exports.walk as Walk;
    this.free = FIRST; this.round++;
  }

  /** Behind the other trees; where there is no more room, each is laid out anew when it is used. */
  private layOut(tree: Tree): void {
    const levels = depthOf(tree.root) * LEVEL, size = levels + sizeOf(tree.root);
    if (FIRST + size > this.line) this.make(FIRST + size, this.longest);
    if (this.free + size > this.line) { this.free = FIRST; this.round++; }
    tree.round = this.round;
    tree.stack = this.free; this.free += levels;
    tree.at = this.lay(tree.root);
  }
  private lay(n: Node): number {
    const { numbers } = this, at = this.free, slots = at + HEAD + padded(n.key), count = slotsOf(n);
    this.free = slots + count * 4;
    numbers.fill(0, at >> 2, this.free >> 2);
    const head = at >> 2, first = slots >> 2;
    numbers[head] = n.code; numbers[head + 4] = n.key.length;
    this.bytes.set(n.key, at + HEAD);
    if (count > 0) { numbers[head + 2] = slots; numbers[head + 3] = count - 1; }
    for (const child of n.children.values()) {
      let slot = hash(child.key) & (count - 1);
      while (numbers[first + slot] !== 0) slot = (slot + 1) & (count - 1);
      numbers[first + slot] = this.lay(child);
    }
    if (n.each !== null) numbers[head + 1] = this.lay(n.each);
    return at;
  }
}

/** Length, first, middle and last byte tell the keys of a log apart as a rule; the same in json-walk.wat. */
const hash = (key: Buffer): number => (key.length > 0 ? key.length * 7 + key[0] * 31 + key[key.length >> 1] * 13 + key[key.length - 1] * 3 : 0);
/** Keys are compared 16 bytes at a time. */
const padded = (key: Buffer): number => Math.max(16, (key.length + 15) & ~15);
/** At least one is free. */
const slotsOf = (n: Node): number => (n.children.size === 0 ? 0 : 2 ** Math.ceil(Math.log2(n.children.size * 2 + 1)));
const below = (n: Node): Node[] => (n.each === null ? [...n.children.values()] : [...n.children.values(), n.each]);
const sizeOf = (n: Node): number => below(n).reduce((sum, c) => sum + sizeOf(c), HEAD + padded(n.key) + slotsOf(n) * 4);
const depthOf = (n: Node): number => below(n).reduce((most, c) => Math.max(most, depthOf(c) + 1), 0);

let made: Room | null = null;
export const room = (): Room => (made ??= new Room());
