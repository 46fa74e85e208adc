import { Frame } from '@/components/panels/frame';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Finding } from '@/lib/doctor/examine';
import { QUESTION_TEXT, QUESTIONS, type Answer } from '@/lib/doctor/questions';
import { plural } from '@/lib/view/format-number';
import { CopyLines } from './copy-lines';

const SAYS: Record<Answer, { tone: Tone; sign: string }> = { yes: { tone: 'better', sign: '✓' }, partly: { tone: 'timeout', sign: '◐' }, no: { tone: 'worse', sign: '✕' } };

/** Which questions a source's logs can answer, and the line of configuration that answers the rest. */
export function LogDoctor({ findings }: { findings: readonly Finding[] }) {
  return (
    <Frame title="Log doctor" sub="What these logs can tell about a slow or failed call, and what to add to the gateway where they cannot">
      {findings.length === 0 ? <p className="text-soft">Nothing to examine yet: no access line of this source was read.</p>
        : findings.length === 1 ? <GatewayFinding finding={findings[0]} />
        : <div className="flex flex-col divide-y divide-line">{findings.map((f) => <details key={f.gateway} className="py-2.5 first:pt-0 last:pb-0"><summary className="w-fit"><Summary finding={f} /></summary><div className="pb-3 pt-3"><GatewayFinding finding={f} /></div></details>)}</div>}
    </Frame>
  );
}

/** One of several gateways, closed: how much of it is open. */
function Summary({ finding: f }: { finding: Finding }) {
  const answers = f.formats[0].answers, n = (a: Answer): number => answers.filter((x) => x === a).length;
  return (
    <span className="inline-flex max-w-[calc(100%-1.5rem)] flex-wrap items-center gap-x-3 gap-y-1 align-top">
      <span className="font-medium">{f.gateway}</span><span className="text-xs text-faint">{plural(f.formats.reduce((sum, x) => sum + x.lines, 0), 'line')}</span>
      <span className="flex gap-1.5">{(['yes', 'partly', 'no'] as const).filter((a) => n(a) > 0).map((a) => <Badge key={a} tone={SAYS[a].tone}>{SAYS[a].sign} {n(a)} {a}</Badge>)}</span>
    </span>
  );
}

function GatewayFinding({ finding: f }: { finding: Finding }) {
  const open = f.formats[0].answers.filter((a) => a !== 'yes').length;
  return (
    <section aria-label={f.gateway} className="flex min-w-0 flex-col gap-5">
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`Questions that logs of ${f.gateway} answer`}>
        <table className="w-full max-w-3xl">
          <thead className="text-left text-xs text-soft">
            <tr><th scope="col" className="pb-1 pr-4 font-medium">{f.gateway}</th>{f.formats.map((x) => <th key={x.id} scope="col" className="w-32 pb-1 pr-4 align-top font-medium sm:w-40">{x.title}<span className="block font-normal text-faint">{plural(x.lines, 'line')}</span></th>)}</tr>
          </thead>
          <tbody>
            {QUESTIONS.map((q, i) => (
              <tr key={q} className="border-t border-line align-top">
                <th scope="row" className="py-2 pr-4 text-left font-normal">{QUESTION_TEXT[q].title}{f.formats[0].answers[i] === 'no' && <span className="block text-xs text-soft">{QUESTION_TEXT[q].without}</span>}</th>
                {f.formats.map((x) => <td key={x.id} className="whitespace-nowrap py-2 pr-4"><Badge tone={SAYS[x.answers[i]].tone}>{SAYS[x.answers[i]].sign} {x.answers[i]}</Badge></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {f.errorLog && <p className="text-soft">The error log beside it names phase, instance and cause of failed attempts.</p>}
      {f.add.length === 0 && f.cannot.length === 0 && <p className="text-soft">{open === 0 ? 'Every question is answered. Nothing to add.' : 'Nothing is known that could be added.'}</p>}
      {f.add.map((a) => (
        <div key={a.place + a.lines} className="flex min-w-0 flex-col gap-2">
          <div>
            <p className="font-medium">Add to {a.place}:</p>
            <p className="text-xs text-soft">{a.open.length > 1 && a.open.length === open ? 'It answers everything that is open.' : `It answers: ${a.open.map((q) => QUESTION_TEXT[q].title).join(' ')}`}</p>
          </div>
          <CopyLines text={a.lines} label={`Copy the lines for ${a.place}`} />
          {a.note && <p className="text-xs text-soft">{a.note}</p>}
        </div>
      ))}
      {f.cannot.length > 0 && <ul className="flex flex-col gap-1 text-soft">{f.cannot.map((c) => <li key={c.question}><span className="text-ink">{QUESTION_TEXT[c.question].title}</span> {c.why}</li>)}</ul>}
    </section>
  );
}
