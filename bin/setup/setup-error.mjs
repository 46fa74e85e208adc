/** A fault in the surroundings that the user can mend: its message is all that is shown. */
export class SetupError extends Error {}
