/** Why a server could not start. */

/** Its message is one sentence for the person who starts the server, with what to do about it. */
export class StartError extends Error {
  override readonly name = "StartError";
}
