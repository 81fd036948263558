/** Opens the door for IRC clients, where one is wanted; loaded for it alone. */
import type { Dispatcher } from "../commands/dispatcher.ts";
import type { Services } from "../commands/services.ts";
import { StartError } from "../base/start_error.ts";
import { Entrance, type EntranceOptions } from "../doors/entrance.ts";
import { IrcDoor } from "../doors/irc/irc_door.ts";
import { IrcHouse } from "../doors/irc/irc_house.ts";
import type { LoadedCertificate } from "../net/certificate/certificate_store.ts";
import type { IrcSettings } from "./irc_options.ts";

/** What the door is given besides its settings. */
export interface OpenIrcContext {
  services: Services;
  dispatcher: Dispatcher;
  common: Omit<EntranceOptions, "doors" | "host" | "port">;
  /** What the server calls itself, and what is to be read, as it is at that moment. */
  texts(): { name: string; description: string; motd: string };
  hostname: string;
  /** Where the page is opened, with a slash at its end; undefined where there is none. */
  pageAddress: string | undefined;
  /** Whether those who have no account are let in. */
  guests: boolean;
  /** The certificate that new connections get; undefined without TLS. */
  certificate(): Pick<LoadedCertificate, "isSelfSigned"> | undefined;
  /** Whether an authority is asked for one (ACME), which may not have given it yet. */
  isAskingAuthority: boolean;
}

/**
 * Listens where the settings say; the door may stand elsewhere as well.
 *
 * @throws {StartError} with what to do about it.
 */
export async function openIrc(
  { at, isPlain, name, passwordFile, registerEarly, stsSeconds }: IrcSettings,
  context: OpenIrcContext,
): Promise<{ entrance: Entrance; door: IrcDoor }> {
  const { services, dispatcher, common, texts, hostname, guests, pageAddress } = context;
  if (stsSeconds !== undefined) checkSts(stsSeconds, { ...context, isPlain });
  const options = {
    serverName: serverNameOf(name ?? hostname),
    networkName: texts().name.replace(/[^\x21-\x7e]/g, "_"),
    description: () => texts().description,
    motd: () => texts().motd,
    guests,
    registerEarly,
    // As long as nobody vouches for the certificate, clients that insist on TLS would be locked out.
    stsSeconds: () => stsSeconds === 0 || isVouchedFor(context) ? stsSeconds : undefined,
    password: passwordFile === undefined ? undefined : passwordIn(passwordFile),
    fileAddress: (message: number, file: string) =>
      pageAddress && `${pageAddress}files/${message}/${encodeURIComponent(file)}`,
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

function isVouchedFor({ certificate }: Pick<OpenIrcContext, "certificate">): boolean {
  return certificate()?.isSelfSigned === false;
}

/** @throws {StartError} where clients that insist on TLS could not come in any more. */
function checkSts(
  seconds: number,
  { isPlain, isAskingAuthority, certificate }:
    & Pick<OpenIrcContext, "certificate" | "isAskingAuthority">
    & { isPlain: boolean },
): void {
  if (isPlain || certificate() === undefined) {
    throw new StartError("--irc-sts is for TLS, which IRC does not have here; see --irc-tls.");
  }
  if (seconds === 0 || isAskingAuthority || isVouchedFor({ certificate })) return;
  throw new StartError(
    "--irc-sts needs a certificate that an authority vouches for (--cert, --acme): clients that " +
      "remember to insist on TLS let nobody past one that they cannot check.",
  );
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
