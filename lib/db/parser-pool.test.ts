import { expect, it } from 'vitest';
import { ParserPool } from './parser-pool';

it('refuses a job that cannot be sent to a thread, and waits for it no more', async () => {
  const pool = new ParserPool(new URL('data:text/javascript,setInterval(() => {}, 1000)'), 1);
  try {
    const job = { id: 1, owner: 1, bytes: Buffer.allocUnsafeSlow(1), offset: 0, length: 1, preamble: (() => 0) as never, keep: true };
    await expect(pool.fold(job)).rejects.toThrow('could not be cloned');
    await pool.idle();
  } finally { await pool.close(); }
});
