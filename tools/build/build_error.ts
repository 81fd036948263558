/** The error of a build that could not be finished. */

/** An executable that could not be made; the message says why and what to do. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}
