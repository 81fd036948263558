/** How the requests are numbered that the program makes itself, beside those of a script. */

/** Begins the references of one connection. */
export function newRefPrefix(): string {
  return `chat-${crypto.randomUUID().slice(0, 8)}-`;
}

/** Whether a reference is of the program itself. */
export function isOwnRef(ref: string): boolean {
  return /^chat-[0-9a-f]{8}-\d+$/.test(ref);
}
