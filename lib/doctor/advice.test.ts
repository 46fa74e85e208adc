import { describe, expect, test } from 'vitest';
import { compileLayout } from '../formats/layout';
import { FORMATS } from '../formats/registry';
import { adviceFor } from './advice';
import type { GatewayAdvice } from './gateway-advice';
import { answerOf, QUESTIONS } from './questions';

const all = new Map<string, GatewayAdvice>();
for (const f of FORMATS) { const a = adviceFor(f.id, f.gateway); if (a) all.set(a.title, a); }

describe('log doctor', () => {
  test('every access format: what it does not answer has a line to add, or the reason why there is none', () => {
    for (const f of FORMATS) {
      if (f.kind !== 'access') continue;
      const found = adviceFor(f.id, f.gateway);
      expect(found, f.id).not.toBeNull();
      for (const q of QUESTIONS) if (answerOf(f.answers, q) !== 'yes') expect(found!.advice.some((a) => a.answers.includes(q)) || found!.cannot[q] !== undefined, `${f.id}: ${q}`).toBe(true);
    }
  });
  test('a layout that is advised compiles, and answers what it is advised for', () => {
    let layouts = 0;
    for (const { title, advice } of all.values()) for (const a of advice) {
      if (a.layout === undefined) continue;
      const made = compileLayout(a.layout);
      expect(made.ok, `${title}: ${made.ok ? '' : made.message}`).toBe(true);
      if (made.ok) for (const q of a.answers) expect(answerOf(made.format.answers, q), `${title}: ${q}`).toBe('yes');
      expect(a.lines.replace(/'\s*'/g, '').replace(/\\"/g, '"'), title).toContain(a.layout.replace(/\\"/g, '"'));
      layouts++;
    }
    expect(layouts).toBeGreaterThan(3);
  });
});
