/**
 * What decides how a source's bytes are read. A chunk stores the version that parsed it, so that any change can be folded again
 * without a new upload. Pure data, JSON in the database; every field has a safe default.
 */
export type ParseSettings = {
  /** IANA zone for lines that carry none: "UTC", "Europe/Berlin". */
  zone: string;
  /** Format id that was chosen by hand, null = recognise each line. */
  format: string | null;
  /** The user's own `log_format` lines (nginx syntax), tried before the built-in formats. */
  logFormats: string[];
  /**
   * Learned or hand-made path templates, e.g. "/city/{slug}", applied to paths that begin with them, before the general rules.
   * Literal segments win over placeholders; {id}, {uuid}, {hash}, {date}, {email} stand for what the general rules call so, any other name
   * for every segment, "*" at the end for all that follows (see route.ts).
   */
  templates: string[];
  /** Query keys, beside the built-in list, whose values are redacted. */
  redactKeys: string[];
  /** Mask the last octet of IPv4 and the last 80 bits of IPv6 client addresses. */
  maskClients: boolean;
  /** Drop lines of health checks (path equals one of these). Filtered lines are counted. */
  healthPaths: string[];
  /** Known timeouts of this gateway in ms, for the inferred level of classification. null = the gateway's default. */
  limits: { connectMs: number | null; sendMs: number | null; readMs: number | null };
  /** Most routes kept apart in one source; the rest is counted as "(other)". */
  maxRoutes: number;
};

export const DEFAULT_SETTINGS: ParseSettings = {
  zone: 'UTC', format: null, logFormats: [], templates: [], redactKeys: [], maskClients: false, healthPaths: [],
  limits: { connectMs: null, sendMs: null, readMs: null }, maxRoutes: 2000,
};
