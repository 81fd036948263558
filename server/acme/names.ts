/** The names that a certificate is asked for. */
import { isIP } from "node:net";
import { printable } from "../../protocol/text/printable.ts";
import { isSubjectName } from "../net/certificate/subject_names.ts";

/** Names of one certificate; a server needs few, and each is looked at by the authority. */
export const MAX_NAMES = 20;

/**
 * A host name as it is asked for: in lower case, with letters beyond ASCII as DNS has them (`xn--…`).
 *
 * @throws {RangeError} with a sentence, when no certificate can be asked for it.
 */
export function parseAcmeName(text: string): string {
  const shown = printable(text.slice(0, 100));
  if (isIP(text.replace(/^\[|\]$/g, "")) !== 0) {
    throw new RangeError(
      `${shown} is an address; a certificate is for the names of the server, like chat.example.org.`,
    );
  }
  if (text.includes("*")) {
    throw new RangeError(
      `${shown} stands for many names, for which an authority wants a proof in the DNS; name each.`,
    );
  }
  const name = URL.parse(`http://${text}/`)?.hostname ?? "";
  // What else there is in an address of the web is none of a name.
  if (/[:/?#@\\%\s]/.test(text) || !isSubjectName(name) || isIP(name) !== 0 || name.includes("_")) {
    throw new RangeError(`${shown} is no host name; it is like chat.example.org.`);
  }
  return name;
}

/**
 * The name together with those before, each once.
 *
 * @throws {RangeError} with a sentence, when there are too many.
 */
export function withAcmeName(text: string, before: readonly string[]): readonly string[] {
  const names = [...new Set([...before, parseAcmeName(text)])];
  if (names.length > MAX_NAMES) {
    throw new RangeError(`A certificate is asked for ${MAX_NAMES} names at most.`);
  }
  return names;
}
