/** How the import and source routes read bodies and answer: JSON both ways, one sentence when something is refused. */
import type { z } from 'zod';

const MAX_BODY = 1024 * 1024;

/** A refusal with a sentence for the user. */
export const refuse = (status: number, error: string): Response => Response.json({ error }, { status, headers: { 'Cache-Control': 'no-store' } });
export const answer = (body: unknown, status = 200): Response => Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } });

/** Reads a JSON body of at most 1 MiB and checks it. The answer is the body, or the refusal to send. */
export async function readBody<T>(req: Request, schema: z.ZodType<T>): Promise<{ body: T } | { refusal: Response }> {
  if (Number(req.headers.get('content-length') ?? 0) > MAX_BODY) return { refusal: refuse(413, 'The request is too large.') };
  let json: unknown;
  try {
    const text = await req.text();
    if (text.length > MAX_BODY) return { refusal: refuse(413, 'The request is too large.') };
    json = JSON.parse(text);
  } catch { return { refusal: refuse(400, 'The request is not JSON.') }; }
  const read = schema.safeParse(json);
  if (read.success) return { body: read.data };
  const [issue] = read.error.issues;
  // Sentences of our own speak for themselves; the library's need the name of the field.
  return { refusal: refuse(400, issue.message.endsWith('.') || issue.code === 'custom' ? issue.message : `${issue.path.join('.') || 'body'}: ${issue.message}`) };
}

/** A row id out of a path segment; null when it is none. */
export const rowId = (text: string): number | null => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null);
