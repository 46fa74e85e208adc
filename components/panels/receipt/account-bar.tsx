import { formatCount, formatShare, plural } from '@/lib/view/format-number';
import type { Receipt } from '@/lib/view/receipt';

/** read = stored + quarantined + filtered, as an equation and as a bar. */
export function AccountBar({ receipt: r }: { receipt: Receipt }) {
  const parts = [
    { name: 'stored', lines: r.stored, colour: 'bg-well', about: [r.stored > r.events && plural(r.stored - r.events, 'call'), r.events > 0 && plural(r.events, 'error line')].filter(Boolean).join(' and ') || 'nothing' },
    { name: 'quarantined', lines: r.quarantined, colour: 'bg-timeout', about: 'could not be read' },
    { name: 'left out', lines: r.filtered, colour: 'bg-line-strong', about: 'no calls: directives, blanks, start-up lines' },
  ];
  const balanced = r.lines === r.stored + r.quarantined + r.filtered;
  return (
    <div className="flex flex-col gap-3">
      <dl className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Term name="lines read" value={r.lines} />
        {parts.map((p, i) => <Term key={p.name} sign={i === 0 ? '=' : '+'} name={p.name} value={p.lines} />)}
      </dl>
      <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full bg-sunken">{parts.map((p) => p.lines > 0 && <div key={p.name} className={p.colour} style={{ width: `max(3px, ${(100 * p.lines) / Math.max(1, r.lines)}%)` }} />)}</div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-soft">
        {parts.map((p) => <li key={p.name} className="flex items-center gap-1.5"><span aria-hidden="true" className={`size-2 rounded-full ${p.colour}`} />{p.name} {formatShare(r.lines ? p.lines / r.lines : 0)}: {p.about}</li>)}
      </ul>
      {!balanced && <p role="alert" className="text-xs text-worse">The sum does not add up. This is a fault of Hangtime: please report it with this page.</p>}
    </div>
  );
}

function Term({ sign, name, value }: { sign?: string; name: string; value: number }) {
  return (
    <div className="flex gap-3">
      {sign && <span aria-hidden="true" className="text-lg text-faint">{sign}</span>}
      <div className="flex flex-col-reverse"><dt className="text-xs text-soft">{name}</dt><dd className="text-xl font-semibold">{formatCount(value)}</dd></div>
    </div>
  );
}
