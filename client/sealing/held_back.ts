/** A message that was not sent before somebody has decided something. */

/**
 * What was to be sent or done stays here; sent once more, it goes out where its sentence says so, which is
 * for people as it is.
 */
export class HeldBack extends Error {
  override readonly name = "HeldBack";
  readonly code = "held_back";
}
