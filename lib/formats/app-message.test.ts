import { expect, test, vi } from 'vitest';
import type * as appMessage from './app-message';

const MESSAGES = [
  'Calling pricing timed out after 15 s', 'GET https://x1.example/y7?z=88 failed: ETIMEDOUT after 5001ms.', 'Post "http://pay.internal/charge/41": dial tcp 10.0.0.1:80: connect: connection refused', 'request to hotels-api failed, reason: connect ECONNREFUSED 10.0.0.4:8080',
  'pricing2 timed out after 3.5s', 'timeout of 2000ms exceeded', 'getaddrinfo ENOTFOUND db7.internal', "HTTPConnectionPool(host='rates4', port=8080): Max retries exceeded with url: /r?x=1 (Caused by ReadTimeoutError(\"Read timed out. (read timeout=10)\"))",
  'read tcp 10.0.0.1:51234->10.0.0.9:8080: read: connection reset by peer', 'Name or service not known (rates3:8080)', 'Failed to connect to rates9 port 80 after 3 ms: Connection refused', 'connection to [2001:db8::5]:8080 timed out',
  'tls: failed to verify certificate: x509: certificate has expired (see https://docs.example/12)', 'api.example could not be resolved (110: Operation timed out)', 'api.example could not be resolved (3: Host not found)', 'cache 17 refreshed in 15 ms', 'user 12 not found',
];
const otherDigits = (text: string): string => text.replace(/\d/g, (d) => String((Number(d) + 3) % 10));

const reader = async (): Promise<Pick<typeof appMessage, 'failedCall' | 'namesIn'>> => { vi.resetModules(); return import('./app-message'); };

test.each(MESSAGES)('with other digits it is read as if none like it had come before: %s', async (message) => {
  const fresh = await reader(), after = await reader(), other = otherDigits(message);
  after.failedCall(message); after.namesIn(message);
  expect(after.failedCall(other)).toEqual(fresh.failedCall(other));
  expect(after.namesIn(other)).toEqual(fresh.namesIn(other));
  expect(after.failedCall(message)).toEqual((await reader()).failedCall(message));
});

test('values are those of the message at hand', async () => {
  const { failedCall } = await reader();
  failedCall('GET http://rates:8080/r/1 failed: connect ETIMEDOUT 10.0.0.1:8080 after 5001ms');
  expect(failedCall('GET http://rates:8081/r/2 failed: connect ETIMEDOUT 10.0.0.2:8081 after 5002ms')).toMatchObject({ method: 'GET', url: 'http://rates:8081/r/2', addr: '10.0.0.2:8081', durationMs: 5002, words: 'connect ETIMEDOUT' });
});
