'use client';
import { useEffect, useRef, useState } from 'react';
import { TextArea } from '@/components/ui/field';
import type { LayoutCheck } from '@/lib/view/preview';
import { splitLayouts } from './layouts';
import { ask } from './request';

const SETTLE_MS = 250;
const EXAMPLE = `log_format timing '$remote_addr [$time_local] "$request" $status '\n                  '$request_time $upstream_addr $upstream_response_time';`;

/** Where layouts are pasted. Each is compiled while it is typed; `onValid` says whether all of them can be read. */
export function LayoutField({ value, onChange, onValid, hint, rows = 4 }: { value: string; onChange: (text: string) => void; onValid?: (valid: boolean) => void; hint?: string; rows?: number }) {
  const [made, setMade] = useState<{ text: string; check: LayoutCheck }[]>([]), tell = useRef(onValid);
  tell.current = onValid;
  useEffect(() => {
    const texts = splitLayouts(value);
    if (texts.length === 0) { tell.current?.(true); return; }
    const stop = new AbortController(), timer = setTimeout(() => {
      ask<{ checks: LayoutCheck[] }>('POST', '/api/preview/layout', { texts }, stop.signal).then(
        ({ checks }) => { setMade(checks.map((check, i) => ({ text: texts[i], check }))); tell.current?.(checks.every((c) => c.ok)); },
        // It is compiled again when it is saved; an answer that did not come is no reason to stop here.
        () => undefined,
      );
    }, SETTLE_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [value]);
  const checks = value.trim() === '' ? [] : made, wrong = checks.find((c) => !c.check.ok), right = checks.filter((c) => c.check.ok);
  return (
    <TextArea label="Your own layout" rows={rows} spellCheck={false} maxLength={20_000} value={value} onChange={(e) => onChange(e.target.value)} placeholder={EXAMPLE}
      error={wrong && !wrong.check.ok ? <>{wrong.check.message} <Place text={wrong.text} at={wrong.check.at} /></> : undefined}
      hint={right.length ? right.map((c, i) => c.check.ok && <span key={i} className="block">{c.check.title}: reads {c.check.variables.join(', ')}{c.check.skipped.length > 0 && `; passes over ${c.check.skipped.join(', ')}`}.</span>)
        : hint ?? 'Paste it as it stands in the gateway’s configuration: nginx log_format, Apache LogFormat, HAProxy log-format, an Envoy format string, #Fields, a CSV header. It is tried before the built-in formats.'} />
  );
}

/** The text around the fault, with its place marked. */
function Place({ text, at }: { text: string; at: number }) {
  if (at === 0 || at >= text.length) return null;
  return <code className="whitespace-pre-wrap break-all font-mono text-ink">…{text.slice(Math.max(0, at - 16), at)}<mark className="bg-timeout-wash text-timeout">{text[at]}</mark>{text.slice(at + 1, at + 24)}…</code>;
}
