/** The servers that somebody was at, and as whom: one line `host:port username` each, no passwords. */
import { PrivateFile } from "../base/private_file.ts";
import { formatPlace, parseAddress } from "../net/address.ts";

/** Name of the file inside the config folder. */
const SERVERS_FILE = "servers";

/** Most servers that are remembered. */
const MAX_SERVERS = 50;

/** A server that somebody was at. */
export interface RememberedServer {
  /** `host:port`. */
  readonly place: string;
  /** The account that was used last; missing when somebody has taken it out of the file. */
  readonly username?: string;
}

/** Remembers servers in a folder; without one, nothing. */
export class ServerList {
  readonly #file: PrivateFile | undefined;

  constructor(folder: string | undefined) {
    this.#file = folder === undefined
      ? undefined
      : new PrivateFile(folder, SERVERS_FILE, { isSecret: false });
  }

  /** The servers, the last one first. Throws when there is a file that cannot be read. */
  async all(): Promise<RememberedServer[]> {
    return this.#file === undefined ? [] : serversIn(await this.#file.read());
  }

  /** Puts a server before all others. Throws when the file cannot be written. */
  async used(place: string, username: string): Promise<void> {
    await this.#file?.update((text) => {
      const others = serversIn(text).filter((server) => server.place !== place);
      return [{ place, username }, ...others].slice(0, MAX_SERVERS).map(lineOf).join("");
    });
  }
}

function lineOf({ place, username = "" }: RememberedServer): string {
  return `${place} ${username}`.trimEnd() + "\n";
}

/** What people have written into the file is taken where it makes sense, and left out elsewhere. */
function serversIn(text: string): RememberedServer[] {
  const servers = new Map<string, RememberedServer>();
  for (const line of text.split("\n").slice(0, 2 * MAX_SERVERS)) {
    const [written = "", name = ""] = line.trim().split(/\s+/);
    if (written === "" || written.startsWith("#")) continue;
    try {
      const { username, ...address } = parseAddress(name === "" ? written : `${name}@${written}`);
      const place = formatPlace(address);
      if (servers.has(place)) continue;
      servers.set(place, username === undefined ? { place } : { place, username });
    } catch {
      // Not a server: the next line may be one.
    }
  }
  return [...servers.values()].slice(0, MAX_SERVERS);
}
