/** A Caddy with short limits: a path a case. A second site writes its log with an encoder of its own. */
export type Proxied = {
  /** "refused": the path is "/refused". */
  name: string;
  to: string[];
  https?: boolean;
};

export const LIMITS = { connectMs: 500, sendMs: 1000, readMs: 1000 };
/** What stands in the second site, and is pasted. */
export const ENCODER = `format filter {
      wrap json {
        time_key @timestamp
        message_key message
        time_format rfc3339_nano
        duration_format string
      }
      fields {
        request>uri rename target
        request>headers delete
      }
    }`;

export function caddyConfig(dir: string, port: number, otherPort: number, proxied: Proxied[], good: string): string {
  const handle = (p: Proxied): string => `  handle /${p.name} {
    reverse_proxy ${p.to.map((a) => (p.https ? 'https://' : 'http://') + a).join(' ')} {
      lb_policy first${p.to.length > 1 ? '\n      lb_try_duration 3s\n      lb_try_interval 20ms\n      fail_duration 10s' : ''}
      transport http {
        dial_timeout ${LIMITS.connectMs}ms
        response_header_timeout ${LIMITS.readMs}ms
        read_timeout 1500ms
        write_timeout ${LIMITS.sendMs}ms${p.https ? '\n        tls_insecure_skip_verify\n        tls_timeout 700ms' : ''}
      }
    }
  }`;
  return `{
  admin off
  auto_https off
  log {
    output file ${dir}/default.log
  }
}
http://:${port} {
  bind 127.0.0.1
  log {
    output file ${dir}/access.log
  }
${proxied.map(handle).join('\n')}
}
http://:${otherPort} {
  bind 127.0.0.1
  log {
    output file ${dir}/other.log
    ${ENCODER}
  }
  reverse_proxy http://${good}
}
`;
}
