'use client';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { CallsMessage } from '@/lib/view/call-row';
import { readNdjson } from './ndjson';
import { EMPTY_STREAM, streamReducer, type StreamState } from './stream-state';

/**
 * Runs the search of a query string ("?from=…") and goes on when asked. The first page starts by itself. Leaving the page or calling
 * `stop` ends the request, and with it the search on the server.
 */
export function useCallStream(query: string): StreamState & { more: () => void; stop: () => void } {
  const [state, send] = useReducer(streamReducer, EMPTY_STREAM), running = useRef<AbortController | null>(null);

  const start = useCallback(async (cursor: string | null): Promise<void> => {
    running.current?.abort();
    const abort = (running.current = new AbortController()), mine = () => running.current === abort;
    send({ type: 'start' });
    try {
      const params = new URLSearchParams(query);
      if (cursor !== null) params.set('after', cursor);
      const answer = await fetch('/api/calls?' + params, { signal: abort.signal, cache: 'no-store' });
      if (!answer.ok || !answer.body) throw new Error(`The server answered ${answer.status}.`);
      let ended = false;
      for await (const messages of readNdjson<CallsMessage>(answer.body)) {
        if (!mine()) return;
        ended ||= messages.some((m) => m.type === 'end' || m.type === 'error');
        send({ type: 'messages', messages });
      }
      if (!ended && mine()) throw new Error('The connection broke off.');
    } catch (e) {
      if (mine() && !abort.signal.aborted) send({ type: 'fail', message: e instanceof TypeError ? 'The server could not be reached.' : (e as Error).message });
    }
  }, [query]);

  useEffect(() => { void start(null); return () => { running.current?.abort(); running.current = null; }; }, [start]);

  const { cursor, running: busy } = state;
  return {
    ...state,
    more: useCallback(() => { if (!busy) void start(cursor); }, [busy, cursor, start]),
    stop: useCallback(() => { running.current?.abort(); running.current = null; send({ type: 'stop' }); }, []),
  };
}
