/** A gateway with short limits: one location a case, one upstream block a location that has several instances. */
export type Location = {
  /** "/refused" */
  path: string;
  /** Addresses: more than one makes an upstream block. */
  to?: string[];
  scheme?: 'http' | 'https';
  /** Further directives of the location; with them and without `to` it proxies nothing by itself. */
  more?: string;
  /** Options of each server of the block. */
  server?: string;
};

export const LIMITS = { connectMs: 500, sendMs: 900, readMs: 1500 };

export const TIMING = `'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" ua="$upstream_addr" us="$upstream_status" ulen="$upstream_response_length" rid="$request_id"'`;
const JSON_FORMAT = `'{"time":"$time_iso8601","remote_addr":"$remote_addr","request_method":"$request_method","request_uri":"$request_uri","status":$status,"request_time":$request_time,"upstream_addr":"$upstream_addr","upstream_status":"$upstream_status","upstream_connect_time":"$upstream_connect_time","upstream_header_time":"$upstream_header_time","upstream_response_time":"$upstream_response_time","request_id":"$request_id"}'`;

export function nginxConfig(dir: string, port: number, locations: Location[], more = ''): string {
  const block = (l: Location): string => `upstream ${name(l)} { ${l.to!.map((a) => `server ${a} ${l.server ?? 'max_fails=0'};`).join(' ')} }`;
  const place = (l: Location): string => {
    const pass = l.to === undefined ? '' : `proxy_pass ${l.scheme ?? 'http'}://${l.to.length > 1 ? name(l) : l.to[0].startsWith('unix:') ? `${l.to[0]}:` : l.to[0]};`;
    return `location ${l.path.startsWith('@') ? l.path : `= ${l.path}`} { ${pass} ${l.more ?? ''} }`;
  };
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user} daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log info;
events { worker_connections 256; }
http {
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((t) => `${t}_temp_path ${dir}/${t};`).join(' ')}
  log_format timing ${TIMING};
  log_format as_json escape=json ${JSON_FORMAT};
  access_log ${dir}/timing.log timing; access_log ${dir}/json.log as_json; access_log ${dir}/combined.log combined;
  limit_req_zone $server_name zone=one:1m rate=1r/m;
  proxy_connect_timeout ${LIMITS.connectMs}ms; proxy_send_timeout ${LIMITS.sendMs}ms; proxy_read_timeout ${LIMITS.readMs}ms;
  client_header_timeout 500ms; client_body_timeout 500ms; send_timeout 500ms; lingering_close off; reset_timedout_connection on;
  proxy_http_version 1.1; proxy_max_temp_file_size 0; client_max_body_size 64m; proxy_request_buffering off;
  ${locations.filter((l) => (l.to?.length ?? 0) > 1).map(block).join('\n  ')}
  ${more}
  server {
    listen 127.0.0.1:${port}; server_name shop.test;
    ${locations.map(place).join('\n    ')}
  }
}`;
}

const name = (l: Location): string => l.path.replace(/\W+/g, '_').replace(/^_/, 'group_');
