/** GET /api/panels/<panel>.csv and .json with the query string of a page: exactly what the panel shows. */
import { stringify } from 'csv-stringify/sync';
import { guardRead } from '@/lib/access/request';
import { askOf } from '@/lib/db/ask';
import { freeze } from '@/lib/view/time';
import { exportName } from '@/lib/view/export-name';
import { viewQuery } from '@/lib/view/state';
import { panels } from './panels';

export const dynamic = 'force-dynamic';

export async function GET(request: Request, { params }: { params: Promise<{ panel: string }> }): Promise<Response> {
  const refused = guardRead(request);
  if (refused) return refused;
  const name = /^([a-z0-9-]+)\.(csv|json)$/.exec((await params).panel), rowsOf = name && Object.hasOwn(panels, name[1]) ? panels[name[1]] : undefined;
  if (!name || !rowsOf) return Response.json({ error: `There is no such export. Panels: ${Object.keys(panels).join(', ')}; endings: .csv, .json.` }, { status: 404 });
  const [, panel, ending] = name, ask = await askOf(Object.fromEntries(new URL(request.url).searchParams)), rows = await rowsOf(ask), { range } = ask.time;
  const headers = { 'content-disposition': `attachment; filename="${exportName(panel, range, ending)}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  if (ending === 'json') {
    return Response.json({ panel, from: ask.time.frozen.from, to: ask.time.frozen.to, bucket_seconds: range.bucketSec, view: viewQuery(freeze(ask.view, ask.time)), rows }, { headers });
  }
  // Names come from logs: a cell that a spreadsheet would run as a formula is escaped.
  const columns = rows.length ? Object.keys(rows[0]) : [];
  return new Response(stringify(rows, { header: columns.length > 0, columns, escape_formulas: true, cast: { boolean: String }, record_delimiter: '\r\n' }), { headers: { ...headers, 'content-type': 'text/csv; charset=utf-8' } });
}
