/** Opens the door for IRC clients, where one is wanted; loaded for it alone. */
import type { Dispatcher } from "../commands/dispatcher.ts";
import type { Services } from "../commands/services.ts";
import { StartError } from "../base/start_error.ts";
import { Entrance, type EntranceOptions } from "../doors/entrance.ts";
import { IrcDoor } from "../doors/irc/irc_door.ts";
import { IrcHouse } from "../doors/irc/irc_house.ts";
import type { IrcSettings } from "./irc_options.ts";

/** What the door is given besides its settings. */
export interface OpenIrcContext {
  services: Services;
  dispatcher: Dispatcher;
  common: Omit<EntranceOptions, "doors" | "host" | "port">;
  /** What the server calls itself, and what is to be read, as it is at that moment. */
  texts(): { name: string; description: string; motd: string };
  hostname: string;
  /** Where the page is opened; undefined where nobody said that. */
  origin: string | undefined;
  /** Whether those who have no account are let in. */
  guests: boolean;
}

/**
 * Listens where the settings say; the door may stand elsewhere as well.
 *
 * @throws {StartError} with what to do about it.
 */
export async function openIrc(
  { at, isPlain, name, passwordFile, registerEarly }: IrcSettings,
  { services, dispatcher, common, texts, hostname, origin = "", guests }: OpenIrcContext,
): Promise<{ entrance: Entrance; door: IrcDoor }> {
  const options = {
    serverName: serverNameOf(name ?? hostname),
    networkName: texts().name.replace(/[^\x21-\x7e]/g, "_"),
    description: () => texts().description,
    motd: () => texts().motd,
    guests,
    registerEarly,
    password: passwordFile === undefined ? undefined : passwordIn(passwordFile),
    fileAddress: (message: number, file: string) =>
      `${origin}/files/${message}/${encodeURIComponent(file)}`,
  };
  const door = new IrcDoor(new IrcHouse(options, services, dispatcher));
  const entrance = await Entrance.open({
    ...common,
    ...at,
    ...(isPlain
      ? { certificate: undefined, loadCertificate: () => Promise.resolve(undefined) }
      : {}),
    option: "--irc",
    asksForCertificates: true,
    doors: { usual: door },
  });
  return { entrance, door };
}

/** Clients take a source with a dot in it for a server. */
function serverNameOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9.-]/g, "-").slice(0, 63);
  return safe.includes(".") ? safe : `${safe || "chat"}.chat`;
}

function passwordIn(file: string): string {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (cause) {
    throw new StartError(`Cannot read ${file}, which --irc-password-file names.`, { cause });
  }
  const [line = ""] = text.split(/\r?\n/);
  if (line !== "") return line;
  throw new StartError(`The first line of ${file} is empty; --irc-password-file needs a password.`);
}
