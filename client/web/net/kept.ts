/** Texts that this browser keeps for the page; where it must not, they are forgotten with the page. */

/** Under this name is kept that somebody here may have keys: something stands there, or nothing. */
export const HAS_KEYS = "chat-keys";

/** Under this name is kept that somebody has been in and has not logged out: something, or nothing. */
export const WAS_IN = "chat-was-in";

/** Under this name the tab keeps the address that a camera has read, until it is looked at. */
export const SCANNED = "chat-scanned";

/** What is kept under a name; empty when there is nothing, or nothing can be kept. */
export function kept(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return ""; // forbidden, as in some private windows
  }
}

/** Keeps a text, or forgets it when it is empty; returns whether that has worked. */
export function keep(name: string, text: string): boolean {
  try {
    if (text === "") localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    return true;
  } catch {
    return false; // full, or forbidden
  }
}
