/** Something is under way; `label` says what. */
export function Spinner({ label }: { label: string }) {
  return (
    <span role="status" className="inline-flex items-center gap-2 text-soft">
      <svg aria-hidden="true" width="14" height="14" viewBox="0 0 14 14" className="animate-spin"><circle cx="7" cy="7" r="5.4" fill="none" stroke="var(--line)" strokeWidth="2" /><path d="M7 1.6A5.4 5.4 0 0 1 12.4 7" fill="none" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round" /></svg>
      {label}
    </span>
  );
}
