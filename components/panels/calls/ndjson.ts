/** Newline-delimited JSON from a stream, as it comes: an array for every network chunk that ended at least one line. Throws on a broken line. */
export async function* readNdjson<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<T[]> {
  const reader = body.getReader(), decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split('\n');
      rest = done ? '' : lines.pop()!;
      const messages = lines.filter((l) => l !== '').map((l) => JSON.parse(l) as T);
      if (messages.length) yield messages;
      if (done) return;
    }
  } finally { reader.cancel().catch(() => undefined); }
}
