/** What the browser asks of the server about imports. Every refusal becomes an Error with the server's own sentence. */
export type ImportPlan = { source: string; zone: string | null; format: string | null; logFormats: string[] };
export type CreatedImport = { id: number; name: string };

/** Sends JSON and returns JSON. Throws an Error whose message can be shown. */
export async function ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, { method, signal, cache: 'no-store', ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Error('The server could not be reached. Is Hangtime still running?');
  }
  const said: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(typeof said === 'object' && said !== null && 'error' in said ? String(said.error) : `The server answered ${answer.status}.`);
  return said as T;
}

export async function createImports(uploads: string[], plan: ImportPlan): Promise<CreatedImport[]> {
  return (await ask<{ imports: CreatedImport[] }>('POST', '/api/imports', { uploads, ...plan })).imports;
}
