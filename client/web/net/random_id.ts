/** Names that nobody ever made before. */

/** 128 random bits in hex; pages without encryption have no `crypto.randomUUID`. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}
