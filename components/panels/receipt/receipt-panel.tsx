import { Frame } from '@/components/panels/frame';
import { SafeText } from '@/components/ui/safe-text';
import type { Receipt } from '@/lib/view/receipt';
import { AccountBar } from './account-bar';
import { Ahead } from './ahead';
import { Facts } from './facts';
import { FormatForm } from './format-form';
import { FormatsTable } from './formats-table';
import { Gaps } from './gaps';
import { Jumps } from './jumps';
import { Reasons } from './reasons';
import { ReparseForm } from './reparse-form';

/** What became of every line of one import. */
export function ReceiptPanel({ receipt: r, seen, format, formats }: { receipt: Receipt; seen: string; /** Format chosen by hand for the source. */ format: string | null; formats: readonly { id: string; title: string }[] }) {
  return (
    <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
      <div className="lg:col-span-2">
        <Frame title="Every line accounted for" sub="read = stored + quarantined + left out">
          <AccountBar receipt={r} />
          <hr className="my-4 border-line" />
          <Facts receipt={r} seen={seen} />
          {r.notes.length > 0 && <ul className="mt-4 flex flex-col gap-1 text-soft">{r.notes.map((n) => <li key={n}><SafeText text={n} /></li>)}</ul>}
        </Frame>
      </div>
      <Frame title="Formats" sub="Stored lines by what they were read as"><FormatsTable receipt={r} />{r.state === 'done' && <FormatForm key={format} sourceId={r.source.id} sourceName={r.source.name} current={format} formats={formats} />}</Frame>
      <Frame title="Left out" sub="Lines that are no calls">{r.filteredBy.length ? <Reasons reasons={r.filteredBy} of={r.lines} /> : <p className="text-soft">None.</p>}</Frame>
      {r.quarantined > 0 && (
        <div className="lg:col-span-2">
          <Frame title="Quarantine" sub="Lines that could not be read. Nothing is thrown away: they can be read again with other settings.">
            <Reasons reasons={r.quarantinedBy} samples={r.samples} of={r.lines} />
            {r.state === 'done' && <ReparseForm importId={r.id} sourceId={r.source.id} lines={r.quarantined} />}
          </Frame>
        </div>
      )}
      {r.clock.ahead && <div className="lg:col-span-2"><Frame title="Calls from the future" sub="Later than the clock of this machine when they were imported"><Ahead ahead={r.clock.ahead} receipt={r} /></Frame></div>}
      {r.clock.jumps.length > 0 && <div className="lg:col-span-2"><Frame title="Steps back in time" sub="Where the lines go back by more than 5 minutes"><Jumps jumps={r.clock.jumps} zoneAssumed={r.zoneAssumed} /></Frame></div>}
      {r.clock.gaps.length > 0 && <div className="lg:col-span-2"><Frame title="Clock gaps" sub="Silences within the time span"><Gaps gaps={r.clock.gaps} /></Frame></div>}
    </div>
  );
}
