/** Servers by names of the reader's own. */
import { reasonOf } from "../base/failure.ts";
import { parseAddress } from "../net/address.ts";
import { readLine } from "./read_text.ts";

/** The name of a server, in lower case; it is told from an address by having no dot and no colon. */
export function readServerName(written: string): string {
  const name = written.toLowerCase();
  if (/^[\p{L}\p{N}_-]{1,32}$/u.test(name)) return name;
  throw new RangeError(
    `"${written.slice(0, 40)}" is no name of a server: write letters and digits, without a dot`,
  );
}

/** Where a server is. */
export function readServerPlace(value: unknown): string {
  const place = readLine(value, 'write where it is, such as "alice@chat.example:5000"');
  try {
    parseAddress(place);
  } catch (error) {
    throw new RangeError(`it is no address: ${reasonOf(error)}`);
  }
  return place;
}

/** What stands for a name behind `chat connect`, also as another account: `bob@work`; else itself. */
export function serverCalled(
  written: string,
  servers: Readonly<Record<string, string>>,
): string {
  const [, account = "", word = ""] = /^([^@\s]+@)?(.*)$/.exec(written) ?? [];
  const name = word.toLowerCase();
  const place = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (place === undefined) return written;
  return account === "" ? place : account + place.replace(/^[^@]*@/, "");
}
