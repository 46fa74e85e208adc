/**
 * Follows one JSON value through bytes that arrive in pieces: where it ends, or where it stops to be JSON. Strict about structure (a cut
 * line must not swallow the lines behind it), lenient about what numbers and words look like and about values that are not there
 * (`"status":,`). Strings hold no line ends, as JSON says.
 */
const QUOTE = 34, COMMA = 44, COLON = 58, OPEN = 123, CLOSE = 125, LIST = 91, LIST_END = 93, BACKSLASH = 92, NEWLINE = 10;
const VALUE = 0, FIRST_VALUE = 1, KEY = 2, FIRST_KEY = 3, AFTER_KEY = 4, AFTER = 5, STRING = 6, ESCAPED = 7, BARE = 8;
const DEEPEST = 500;

/** Bytes that end or change a string. */
const STOPS = new Uint8Array(256);
STOPS[QUOTE] = STOPS[BACKSLASH] = STOPS[NEWLINE] = 1;
const IS_BARE = new Uint8Array(256);
for (const c of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._')) IS_BARE[c] = 1;

export const MORE = -1, BROKEN = -2;

export class JsonValue {
  /** A line end stood within it so far. */
  broken = false;
  /** After BROKEN: where the byte stands that does not fit. */
  at = 0;
  private state = VALUE;
  private depth = 0;
  private isKey = false;
  private readonly lists = new Uint8Array(DEEPEST + 1);

  /** Makes ready for a value. */
  start(): void { this.state = VALUE; this.depth = 0; this.broken = this.isKey = false; }

  /** Goes on with [from, to). @returns where the value ends, MORE when all of it belongs to a value that goes on, BROKEN when it is no JSON. */
  scan(buf: Buffer, from: number, to: number): number {
    const stops = STOPS;
    let state = this.state, i = from;
    while (i < to) {
      if (state === STRING) {
        while (i + 3 < to && (stops[buf[i]] | stops[buf[i + 1]] | stops[buf[i + 2]] | stops[buf[i + 3]]) === 0) i += 4;
        const c = buf[i];
        if (c === QUOTE) { i++; if (this.isKey) { this.isKey = false; state = AFTER_KEY; } else if (this.depth === 0) return i; else state = AFTER; }
        else if (c === BACKSLASH) { i++; state = ESCAPED; }
        else if (c === NEWLINE) return this.breakAt(i);
        else i++;
        continue;
      }
      const c = buf[i];
      if (state === BARE) {
        if (IS_BARE[c] !== 0) { i++; continue; }
        if (this.depth === 0) return i;
        state = AFTER;
      } else if (state === ESCAPED) {
        if (c === NEWLINE) return this.breakAt(i);
        state = STRING; i++;
        continue;
      }
      if (c <= 32) {
        if (c === NEWLINE) this.broken = true; else if (c !== 32 && c !== 9 && c !== 13) return this.breakAt(i);
        i++;
        continue;
      }
      switch (c) {
        case QUOTE:
          if (state === KEY || state === FIRST_KEY) this.isKey = true; else if (state > FIRST_VALUE) return this.breakAt(i);
          state = STRING;
          break;
        case OPEN: case LIST:
          if (state > FIRST_VALUE || this.depth === DEEPEST) return this.breakAt(i);
          this.lists[++this.depth] = c === LIST ? 1 : 0;
          state = c === LIST ? FIRST_VALUE : FIRST_KEY;
          break;
        case CLOSE:
          // "a":} is an unset variable of a hand-made layout.
          if (this.depth === 0 || this.lists[this.depth] !== 0 || (state !== AFTER && state !== FIRST_KEY && state !== VALUE)) return this.breakAt(i);
          if (--this.depth === 0) return i + 1;
          state = AFTER;
          break;
        case LIST_END:
          if (this.depth === 0 || this.lists[this.depth] === 0 || (state !== AFTER && state !== FIRST_VALUE)) return this.breakAt(i);
          if (--this.depth === 0) return i + 1;
          state = AFTER;
          break;
        case COMMA:
          if (this.depth === 0 || (state !== AFTER && !(state === VALUE && this.lists[this.depth] === 0))) return this.breakAt(i);
          state = this.lists[this.depth] === 0 ? KEY : VALUE;
          break;
        case COLON:
          if (state !== AFTER_KEY) return this.breakAt(i);
          state = VALUE;
          break;
        default:
          if (state > FIRST_VALUE || IS_BARE[c] === 0) return this.breakAt(i);
          state = BARE;
      }
      i++;
    }
    this.state = state;
    return MORE;
  }

  private breakAt(i: number): number { this.at = i; return BROKEN; }
}
