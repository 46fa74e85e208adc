/** A call of a made-up world, before it is written in some gateway's words. Times in ms; null = that phase was not reached. */
export type WorldTry = { addr: string; connectMs: number | null; headerMs: number | null; totalMs: number; status: number | null; bytes: number; failure: string | null };

export type WorldCall = {
  start: number; end: number; client: string; host: string; method: string; target: string; referer: string; agent: string; requestId: string;
  status: number; bytes: number; tries: WorldTry[];
  /** The class that the call must get when access and error log are read together; null = it ended well. */
  failure: string | null;
};
