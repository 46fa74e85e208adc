/**
 * Reads known members of a JSON object out of its bytes, without building it: the paths that a format wants are compiled to a tree of
 * keys, and whatever the tree does not name is skipped. One pass, linear. Strict JSON, as encoders write it; for logs whose JSON is glued
 * together by hand there is JsonMembers (json-scan.ts).
 */
import { skip } from './json-skip';
import { FOUND, room, Tree, WHOLE, type Node } from './json-walk';

/** What a value is: [from, to) stands inside the quotes of a STRING, is all of a BARE number or word, all of an OBJECT or ARRAY. */
export const STRING = 0, BARE = 1, OBJECT = 2, ARRAY = 3;
export type Kind = typeof STRING | typeof BARE | typeof OBJECT | typeof ARRAY;
/** `index`: the place in the innermost array of the path, 0 where there is none. `null` values are not handed over. Reads no other object meanwhile. */
export type Take = (code: number, from: number, to: number, kind: Kind, index: number) => void;

const node = (key: string): Node => ({ key: Buffer.from(key), code: 0, each: null, children: new Map(), strict: false });

export class JsonPaths {
  private readonly tree = new Tree(node(''));

  /** @param paths "latencies/request" → code; "tries[]/ip" for each element of an array; the same code may stand for several paths. Codes are above 0. */
  constructor(paths: Record<string, number>) {
    for (const [path, code] of Object.entries(paths)) {
      let at = this.tree.root;
      for (const part of path.split('/')) {
        const list = part.endsWith('[]'), key = list ? part.slice(0, -2) : part;
        let next = at.children.get(key);
        if (next === undefined) at.children.set(key, (next = node(key)));
        at = list ? (next.each ??= node('')) : next;
      }
      at.code = code;
    }
  }

  /** Hands every known member of the object at [from, to) to `take`, in the order of the line. @returns whether the object was whole. */
  read(buf: Buffer, from: number, to: number, take: Take): boolean {
    const start = skip(buf, from, to);
    if (start >= to || buf[start] !== 123) return false;
    const walked = room(), ended = walked.read(this.tree, buf, start, to), { numbers, list, end } = walked, shift = start - walked.line;
    for (let i = list; i < end; i += FOUND) take(numbers[i], numbers[i + 1] + shift, numbers[i + 2] + shift, numbers[i + 3] as Kind, numbers[i + 4]);
    return ended === WHOLE;
  }
}
