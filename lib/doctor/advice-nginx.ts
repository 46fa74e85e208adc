/** nginx and the gateways that are built on it. */
import type { GatewayAdvice } from './gateway-advice';

/** One layout answers everything; it is recognised by itself, and it can be pasted as well. */
const TIMING = ['$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"', ' rt=$request_time uct=$upstream_connect_time uht=$upstream_header_time urt=$upstream_response_time',
  ' ua=$upstream_addr us=$upstream_status ul=$upstream_response_length rid=$request_id host=$host'];
const ALL = ['duration', 'phase', 'instance', 'retries', 'client', 'request', 'zone'] as const;
const ERROR_LOG_NOTE = 'Drop the error log into the same source: each of its lines names the phase, the instance and the cause of one failed attempt.';
const timing = (id: string): string => TIMING.join('').replace('$request_id', id);

export const nginxAdvice: Record<string, GatewayAdvice> = {
  nginx: {
    title: 'nginx', cannot: {},
    advice: [
      { answers: ALL, place: '/etc/nginx/nginx.conf, inside http { … }', lines: `log_format timing ${TIMING.map((t) => `'${t}'`).join('\n                  ')};\naccess_log /var/log/nginx/access.log timing;`, layout: TIMING.join(''), note: 'Reload with “nginx -s reload”. Servers and locations with an access_log of their own need the word “timing” there, too.' },
      { answers: ['phase', 'client'], place: '/etc/nginx/nginx.conf, at the top', lines: 'error_log /var/log/nginx/error.log info;', note: `${ERROR_LOG_NOTE} Level info also tells when a client left.` },
    ],
  },
  'nginx-ingress': {
    title: 'ingress-nginx', cannot: {},
    advice: [{ answers: ALL, place: 'ConfigMap ingress-nginx-controller, under data:', lines: `log-format-upstream: '${timing('$req_id')} svc=$service_name'`, layout: `${timing('$req_id')} svc=$service_name`, note: 'The controller reloads by itself.' }],
  },
  apisix: {
    title: 'Apache APISIX', cannot: {},
    advice: [
      { answers: ALL, place: 'conf/config.yaml', lines: `nginx_config:\n  http:\n    access_log_format: '${timing('$request_id')}'\n    access_log_format_escape: default`, layout: timing('$request_id'), note: 'Logger plugins (http-logger, kafka-logger …) tell no phases: the access log does.' },
      { answers: ['phase'], place: 'logs/error.log', lines: 'nginx_config:\n  error_log_level: warn', note: ERROR_LOG_NOTE },
    ],
  },
  kong: {
    title: 'Kong', cannot: { zone: 'Kong’s file-log times are epoch milliseconds: no zone is needed once it is used.' },
    advice: [
      { answers: ['duration', 'instance', 'retries', 'client', 'zone'], place: 'kong.yml (declarative), or the same through the Admin API', lines: '_format_version: "3.0"\nplugins:\n  - name: file-log\n    config:\n      path: /var/log/kong/calls.log' },
      { answers: ['request'], place: 'kong.yml, beside file-log', lines: 'plugins:\n  - name: correlation-id\n    config:\n      header_name: X-Request-ID\n      generator: uuid\n      echo_downstream: true' },
      { answers: ['phase'], place: 'kong.conf', lines: 'proxy_error_log = /var/log/kong/error.log\nlog_level = notice', note: ERROR_LOG_NOTE },
    ],
  },
  apinto: {
    title: 'Apinto / APIPark', cannot: { phase: 'The gateway maps every upstream error to 504 and logs no phases. Set a timeout per service that differs from the others: durations then tell.', retries: 'Retries are logged only as proxy entries below a call.' },
    advice: [{
      answers: ['duration', 'instance', 'client', 'request', 'zone'], place: 'the output’s formatter (file, http or kafka log)',
      lines: '{\n  "fields": ["$msec", "$time_iso8601", "$request_id", "$remote_addr", "$request_method", "$request_uri", "$host", "$status", "$request_time", "$service", "$api", "@proxy"],\n  "proxy": ["$proxy_addr", "$proxy_status", "$response_time"]\n}',
    }],
  },
};
