import { Frame } from '@/components/panels/frame';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Finding } from '@/lib/doctor/examine';
import { QUESTION_TEXT, QUESTIONS, type Answer } from '@/lib/doctor/questions';
import { formatCount } from '@/lib/view/format-number';
import { CopyLines } from './copy-lines';

const SAYS: Record<Answer, { tone: Tone; text: string }> = { yes: { tone: 'better', text: '✓ yes' }, partly: { tone: 'timeout', text: '◐ partly' }, no: { tone: 'worse', text: '✕ no' } };

/** Which questions a source's logs can answer, and the line of configuration that answers the rest. */
export function LogDoctor({ findings }: { findings: readonly Finding[] }) {
  return (
    <Frame title="Log doctor" sub="What these logs can tell about a slow or failed call, and what to add to the gateway where they cannot">
      {findings.length === 0 ? <p className="text-soft">Nothing to examine yet: no access line of this source was read.</p> : <div className="flex flex-col gap-8">{findings.map((f) => <GatewayFinding key={f.gateway} finding={f} />)}</div>}
    </Frame>
  );
}

function GatewayFinding({ finding: f }: { finding: Finding }) {
  return (
    <section aria-label={f.gateway} className="flex min-w-0 flex-col gap-4">
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`Questions that logs of ${f.gateway} answer`}>
        <table className="w-full">
          <thead className="text-left text-xs text-soft">
            <tr><th scope="col" className="pb-1 pr-4 font-medium">{f.gateway}</th>{f.formats.map((x) => <th key={x.id} scope="col" className="pb-1 pr-4 font-medium">{x.title}<span className="block font-normal text-faint">{formatCount(x.lines)} lines</span></th>)}</tr>
          </thead>
          <tbody>
            {QUESTIONS.map((q, i) => (
              <tr key={q} className="border-t border-line align-top">
                <th scope="row" className="py-2 pr-4 text-left font-normal">{QUESTION_TEXT[q].title}{f.formats[0].answers[i] !== 'yes' && <span className="block text-xs text-soft">{QUESTION_TEXT[q].without}</span>}</th>
                {f.formats.map((x) => <td key={x.id} className="whitespace-nowrap py-2 pr-4"><Badge tone={SAYS[x.answers[i]].tone}>{SAYS[x.answers[i]].text}</Badge></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {f.errorLog && <p className="text-soft">The error log beside it names phase, instance and cause of failed attempts.</p>}
      {f.add.length === 0 && f.cannot.length === 0 && <p className="text-soft">Every question is answered. Nothing to add.</p>}
      {f.add.map((a) => (
        <div key={a.place + a.lines} className="flex min-w-0 flex-col gap-2">
          <p><span className="font-medium">{a.open.map((q) => QUESTION_TEXT[q].title).join(' ')}</span> <span className="text-soft">Add to {a.place}:</span></p>
          <CopyLines text={a.lines} label={`Copy the lines for ${a.place}`} />
          {a.note && <p className="text-xs text-soft">{a.note}</p>}
        </div>
      ))}
      {f.cannot.length > 0 && <ul className="flex flex-col gap-1 text-soft">{f.cannot.map((c) => <li key={c.question}><span className="text-ink">{QUESTION_TEXT[c.question].title}</span> {c.why}</li>)}</ul>}
    </section>
  );
}
