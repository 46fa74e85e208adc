/** Whether a pasted layout compiles, asked while it is typed. */
import { z } from 'zod';
import { guardRead } from '@/lib/access/request';
import { compileLayout } from '@/lib/formats/layout';
import type { LayoutCheck } from '@/lib/view/preview';
import { answer, readBody } from '../../imports/answer';

export const dynamic = 'force-dynamic';
const bodySchema = z.strictObject({ texts: z.array(z.string().max(8192)).max(20) });

/** Changes nothing; a POST because a layout can be longer than an address may be. */
export async function POST(req: Request): Promise<Response> {
  const refusal = guardRead(req);
  if (refusal) return refusal;
  const read = await readBody(req, bodySchema);
  if ('refusal' in read) return read.refusal;
  const checks: LayoutCheck[] = read.body.texts.map((text) => {
    const made = compileLayout(text);
    return made.ok ? { ok: true, title: made.format.title, variables: made.variables, skipped: made.skipped } : { ok: false, message: made.message, at: made.at };
  });
  return answer({ checks });
}
