import Link from '@/components/ui/link';
import { SafeText } from '@/components/ui/safe-text';
import type { CallDetail } from '@/lib/view/call-detail';
import { formatCount, MISSING } from '@/lib/view/format-number';
import { EMPTY_VIEW, viewHref, type ViewState } from '@/lib/view/state';

/** `same`: the filter that finds every call with this value, of other logs too. */
type Field = [label: string, value: string | null, same?: Partial<ViewState>];

const ms = (x: number | null | undefined): string | null => (x === null || x === undefined ? null : `${x.toLocaleString('en-GB', { maximumFractionDigits: 3 })} ms`);
const bytes = (x: number | null): string | null => (x === null ? null : formatCount(x) + ' B');

/** What the line says, by name; what it does not say is "–", so that an absence can be seen. */
export function fieldsOf(c: CallDetail): { label: string; fields: Field[] }[] {
  const r = c.record;
  return [
    { label: 'Request', fields: [['Method', c.method], ['Path', c.path], ['Query', r?.query ?? null], ['Host', c.host], ['Client', c.client, { client: c.client }], ['Request id', c.requestId, { requestId: c.requestId }], ['Trace id', r?.trace_id ?? null, { text: r?.trace_id ?? null }]] },
    { label: 'Where it went', fields: [['Source', c.source], ['Route', c.route, { route: c.route }], ['Upstream', c.upstream, { upstream: c.upstream }], ['Instance', c.instance, { upstream: c.upstream, instance: c.instance }], ['Service in the log', r?.service ?? null]] },
    { label: 'How it ended', fields: [['Status', c.status ? String(c.status) : null], ['Status of the upstream', r?.upstream_status ? String(r.upstream_status) : null], ['Written by', r ? r.generated_by : null], ['Flags', r?.flags_raw ?? null], ['Retries', r?.retries == null ? null : String(r.retries) + (r.redispatched ? ', to another instance' : '')]] },
    { label: 'How long', fields: [['Whole call', ms(c.durationMs) && ms(c.durationMs) + (r?.duration_is_partial ? ' (partial)' : r?.duration_derived ? ' (derived)' : '')], ['In the gateway', ms(r?.gateway_ms)], ['Queue', ms(r?.queue_ms)], ['Connect', ms(r?.connect_ms)], ['First byte', ms(r?.first_byte_ms)], ['Upstream in all', ms(r?.upstream_ms)]] },
    { label: 'The line', fields: [['Gateway', r?.gateway ?? null], ['Format', c.formatTitle], ['Time marks', r ? (r.timestamp_kind === 'start' ? 'the start of the call' : 'the end of the call') : null], ['Zone', r ? (r.tz_assumed ? 'assumed: the line carries none' : 'as logged') : null], ['Received', bytes(r?.bytes_in ?? null)], ['Sent', bytes(r?.bytes_out ?? null)]] },
  ];
}

export function Fields({ call, zone }: { call: CallDetail; zone: string }) {
  return (
    <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
      {fieldsOf(call).map((g) => (
        <div key={g.label} className="min-w-0">
          <h3 className="mb-1 text-xs font-semibold text-soft">{g.label}</h3>
          <dl className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-x-3 text-xs *:*:py-0.5 *:has-[a]:*:py-1">
            {g.fields.map(([label, value, same]) => <div key={label} className="contents"><dt className="text-faint">{label}</dt><dd className="[overflow-wrap:anywhere]">{value === null ? <span className="text-faint">{MISSING}</span> : same ? <Link href={viewHref('/calls', { ...EMPTY_VIEW, zone, ...same })} className="-my-1 inline-block py-1 underline decoration-dotted underline-offset-4 hover:decoration-solid" title={`Every call with this ${label.toLowerCase()}`}><SafeText text={value} path /></Link> : <SafeText text={value} path />}</dd></div>)}
          </dl>
        </div>
      ))}
    </div>
  );
}
