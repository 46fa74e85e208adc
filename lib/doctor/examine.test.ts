import { describe, expect, test } from 'vitest';
import { examine } from './examine';
import { QUESTIONS } from './questions';

const TIMED = '$remote_addr [$time_local] "$request" $status $request_time $upstream_addr $upstream_status $upstream_connect_time $upstream_header_time $upstream_response_time $request_id';

describe('the log doctor of a source', () => {
  test('a combined log: what it lacks, and one line that brings it', () => {
    const [nginx] = examine([{ id: 'nginx-combined', lines: 900 }], []);
    expect(Object.fromEntries(QUESTIONS.map((q, i) => [q, nginx.formats[0].answers[i]]))).toMatchObject({ duration: 'no', phase: 'no', instance: 'no', retries: 'no', client: 'yes', request: 'no', zone: 'yes' });
    expect(nginx.add[0].open).toEqual(['duration', 'phase', 'instance', 'retries', 'request']);
    expect(nginx.add[0].lines).toContain('log_format timing');
  });
  test('its error log beside it says phases of what failed', () => {
    const [nginx] = examine([{ id: 'nginx-combined', lines: 900 }, { id: 'nginx-error', lines: 9 }], []);
    expect(nginx.errorLog).toBe(true);
    expect(nginx.formats[0].answers[QUESTIONS.indexOf('phase')]).toBe('partly');
  });
  test('a layout of one’s own is examined by what it logs', () => {
    const [nginx] = examine([{ id: 'nginx-log-format', lines: 5 }], [TIMED]);
    expect(nginx.formats[0].answers).toEqual(QUESTIONS.map(() => 'yes'));
    expect(nginx.add).toEqual([]);
  });
  test('what no configuration can tell is said', () => {
    const [haproxy] = examine([{ id: 'haproxy-http', lines: 5 }], []);
    expect(haproxy.cannot.map((c) => c.question)).toEqual(['retries']);
    expect(haproxy.add.flatMap((a) => a.open)).toEqual(['request', 'zone']);
  });
  test('nothing known, nothing said', () => { expect(examine([{ id: 'gone', lines: 1 }], ['no layout'])).toEqual([]); });
});
