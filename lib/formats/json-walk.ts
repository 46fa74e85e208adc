/**
 * Walks a JSON object for the members that a tree of keys asks for: one pass over its bytes, 16 at a time, in WebAssembly (json-walk.wat).
 * All trees of a thread share one memory and are laid out in it as they are used.
 */
import { JSON_WALK_WASM } from './json-walk-wasm';

/**
 * `code` 0 = nobody asks for the value itself. `each`: for the elements, where the value is an array. `children` by what the caller likes.
 * `strict`: its children should be all keys there are; the walk ends at a new one.
 */
export type Node = { readonly key: Buffer; code: number; each: Node | null; readonly children: Map<string, Node>; readonly strict: boolean };

/** A tree, and where it was laid out last. */
export class Tree {
  at = 0; stack = 0; round = NEVER;
  constructor(readonly root: Node) {}
  /** Keys were added. */
  changed(): void { this.round = NEVER; }
}
const NEVER = -1;

/** How a walk ended: at the object's end; where the line was cut or no JSON; at a key that a strict node does not know. */
export const WHOLE = 0, CUT = 1, UNKNOWN = 2;

/** Numbers for a member that was found: code, from, to, kind, place in the innermost array. */
export const FOUND = 5;
/** Bytes of a node before its key, of a level of the stack, of zeros behind a line; bytes of the list for one of the line, whose shortest members are two long ("1,"). */
const HEAD = 32, LEVEL = 16, ZEROS = 32, LIST = FOUND * 2, PAGE = 1 << 16;
/** Room for trees and for a line, as long as neither needs more. The first bytes stay zeros: the slots of a node that has none. */
const TREES = 1 << 17, LINE = 1 << 16, FIRST = 16;

type Loops = { walk(from: number, end: number, node: number, stack: number, list: number): number; hash(key: number, length: number): number };

class Room {
  /** What was found, FOUND numbers each, from `list` to `end`, counted in numbers; good until the next walk. `line` is the first byte of the line there. */
  numbers = new Int32Array(0);
  line = 0; list = 0; end = 0;
  private readonly module = new WebAssembly.Module(Buffer.from(JSON_WALK_WASM, 'base64'));
  private loops: Loops | null = null;
  private bytes = Buffer.alloc(0);
  private longest = -1; private free = 0; private round = 0;

  /** Walks the object that opens at `from`. @returns WHOLE, CUT or UNKNOWN. */
  read(tree: Tree, buf: Buffer, from: number, to: number): number {
    if (to - from > this.longest) this.make(Math.max(TREES, this.line), Math.max(LINE, (to - from) * 2));
    if (tree.round !== this.round) this.layOut(tree);
    const { line, bytes } = this, end = line + to - from;
    bytes.set(buf.subarray(from, to), line);
    const last = this.loops!.walk(line, end, tree.at, tree.stack, this.list * 4);
    this.end = last >> 2;
    return last & 3;
  }

  /** New memory, since one that grows slows its whole thread (bin/parse-thread.ts). What is not written to is no memory. */
  private make(trees: number, longest: number): void {
    this.line = trees; this.longest = longest; this.list = (trees + longest + ZEROS + 3) >> 2;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((this.list * 4 + longest * LIST) / PAGE) });
    this.bytes = Buffer.from(memory.buffer); this.numbers = new Int32Array(memory.buffer);
    this.loops = new WebAssembly.Instance(this.module, { room: { memory } }).exports as Loops;
    this.free = FIRST; this.round++;
  }

  /** Behind the other trees; where there is no more room, each is laid out anew when it is used. */
  private layOut(tree: Tree): void {
    const levels = depthOf(tree.root) * LEVEL, size = levels + sizeOf(tree.root);
    if (FIRST + size > this.line) this.make(FIRST + size * 2, this.longest);
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
    numbers[head] = n.code; numbers[head + 4] = n.key.length; numbers[head + 5] = n.strict ? 1 : 0;
    this.bytes.set(n.key, at + HEAD);
    if (count > 0) { numbers[head + 2] = slots; numbers[head + 3] = count - 1; }
    for (const child of n.children.values()) {
      const place = this.lay(child);
      let slot = this.loops!.hash(place + HEAD, child.key.length) & (count - 1);
      while (numbers[first + slot] !== 0) slot = (slot + 1) & (count - 1);
      numbers[first + slot] = place;
    }
    if (n.each !== null) numbers[head + 1] = this.lay(n.each);
    return at;
  }
}

/** Keys are compared 16 bytes at a time. */
const padded = (key: Buffer): number => Math.max(16, (key.length + 15) & ~15);
/** At least one is free. Where there is none, nobody looks into the object. */
const slotsOf = (n: Node): number => (n.children.size === 0 && !n.strict ? 0 : 2 ** Math.ceil(Math.log2(n.children.size * 2 + 1)));
const below = (n: Node): Node[] => (n.each === null ? [...n.children.values()] : [...n.children.values(), n.each]);
const sizeOf = (n: Node): number => below(n).reduce((sum, c) => sum + sizeOf(c), HEAD + padded(n.key) + slotsOf(n) * 4);
const depthOf = (n: Node): number => below(n).reduce((most, c) => Math.max(most, depthOf(c) + 1), 0);

let made: Room | null = null;
export const room = (): Room => (made ??= new Room());
