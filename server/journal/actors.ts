/** Who acts: every entry says so, by the id of an account or by one of these. */

/** The console: `chat admin`, or an option that the server was started with. */
export const CONSOLE = 0;
/** The server itself: what ends by itself, what is tidied up. */
export const SERVER = -1;
/** Somebody who is not logged in, or not yet. */
export const GUEST = -2;

/** What the console is called where an account would have its name. */
export const CONSOLE_NAME = "console";

/** Whether an actor is an account. */
export function isAccount(actor: number): boolean {
  return actor > CONSOLE;
}
