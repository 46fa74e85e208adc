import Link from '@/components/ui/link';
import { Badge, type Tone } from '@/components/ui/badge';
import { NumberLink } from '@/components/panels/number-link';
import { SafeText } from '@/components/ui/safe-text';
import { formatBytes } from '@/lib/view/format-bytes';
import { formatCount, formatShare, MISSING, plural } from '@/lib/view/format-number';
import { formatRange, formatTime } from '@/lib/view/format-time';
import { formatTitle } from '@/lib/view/format-title';
import { isActive, isErrorLog, type ImportSummary } from '@/lib/view/receipt';
import { importCallsHref } from '@/lib/view/time';
import { ImportActions } from './import-actions';
import { ImportProgress } from './import-progress';
import { seenHref } from './seen-href';

const STATES: Record<ImportSummary['state'], { tone: Tone; word: string }> = {
  uploading: { tone: 'accent', word: 'uploading' }, queued: { tone: 'plain', word: 'waiting' }, running: { tone: 'accent', word: 'reading' }, done: { tone: 'better', word: 'done' },
  failed: { tone: 'worse', word: 'failed' }, cancelled: { tone: 'plain', word: 'cancelled' }, deleting: { tone: 'plain', word: 'deleting' },
};

/** A file of which no line could be read is done, but not well. */
function State({ of: i }: { of: ImportSummary }) {
  const { tone, word } = i.state === 'done' && i.stored === 0 && i.quarantined > 0 ? { tone: 'worse' as const, word: 'done, nothing stored' } : STATES[i.state];
  return <Badge tone={tone}>{word}</Badge>;
}

/** Formats that are named; the receipt has them all. */
const NAMED = 4;

/** Every import, the newest first. Wide screens get a table's columns, narrow ones a card each. */
export function ImportsTable({ imports }: { imports: readonly ImportSummary[] }) {
  return (
    <ul className="divide-y divide-line" aria-label="Imports">
      {imports.map((i) => (
        <li key={i.id} className="flex flex-col gap-2 py-3.5">
          <div className="flex items-start gap-3">
            <div className="grid min-w-0 flex-1 gap-x-5 gap-y-1.5 md:grid-cols-[minmax(12rem,2fr)_minmax(9rem,1.2fr)_minmax(9rem,1.2fr)_minmax(11rem,1.6fr)]">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2"><Link href={`/imports/${i.id}`} className="quiet-link min-w-0 break-all font-medium"><SafeText text={i.name} /></Link><State of={i} /></p>
                <p className="text-xs text-faint"><Link href={`/imports/sources/${i.source.id}`} className="quiet-link"><SafeText text={i.source.name} /></Link> · {formatTime(i.createdAt, 'UTC', 'minute')} UTC · {formatBytes(i.sizeBytes)}</p>
              </div>
              {!isActive(i) && <Figures item={i} />}
            </div>
            <ImportActions item={i} />
          </div>
          {isActive(i) && <ImportProgress start={i} />}
          {i.message && !isActive(i) && <p role={i.state === 'failed' ? 'alert' : undefined} className={i.state === 'failed' ? 'text-xs text-worse' : 'text-xs text-soft'}><SafeText text={i.message} /></p>}
        </li>
      ))}
    </ul>
  );
}

function Outcomes({ item: i }: { item: ImportSummary }) {
  if (isErrorLog(i)) return <>{i.events === 1 ? 'says' : 'say'} why calls or attempts failed{i.calls > 0 && <>; <NumberLink n={i.calls} href={importCallsHref(i.id)}>{plural(i.calls, 'call')}</NumberLink> without an access line</>}</>;
  return i.calls === 0 ? MISSING : <><NumberLink n={i.failed} href={importCallsHref(i.id, { failure: 'any' })}>{formatShare(i.failed / i.calls)}</NumberLink> failed, <NumberLink n={i.timeouts} href={importCallsHref(i.id, { failure: 'timeout' })} /> timed out</>;
}

function Figures({ item: i }: { item: ImportSummary }) {
  return (
    <>
      <div className="min-w-0 text-xs"><p>{plural(i.lines, 'line')}</p><p className={i.quarantined ? 'text-worse' : 'text-faint'}>{i.quarantined ? `${formatCount(i.quarantined)} quarantined` : 'none quarantined'}{i.filtered > 0 && <span className="text-faint">, {formatCount(i.filtered)} left out</span>}</p></div>
      <div className="min-w-0 text-xs"><p>{isErrorLog(i) ? plural(i.events, 'error line') : <NumberLink n={i.calls} href={importCallsHref(i.id)}>{plural(i.calls, 'call')}</NumberLink>}</p><p className="text-faint"><Outcomes item={i} /></p></div>
      <div className="min-w-0 text-xs"><p>{i.fromAt !== null && i.toAt !== null ? <Link href={seenHref(i)} className="quiet-link">{formatRange(i.fromAt, i.toAt, 'UTC')} UTC</Link> : MISSING}</p><p className="text-faint">{i.formats.slice(0, NAMED).map(formatTitle).join(', ')}{i.formats.length > NAMED && <span title={i.formats.slice(NAMED).map(formatTitle).join(', ')}> and {i.formats.length - NAMED} more</span>}</p></div>
    </>
  );
}
