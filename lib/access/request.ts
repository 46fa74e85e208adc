/**
 * What every API route asks of a request before it answers.
 *
 * Hangtime listens on the user's own machine, so any web page that they have open could try to reach it:
 * - by DNS rebinding: a foreign name that resolves to 127.0.0.1. The Host header still carries that name, so only known hosts are served;
 * - by a cross-site form or fetch: the browser says where it comes from (Origin, Sec-Fetch-Site), so only the same origin may change anything.
 */
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];
/** An address is no name, so no foreign DNS can have pointed it here. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

const plain = (host: string): string => host.trim().toLowerCase().replace(/:\d+$/, '');

/** Host names that are served: this machine's, HOST, and HANGTIME_ALLOWED_HOSTS (comma separated; "*" is any). */
function allowedHosts(env: Record<string, string | undefined>): Set<string> {
  const more = [env.HOST ?? '', ...(env.HANGTIME_ALLOWED_HOSTS ?? '').split(',')].map(plain).filter((h) => h !== '' && h !== '0.0.0.0' && h !== '::');
  return new Set([...LOCAL, ...more]);
}

/** Whether a request with this Host header may be answered at all. */
export function hostAllowed(host: string | null, env: Record<string, string | undefined> = process.env): boolean {
  if (host === null) return false;
  const name = plain(host), hosts = allowedHosts(env);
  return ADDRESS.test(name) || hosts.has('*') || hosts.has(name);
}

const refusal = (status: number, message: string): Response => Response.json({ error: message }, { status, headers: { 'cache-control': 'no-store' } });
const foreignHost = (): Response => refusal(421, 'This host name is not served. Name it in HANGTIME_ALLOWED_HOSTS if it is yours.');

/** For routes that read: a refusal, or null when the request may go on. */
export function guardRead(request: Request): Response | null {
  if (!hostAllowed(request.headers.get('host'))) return foreignHost();
  const site = request.headers.get('sec-fetch-site');
  // A typed address or a download from a bookmark is "none"; programs send nothing.
  return site === null || site === 'same-origin' || site === 'none' || request.headers.get('sec-fetch-mode') === 'navigate' ? null : refusal(403, 'Requests from other sites are not answered.');
}

/** For routes that change something: a refusal, or null when the request may go on. Programs without an Origin (the command line, curl) may. */
export function guardMutation(request: Request): Response | null {
  const host = request.headers.get('host');
  if (!hostAllowed(host)) return foreignHost();
  const site = request.headers.get('sec-fetch-site'), origin = request.headers.get('origin');
  if (site !== null && site !== 'same-origin' && site !== 'none') return refusal(403, 'Changes from other sites are refused.');
  if (origin === null) return null;
  try {
    if (new URL(origin).host === host!.trim().toLowerCase()) return null;
  } catch { /* "null" and other things that are no origin */ }
  return refusal(403, 'Changes from other sites are refused.');
}
