/** key=value lines (logfmt, as logrus, Go kit and many others write them): `time=… level=error msg="Calling pricing timed out" rid=4f1c`. */
import { ByteNames } from '../ingest/byte-names';
import { fieldOf, FIELD_NAMES, type NamedField } from './field-names';
import type { OwnFields } from './own-fields';
import { EQUALS, isWord, quoteEnd, QUOTE, SPACE } from './scan';

type Known = { field: number; named: NamedField } | null;
const keys = new ByteNames(), known: Known[] = [];
const MOST = 10_000, MAX_KEY = 60;

function keyOf(buf: Buffer, from: number, to: number): Known {
  if (keys.size >= MOST) { keys.clear(); known.length = 0; }
  const id = keys.intern(buf, from, to);
  if (id === known.length) {
    const named = fieldOf(buf.toString('latin1', from, to));
    known.push(named === null ? null : { field: FIELD_NAMES.indexOf(named.field), named });
  }
  return known[id];
}

/** Reads the pairs of [from, to) into `fields` (begun by the caller); words between them are skipped. @returns how many pairs there are. */
export function readLogfmt(buf: Buffer, from: number, to: number, fields: OwnFields): number {
  let pairs = 0;
  for (let i = from; i < to;) {
    const start = i;
    while (i < to && (isWord(buf[i]) || buf[i] === 46 || buf[i] === 45 || buf[i] === 64)) i++;
    if (i === start || i >= to || buf[i] !== EQUALS || i - start > MAX_KEY) { while (i < to && buf[i] !== SPACE) i++; i++; continue; }
    const key = keyOf(buf, start, i);
    let value = ++i, end: number;
    if (i < to && buf[i] === QUOTE) { value = i + 1; const close = quoteEnd(buf, value, to); end = close < 0 ? to : close; i = end + 1; }
    else { while (i < to && buf[i] !== SPACE) i++; end = i; }
    pairs++;
    if (key !== null) fields.set(key.field, key.named.unit, key.named.rank, value, end);
    i++;
  }
  return pairs;
}
