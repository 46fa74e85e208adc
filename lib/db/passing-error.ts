/** True for what passes by itself: Postgres starting, stopping, out of connections or of disk. */
export function isPassing(error: unknown): boolean {
  const e = error as { code?: string; message?: string };
  return /^(08|53|57)/.test(e.code ?? '') || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/.test(e.code ?? '') || ['40001', '40P01', '55P03'].includes(e.code ?? '') || /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|not queryable|connection is closed/i.test(e.message ?? '');
}
