/** `time=ts(ms) duration="Elapsed (ms)"(ms) status=code`: fields of a call and the keys or columns that hold them, as users write them. */
import { FIELD_NAMES, TIMERS, type FieldName, type Unit } from './field-names';
import type { Problem } from './dialect';

export type Pair = { field: FieldName; key: string; unit: Unit | null };
const UNITS: readonly string[] = ['ns', 'us', 'ms', 's'];
const PAIR = /[\s,]*([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"(),]+))(?:\(([^)]*)\))?/y;

/** The pairs behind `start`, or what is wrong and where. A call needs a time and a word about how it ended. `what`: "key" or "column". */
export function readPairs(paste: string, start: number, what: string): Pair[] | Problem {
  const pairs: Pair[] = [], end = paste.trimEnd().length;
  for (PAIR.lastIndex = start; PAIR.lastIndex < end;) {
    const at = PAIR.lastIndex, m = PAIR.exec(paste);
    if (m === null) { const where = at + (/\S/.exec(paste.slice(at))?.index ?? 0); return { message: `"${paste.slice(where, where + 20)}" is no field=${what}. Write the field's name, "=", and the ${what}, in quotes where it holds blanks.`, at: where }; }
    const where = m.index + (/[^\s,]/.exec(m[0])?.index ?? 0), field = FIELD_NAMES.find((f) => f === m[1].toLowerCase()), unit = m[4]?.trim() ?? null;
    if (field === undefined) return { message: `There is no field "${m[1]}". The fields are ${FIELD_NAMES.join(', ')}.`, at: where };
    if (unit !== null && !UNITS.includes(unit)) return { message: `"${unit}" is no unit. Write ns, us, ms or s, or leave the brackets out.`, at: where };
    if (unit !== null && !TIMERS.has(field) && field !== 'time' && field !== 'start' && field !== 'end') return { message: `${field} is no time, so it has no unit.`, at: where };
    pairs.push({ field, key: m[2] === undefined ? m[3] : m[2].replace(/\\(.)/g, '$1'), unit: unit as Unit | null });
  }
  const has = (...names: FieldName[]): boolean => pairs.some((p) => names.includes(p.field)), word = what.toUpperCase();
  if (!has('time', 'start', 'end')) return { message: `No ${what} is named for the time. Add time=${word}, or start=${word}.`, at: start };
  if (!has('status', 'duration', 'error', 'message')) return { message: `No ${what} is named that tells how a call ended. Add status=${word}, duration=${word}, error=${word} or message=${word}.`, at: start };
  return pairs;
}

export const pairText = (field: string, key: string, unit: Unit | null): string => `${field}=${/^[^\s"(),=]+$/.test(key) ? key : JSON.stringify(key)}${unit === null ? '' : `(${unit})`}`;
