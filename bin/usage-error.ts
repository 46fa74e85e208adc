/** The command line or the environment was used wrongly: exit code 2, the message and a hint at `help`. */
export class UsageError extends Error {}
