import { guardRead } from '@/lib/access/request';
import { askOf } from '@/lib/db/ask';
import { exportCalls } from '@/lib/db/calls-export';
import { callFilter, callNames } from '@/lib/db/calls-names';
import { searchCalls } from '@/lib/db/calls-search';
import { onlyNotable } from '@/lib/view/call-filter';
import { exportName } from '@/lib/view/export-name';
import { parseKey, type CallsMessage } from '@/lib/view/call-row';

export const dynamic = 'force-dynamic';
const PAGE = 100, MOST = 1000;
/** A search that finds little pauses after this long; the page offers to go on. */
const BUDGET_MS = 20_000;

/**
 * The calls of a view as NDJSON (CallsMessage a line) while they are found: `after` goes on from a cursor, `limit` is the page.
 * `format` csv or json gives the same list as a file. A client that goes away ends the search.
 */
export async function GET(request: Request): Promise<Response> {
  const refused = guardRead(request);
  if (refused) return refused;
  const params = Object.fromEntries(new URL(request.url).searchParams), ask = await askOf(params), { viewer, view } = ask;
  const names = await callNames(viewer, view.sources.length ? view.sources : null), filter = callFilter(view, ask.time.range, names);
  const slowest = view.sort === 'slowest' && onlyNotable(filter);
  const gone = new AbortController();
  request.signal.addEventListener('abort', () => gone.abort(), { once: true });

  if (params.format === 'csv' || params.format === 'json') {
    const file = exportCalls(viewer, filter, names, { format: params.format, zone: view.zone, slowest, signal: gone.signal });
    return stream(file, gone, { 'Content-Type': params.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8', 'Content-Disposition': `attachment; filename="${exportName('calls', ask.time.range, params.format)}"` });
  }
  const limit = Math.min(MOST, Math.max(1, Number.parseInt(params.limit ?? '', 10) || PAGE));
  const messages = searchCalls(viewer, filter, names, { limit, after: parseKey(params.after ?? null), slowest, signal: gone.signal, budgetMs: BUDGET_MS });
  return stream(lines(messages, gone.signal), gone, { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'X-Accel-Buffering': 'no' });
}

/** Once the answer has begun, a failure can only be told inside it. */
async function* lines(messages: AsyncGenerator<CallsMessage>, signal: AbortSignal): AsyncGenerator<string> {
  try {
    for await (const m of messages) yield JSON.stringify(m) + '\n';
  } catch (e) {
    if (signal.aborted) return;
    console.error('The search of calls failed:', e);
    yield JSON.stringify({ type: 'error', message: 'The search failed on the server; its log says why.' } satisfies CallsMessage) + '\n';
  }
}

/** Pulls only as fast as the client reads. */
function stream(text: AsyncGenerator<string>, gone: AbortController, headers: Record<string, string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(c) {
      try {
        const { done, value } = await text.next();
        if (done) c.close(); else c.enqueue(encoder.encode(value));
      } catch (e) { c.error(e); }
    },
    async cancel() { gone.abort(); await text.return(undefined); },
  });
  return new Response(body, { headers: { ...headers, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } });
}
