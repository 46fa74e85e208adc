import Link from '@/components/ui/link';
import type { ReactNode } from 'react';
import { buttonLook } from '@/components/ui/button';
import type { Ask } from '@/lib/db/ask';
import { plural } from '@/lib/view/format-number';
import { viewHref } from '@/lib/view/state';
import { LookAgain } from './look-again';
import { SampleButton } from './sample-button';

/** What to drop, a line of words and one to look for in a configuration. */
const TAKES = [
  ['nginx', 'access.log as it is, better with the upstream times; error.log beside it tells connect, send and read apart.', 'log_format … $request_time "$upstream_addr" "$upstream_connect_time" "$upstream_header_time" "$upstream_response_time"'],
  ['HAProxy', 'The HTTP or TCP log with its timers and termination state.', 'option httplog'],
  ['Other gateways', 'Envoy and Istio, Kong, APISIX, Traefik, Caddy, Apache, IIS, ingress-nginx; the load balancers of AWS, Google, Azure and Cloudflare.', 'text or JSON, as they write it'],
  ['A log of your own', 'JSON lines, CSV, OpenTelemetry, application logs. What the fields mean is guessed, shown, and yours to change.', 'or paste your log-format, LogFormat, format string'],
] as const;

/** What a page shows before there are any calls: what to drop where, or one click to a sample. */
export function NoData({ ask: { standing, view, sources }, path, drop }: { ask: Ask; path: string; /** Where logs are dropped, on a page that takes them. */ drop?: ReactNode }) {
  const there = sources.some((s) => view.sources.includes(s.id));
  if (standing.running > 0) return (
    <div className={`mx-auto py-20 text-center ${drop ? 'max-w-4xl' : 'max-w-lg'}`}>
      <h2 role="status" className="text-lg font-semibold">{plural(standing.running, 'file is', 'files are')} being read</h2>
      <p className="mt-2 text-soft">The first charts appear as soon as the first calls are stored.</p>
      <p className="mt-6 flex justify-center gap-3"><Link href="/imports" className={buttonLook({ kind: 'primary' })}>Watch the import</Link><LookAgain /></p>
      {drop && <div className="mt-12 text-left">{drop}</div>}
    </div>
  );
  if (view.sources.length > 0) return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <h2 className="text-lg font-semibold">{there ? 'No calls of this source' : 'There is no such source'}</h2>
      <p className="mt-2 text-soft">{!there ? 'It was deleted with its imports and settings, or this link is from another Hangtime.' : standing.stored ? 'Lines were stored, but none of them is a call. The receipt of each import says how its lines were read.' : 'Nothing of it is stored so far.'}</p>
      <p className="mt-6 flex flex-wrap justify-center gap-3"><Link href={viewHref(path, view, { sources: [] })} className={buttonLook({ kind: 'primary' })}>Show all sources</Link><Link href="/imports" className={buttonLook()}>Imports</Link></p>
    </div>
  );
  return (
    <div className={`mx-auto flex flex-col gap-8 py-12 ${drop ? 'max-w-4xl' : 'max-w-2xl'}`}>
      <div className="text-center">
        <h2 className="text-2xl font-semibold tracking-tight">{standing.stored ? 'No calls in what was imported' : 'Drop a gateway log, see where calls hang'}</h2>
        <p className="mx-auto mt-2 max-w-xl text-soft">{standing.stored ? 'Lines were stored, but none of them is a call. The receipt of each import says how its lines were read.' : 'Hangtime reads access and error logs on this machine and shows where calls wait, time out and fail, since when, in which phase and on which instance.'}</p>
        {drop && <div className="mt-6 text-left">{drop}</div>}
        <p className="mt-6 flex flex-wrap items-start justify-center gap-3"><SampleButton kind={drop ? 'plain' : 'primary'} />{!drop && <Link href="/imports" className={buttonLook()}>Import a log</Link>}</p>
        <p className="mt-3 text-xs text-faint">The sample: a travel site whose flight search times out at the gateway, because what is behind it is slower than the gateway waits.</p>
      </div>
      <div className="grid gap-px overflow-hidden rounded-panel border border-line bg-line sm:grid-cols-2">
        {TAKES.map(([name, text, code]) => (
          <div key={name} className="bg-panel p-5"><h3 className="font-semibold">{name}</h3><p className="mt-1 text-soft">{text}</p><p className="mt-2 font-mono text-xs leading-relaxed text-faint">{code}</p></div>
        ))}
      </div>
      <p className="text-center text-sm text-soft">Or from a shell: <code className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">node bin/hangtime.mjs import access.log error.log.gz</code></p>
    </div>
  );
}
