/** Proxies with logs of their own kind. */
import type { GatewayAdvice } from './gateway-advice';

const HAPROXY = '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r';
const ENVOY_JSON = `json_format:
  start_time: "%START_TIME%"
  method: "%REQ(:METHOD)%"
  path: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"
  authority: "%REQ(:AUTHORITY)%"
  response_code: "%RESPONSE_CODE%"
  response_flags: "%RESPONSE_FLAGS%"
  response_code_details: "%RESPONSE_CODE_DETAILS%"
  connection_termination_details: "%CONNECTION_TERMINATION_DETAILS%"
  upstream_transport_failure_reason: "%UPSTREAM_TRANSPORT_FAILURE_REASON%"
  duration: "%DURATION%"
  upstream_service_time: "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
  upstream_host: "%UPSTREAM_HOST%"
  upstream_cluster: "%UPSTREAM_CLUSTER%"
  upstream_request_attempt_count: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%"
  route_name: "%ROUTE_NAME%"
  bytes_received: "%BYTES_RECEIVED%"
  bytes_sent: "%BYTES_SENT%"
  downstream_remote_address: "%DOWNSTREAM_REMOTE_ADDRESS%"
  request_id: "%REQ(X-REQUEST-ID)%"`;
const indent = (text: string, by: number): string => text.split('\n').map((l) => ' '.repeat(by) + l).join('\n');
const envoyCannot = { retries: 'Envoy logs one line a call and counts the attempts; which hosts they went to is not in it.', phase: 'Envoy names the cause in its flags and details (UF, UT, connection_timeout …): failed calls have their phase, ordinary ones no connect time.' };

export const proxyAdvice: Record<string, GatewayAdvice> = {
  haproxy: {
    title: 'HAProxy', cannot: { retries: 'HAProxy logs the last server only and counts the tries before it.' },
    advice: [
      { answers: ['duration', 'phase', 'instance', 'client'], place: '/etc/haproxy/haproxy.cfg, in defaults or the frontend', lines: 'mode http\noption httplog', note: 'Add “option abortonclose”, or a client that leaves is logged as a server timeout.' },
      { answers: ['request'], place: '/etc/haproxy/haproxy.cfg, in the frontend', lines: 'unique-id-format %[uuid()]\nhttp-request set-header X-Request-ID %[unique-id] unless { req.hdr(X-Request-ID) -m found }\nhttp-request capture req.hdr(X-Request-ID) len 64' },
      { answers: ['zone'], place: '/etc/haproxy/haproxy.cfg, in the frontend', lines: `log-format "${HAPROXY.replace('%tr', '%trl')}"`, layout: HAPROXY.replace('%tr', '%trl'), note: 'Or let rsyslog write full times: $ActionFileDefaultTemplate RSYSLOG_FileFormat in /etc/rsyslog.conf.' },
    ],
  },
  envoy: {
    title: 'Envoy', cannot: envoyCannot,
    advice: [{ answers: ['duration', 'instance', 'client', 'request', 'zone'], place: 'envoy.yaml, access_log of the HttpConnectionManager', lines: `access_log:\n- name: envoy.access_loggers.file\n  typed_config:\n    "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog\n    path: /dev/stdout\n    log_format:\n${indent(ENVOY_JSON, 6)}` }],
  },
  istio: {
    title: 'Istio', cannot: envoyCannot,
    advice: [{ answers: ['duration', 'instance', 'client', 'request', 'zone'], place: 'IstioOperator or the istio ConfigMap, meshConfig:', lines: 'meshConfig:\n  accessLogFile: /dev/stdout\n  accessLogEncoding: JSON' }],
  },
  traefik: {
    title: 'Traefik', cannot: { phase: 'Traefik answers 504 to a connect and to a header timeout alike. Set different dialTimeout and responseHeaderTimeout in serversTransport and enter them above as limits: durations then tell.', retries: 'Traefik counts retries and logs the last server only.' },
    advice: [{ answers: ['duration', 'instance', 'client', 'request', 'zone', 'retries'], place: 'traefik.yml', lines: 'accessLog:\n  filePath: /var/log/traefik/access.log\n  format: json\n  fields:\n    headers:\n      names:\n        X-Request-Id: keep' }],
  },
  caddy: {
    title: 'Caddy', cannot: { retries: 'Caddy logs one line a call. Its debug log names each attempt.', phase: 'Caddy’s error log names the phase of failed calls (dial tcp …, timeout awaiting response headers): it stands in the same log.' },
    advice: [
      { answers: ['duration', 'client', 'zone'], place: 'Caddyfile, in the site', lines: 'log {\n\toutput file /var/log/caddy/access.log\n\tformat json\n}' },
      { answers: ['request', 'instance'], place: 'Caddyfile, in the site (Caddy 2.8 or later)', lines: 'request_header X-Request-Id {http.request.uuid}\nlog_append request_id {http.request.uuid}\nlog_append upstream {http.reverse_proxy.upstream.hostport}' },
    ],
  },
  apache: {
    title: 'Apache httpd', cannot: { phase: 'Only the error log names phases: AH00957 is connect, AH01102 and AH01075 are read. Drop it into the same source.', retries: 'mod_proxy_balancer logs each failed try in the error log; the access log has the last worker only.' },
    advice: [
      { answers: ['duration', 'client', 'instance', 'request', 'zone'], place: 'httpd.conf (needs mod_unique_id for the request id)', lines: String.raw`LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" us=%D conn=%X worker=%{BALANCER_WORKER_NAME}e id=%{UNIQUE_ID}e" timing` + '\nCustomLog logs/access_log timing', layout: String.raw`LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" us=%D conn=%X worker=%{BALANCER_WORKER_NAME}e id=%{UNIQUE_ID}e" timing`, note: 'Paste the LogFormat line above as the source’s own layout.' },
      { answers: ['phase', 'retries'], place: 'httpd.conf', lines: 'ErrorLog logs/error_log\nLogLevel warn proxy:error proxy_http:error', note: 'Then drop the error log into this source.' },
    ],
  },
};
