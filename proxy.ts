/**
 * In front of the pages: refuses foreign host names (DNS rebinding) and gives every page a content security policy with a nonce of its own.
 * It must never cover the API: a proxy cuts request bodies at 10 MiB. The API routes guard themselves (lib/access/request.ts).
 */
import { NextResponse, type NextRequest } from 'next/server';
import { hostAllowed } from './lib/access/request';

export function proxy(request: NextRequest): NextResponse {
  if (!hostAllowed(request.headers.get('host'))) return new NextResponse('This host name is not served. Name it in HANGTIME_ALLOWED_HOSTS if it is yours.\n', { status: 421, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  const dev = process.env.NODE_ENV === 'development', nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = [
    "default-src 'self'", `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`, "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self'",
    `connect-src 'self'${dev ? ' ws: wss:' : ''}`, "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
  ].join('; ');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce); headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff'); response.headers.set('x-frame-options', 'DENY');
  response.headers.set('referrer-policy', 'same-origin'); response.headers.set('cross-origin-opener-policy', 'same-origin');
  return response;
}

export const config = { matcher: [{ source: '/((?!api/|_next/static|_next/image|icon.svg|favicon.ico).*)' }] };
