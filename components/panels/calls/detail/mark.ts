/** Which parts of a raw line decided its class: the evidence found again in the line's own words. Pure. */
export type Marked = { text: string; marked: boolean };

/**
 * Words of an evidence that are values of the log rather than words of ours: quoted or "=" parts, and whatever has a digit, a capital in
 * the middle, a dash or an underscore ("sH--", "upstream_connect_time", "504", "110:").
 */
function wordsOf(evidence: string): string[] {
  const words = new Set<string>();
  for (const m of evidence.matchAll(/"([^"]{2,200})"|([\w.$-]+=\S*[^\s,;.])/g)) words.add(m[1] ?? m[2]);
  for (const w of evidence.split(/[\s,;"()]+/)) if (w.length >= 2 && w.length <= 200 && (/\d|_|--|.[A-Z]/.test(w) || /^[a-zA-Z-]{2,4}-$/.test(w))) words.add(w.replace(/[.:]$/, ''));
  return [...words].filter((w) => /[^-\s]/.test(w)).sort((a, b) => b.length - a.length);
}

const isWordPart = (c: string | undefined): boolean => c !== undefined && /[\w.]/.test(c);

/** Start positions of `word` in the line, as a word of its own. */
function found(raw: string, word: string): number[] {
  const at: number[] = [];
  for (let i = raw.indexOf(word); i >= 0 && at.length < 9; i = raw.indexOf(word, i + word.length)) {
    if (!(isWordPart(word[0]) && isWordPart(raw[i - 1])) && !(isWordPart(word[word.length - 1]) && isWordPart(raw[i + word.length]))) at.push(i);
  }
  return at;
}

/** The other ways in which a line may write "key=value": quoted, and as JSON. */
function spellings(word: string): string[] {
  const eq = word.indexOf('=');
  if (eq < 1) return [word];
  const key = word.slice(0, eq), value = word.slice(eq + 1).replace(/^"|"$/g, '');
  return [`${key}=${value}`, `${key}="${value}"`, `"${key}":"${value}"`, `"${key}":${value}`, `"${key}": "${value}"`, `"${key}": ${value}`];
}

/** How logs commonly name the fields that an evidence speaks of. */
const ALSO: Record<string, string[]> = {
  upstream_header_time: ['uht'], upstream_connect_time: ['uct'], upstream_response_time: ['urt'], upstream_addr: ['uaddr', 'upstream'], upstream_status: ['us', 'ustatus'], upstream_response_length: ['url', 'ulen'], request_time: ['rt'],
};
/** Places where the line gives a field that the evidence names ("upstream_header_time is -"), with its value, however it is quoted. */
function fieldsIn(raw: string, evidence: string): [number, number][] {
  const spans: [number, number][] = [];
  for (const [field] of evidence.matchAll(/\b[a-z]+_[a-z_]+\b/g)) {
    for (const name of [field, ...(ALSO[field] ?? [])]) {
      for (const m of raw.matchAll(new RegExp(`(?<![\\w$])"?\\b${name}"?\\s?[=:]\\s?(?:"[^"]{0,300}"|[^\\s",}]{1,300}(?:, [\\d.-]+)*)`, 'g'))) spans.push([m.index, m.index + m[0].length]);
    }
  }
  return spans;
}

/** The line in pieces, those that decided marked. `more` are further values worth marking (flags, the status). A word that is everywhere decides nothing. */
export function markEvidence(raw: string, evidence: string | null, more: readonly string[] = []): Marked[] {
  const spans: [number, number][] = [];
  const take = (word: string): void => { const at = word.length < 2 ? [] : found(raw, word); if (at.length > 0 && at.length < 9) for (const i of at) spans.push([i, i + word.length]); };
  if (evidence !== null && evidence.length > 1 && raw.includes(evidence)) { const i = raw.indexOf(evidence); spans.push([i, i + evidence.length]); }
  else if (evidence !== null) for (const w of wordsOf(evidence)) for (const s of spellings(w)) take(s);
  if (evidence !== null) spans.push(...fieldsIn(raw, evidence));
  for (const w of more) take(w);
  spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const out: Marked[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    if (start > at) out.push({ text: raw.slice(at, start), marked: false });
    out.push({ text: raw.slice(start, to), marked: true });
    at = to;
  }
  if (at < raw.length) out.push({ text: raw.slice(at), marked: false });
  return out;
}
