/** For tests: what only work that grows with the square of a line takes, on however busy a machine. Whether time is linear is for laws.test.ts to say. */
export const QUADRATIC_MS = 15_000;
