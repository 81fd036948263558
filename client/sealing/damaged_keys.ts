/** The keys of this device are there and cannot be used. */

/** Its sentence says what is wrong and what to do; nothing was changed in what is there. */
export class DamagedKeys extends Error {
  override readonly name = "DamagedKeys";
}
