/** What stands behind `/connect`, with the same options as `chat connect` takes. */
import { normalizeFingerprint } from "../../protocol/fingerprint.ts";
import { parseRoomName } from "../../protocol/names.ts";
import { printable } from "../../protocol/text/printable.ts";
import { parseAddress, type SecuredAddress } from "./address.ts";

/** To which server, how, and as whom. */
export interface ConnectWords {
  address: SecuredAddress;
  /** The room to go to, and to join where needed. */
  room: string | undefined;
  register: boolean;
  invite: string | undefined;
}

/** Options by how they are written; those with `true` have a value behind them. */
const OPTIONS: ReadonlyMap<string, boolean> = new Map([
  ["--no-tls", false],
  ["--register", false],
  ["--fingerprint", true],
  ["--room", true],
  ["-r", true],
  ["--invite", true],
]);

/** Understands what was typed. Throws an error whose message says what is wrong with it. */
export function parseConnectWords(
  written: string,
  placeCalled: (word: string) => string = (word) => word,
): ConnectWords {
  const given = new Map<string, string>();
  const places: string[] = [];
  const words = written.split(/\s+/).filter((word) => word !== "");
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [name = "", joined] = word.startsWith("--") ? word.split(/=(.*)/s) : [word];
    const hasValue = OPTIONS.get(name);
    if (hasValue === undefined && !word.startsWith("-")) places.push(word);
    else if (hasValue === undefined) throw new RangeError(unknownText(word));
    else if (hasValue) {
      const value = joined ?? words.shift();
      if (value === undefined) throw new RangeError(`Say what follows ${name}`);
      given.set(name, value);
    } else given.set(name, "");
  }
  const [place, ...more] = places;
  if (place === undefined || more.length > 0) {
    throw new RangeError("Say which server, for example: /connect --no-tls alice@localhost:5000");
  }
  const fingerprint = given.get("--fingerprint");
  const isOpen = given.has("--no-tls");
  if (fingerprint !== undefined && isOpen) {
    throw new RangeError(
      "Without encryption there is no key to compare; leave out --fingerprint or --no-tls",
    );
  }
  const room = given.get("--room") ?? given.get("-r");
  return {
    address: {
      ...parseAddress(placeCalled(place)),
      ...(isOpen ? { tls: false } : {}),
      ...(fingerprint === undefined
        ? {}
        : { tls: true, fingerprint: normalizeFingerprint(fingerprint) }),
    },
    room: room === undefined ? undefined : parseRoomName(room),
    register: given.has("--register") || given.has("--invite"),
    invite: given.get("--invite"),
  };
}

function unknownText(word: string): string {
  return `There is no option ${printable(word)} here; there are ${[...OPTIONS.keys()].join(", ")}`;
}
