/** A source's formats → the log doctor's table: which questions they answer, and what to add where they do not. Pure. */
import { compileLayout } from '../formats/layout';
import { formatOf } from '../formats/registry';
import type { Answers, Format } from '../formats/format';
import { adviceFor } from './advice';
import type { Advice } from './gateway-advice';
import { answerWith, QUESTIONS, type Answer, type Question } from './questions';

export type FormatLines = { id: string; lines: number };
/** `answers` in the order of QUESTIONS. */
export type Examined = { id: string; title: string; lines: number; answers: Answer[] };
export type Finding = { gateway: string; formats: Examined[]; errorLog: boolean; /** Lines to add, and which open questions each answers. */ add: (Advice & { open: Question[] })[]; cannot: { question: Question; why: string }[] };

/** @param layouts the source's own layouts: formats that are not built in. Gateways with most lines first. */
export function examine(found: readonly FormatLines[], layouts: readonly string[]): Finding[] {
  const own = layouts.flatMap((text) => { const made = compileLayout(text); return made.ok ? [made.format] : []; });
  const formats = found.flatMap(({ id, lines }) => { const f = formatOf(id) ?? own.find((o) => o.id === id); return f ? [{ f, lines }] : []; });
  const gateways = [...new Set(formats.filter(({ f }) => f.kind === 'access').map(({ f }) => adviceKey(f)))];
  return gateways.map((key) => {
    const mine = formats.filter(({ f }) => f.kind === 'access' && adviceKey(f) === key), first = mine[0].f;
    const errorLog = formats.some(({ f }) => f.kind === 'error' && (f.gateway === first.gateway || (f.gateway === 'nginx' && NGINX_INSIDE.has(first.gateway))));
    const examined = mine.map(({ f, lines }) => ({ id: f.id, title: f.title, lines, answers: QUESTIONS.map((q) => answerWith(answersOf(f, own), errorLog, q)) }));
    // A question is open when the format with most lines leaves it open.
    const open = QUESTIONS.filter((_, i) => examined[0].answers[i] !== 'yes'), advice = adviceFor(first.id, first.gateway);
    return {
      gateway: advice?.title ?? first.title, formats: examined, errorLog,
      add: (advice?.advice ?? []).flatMap((a) => { const answered = open.filter((q) => a.answers.includes(q) && !(advice?.cannot[q])); return answered.length > 0 ? [{ ...a, open: answered }] : []; }),
      cannot: open.flatMap((question) => { const why = advice?.cannot[question]; return why ? [{ question, why }] : []; }),
    };
  });
}

/** Gateways whose error log is nginx's. */
const NGINX_INSIDE = new Set(['kong', 'apisix']);
const adviceKey = (f: Format): string => adviceFor(f.id, f.gateway)?.title ?? f.gateway;
/** Several layouts of one dialect share an id: what any of them answers. */
function answersOf(f: Format, own: readonly Format[]): Answers {
  const same = own.filter((o) => o.id === f.id);
  return same.length < 2 ? f.answers : same.reduce((a, o) => (Object.fromEntries(Object.entries(a).map(([k, v]) => [k, k === 'retries' ? (v === 'list' || o.answers.retries === 'list' ? 'list' : v === 'count' ? v : o.answers.retries) : v || o.answers[k as keyof Answers]])) as Answers), same[0].answers);
}
