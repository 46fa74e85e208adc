/** `npm run conformance`: reads published lines of many gateways and compares with what is expected of each. I/O only; see lib/formats/conformance.ts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compare, LineReader, type Expectation } from '../lib/formats/conformance';
import { FORMATS } from '../lib/formats/registry';
import { DEFAULT_SETTINGS } from '../lib/ingest/settings';

/** Share of a format's lines that must be right in every key. */
const FLOOR = 0.98;
/** Folder of the corpus → the formats that read it. Folders whose formats are not built are listed as such. */
const READ_BY: Record<string, string> = {
  apache_access: 'apache-access', apache_error: 'apache-error', apinto_json: 'apinto-json', apisix_access_text: 'apisix-access', apisix_http_logger_json: 'apisix-json',
  aws_alb: 'aws-alb', aws_apigw_json: 'aws-api-gateway', aws_clb: 'aws-clb', azure_appgw_json: 'azure-app-gateway', caddy_json: 'caddy-json', cloudflare_logpush: 'cloudflare',
  envoy_json: 'envoy-json', envoy_text: 'envoy-text', gcp_lb_json: 'gcp-lb', generic_ndjson: 'ndjson', haproxy_http: 'haproxy-http', haproxy_tcp: 'haproxy-tcp',
  iis_w3c: 'iis-w3c', iis_w3c_headerless: 'iis-w3c', istio_text: 'istio-text', istio_text_legacy: 'istio-text', kong_json: 'kong-json', nginx_combined: 'nginx-combined',
  nginx_combined_variants: 'nginx-combined', nginx_error: 'nginx-error', nginx_ingress: 'nginx-ingress', nginx_json: 'nginx-json', nginx_upstream_text: 'nginx-upstream',
  otlp_json: 'otlp', traefik_clf: 'traefik-clf', traefik_json: 'traefik-json',
};

/** Differences that no parser of single lines can avoid, each with its reason. They are printed, and do not count against the format. */
const EXPLAINED: { folder: string; key: string; format: string; why: string }[] = [
  { folder: 'apache_access', key: 'timestamp_kind', format: 'nginx-combined', why: 'a plain combined line does not say who wrote it; as nginx\'s its time is the end (choose Apache combined for the source)' },
];

/**
 * @param args one optional folder; else HANGTIME_CORPUS, else ../shared/formats/corpus beside the project.
 * @returns 0 when every built format meets the floor or the lines are not there, 1 otherwise.
 */
export function runConformance(args: string[], root: string): number {
  const dir = args[0] ?? process.env.HANGTIME_CORPUS ?? path.join(root, '..', 'shared', 'formats', 'corpus');
  if (!existsSync(dir)) { process.stdout.write(`conformance: skipped, no lines at ${dir}\n`); return 0; }
  let failed = 0;
  const later: string[] = [];
  for (const name of readdirSync(dir).sort()) {
    const sample = path.join(dir, name, 'sample.log');
    if (!existsSync(sample)) continue;
    if (!FORMATS.some((f) => f.id === READ_BY[name])) { later.push(name); continue; }
    const lines = readFileSync(sample, 'latin1').split('\n'), reader = new LineReader(DEFAULT_SETTINGS);
    const expected = JSON.parse(readFileSync(path.join(dir, name, 'expected.json'), 'utf8')) as Expectation[];
    let right = 0;
    for (const e of expected) {
      const read = reader.read(Buffer.from((lines[e.line - 1] ?? '').replace(/\r$/, ''), 'latin1'));
      const found = compare(e, read?.record ?? null, read?.records).filter((d) => {
        const known = EXPLAINED.find((x) => x.folder === name && x.key === d.key && x.format === read?.record.format);
        if (known) process.stdout.write(`  ${name} line ${e.line}: explained: ${d.key} expected ${JSON.stringify(d.expected)}, got ${JSON.stringify(d.got)}: ${known.why}\n`);
        return known === undefined;
      });
      if (found.length === 0) { right++; continue; }
      for (const d of found) process.stdout.write(`  ${name} line ${e.line}: ${d.key} expected ${JSON.stringify(d.expected)}, got ${JSON.stringify(d.got)}\n`);
    }
    const ok = right >= expected.length * FLOOR;
    if (!ok) failed++;
    process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${right} of ${expected.length} lines right\n`);
  }
  if (later.length > 0) process.stdout.write(`not built yet: ${later.join(', ')}\n`);
  return failed > 0 ? 1 : 0;
}
