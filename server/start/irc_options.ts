/** The options about the door for IRC clients. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../../protocol/duration.ts";
import { isLoopbackHost } from "../../protocol/loopback.ts";
import { type ListenAddress, parseListenAddress } from "./listen_address.ts";

/** The door for IRC clients. */
export interface IrcSettings {
  /** A port of its own; 0 takes a free one. */
  at: { host: string; port: number };
  /** Whether it has no TLS although the server has. */
  isPlain: boolean;
  /** What the server is called there; undefined for the name of the machine. */
  name: string | undefined;
  /** Whether the nick is the name of the account, or may be another one. */
  nicks: "account" | "free";
  /** Whether an account may be registered before the connection is complete. */
  registerEarly: boolean;
  /** A file whose first line everybody has to know who connects. */
  passwordFile: string | undefined;
  /**
   * For how many seconds clients are to take no connection without TLS (STS): 0 has them forget what
   * they were told; undefined says nothing.
   */
  stsSeconds?: number | undefined;
}

/** Adds them; {@linkcode GivenIrc} says what becomes of them. */
export function addIrcOptions(command: Command): void {
  command
    .addOption(
      new Option("--guests <on|off>", "whether people may come in without an account, by IRC")
        .choices(["on", "off"]).default("off"),
    )
    .addOption(
      new Option(
        "--password-rules <on|off>",
        "whether passwords that are easy to guess are refused",
      )
        .choices(["on", "off"]).default("on"),
    )
    .addOption(
      new Option(
        "--irc <address>",
        "answer IRC clients there, HOST:PORT, :PORT or PORT (often 6697)",
      )
        .argParser(parseListenAddress),
    )
    .addOption(
      new Option(
        "--irc-tls <on|off>",
        "TLS for IRC; without it, on but where only this machine can connect",
      ).choices(["on", "off"]),
    )
    .option("--irc-name <name>", "what the server is called on IRC; without it, like the machine")
    .addOption(
      new Option("--irc-nicks <rule>", "nicks that are the names of accounts, or any free ones")
        .choices(["account", "free"]).default("account"),
    )
    .addOption(
      new Option("--irc-register-early <on|off>", "take new accounts before a nick was welcomed")
        .choices(["on", "off"]).default("off"),
    )
    .option("--irc-password-file <file>", "whoever connects by IRC has to know its first line")
    .addOption(
      new Option(
        "--irc-sts <duration>",
        "have IRC clients insist on TLS for so long, like 30d (STS); off has them forget that",
      ).argParser(stsOf),
    );
}

/** What is said about it, on the command line or elsewhere. */
export interface GivenIrc {
  guests: "on" | "off";
  passwordRules: "on" | "off";
  irc?: ListenAddress | undefined;
  ircTls?: "on" | "off" | undefined;
  ircName?: string | undefined;
  ircNicks: "account" | "free";
  ircRegisterEarly: "on" | "off";
  ircPasswordFile?: string | undefined;
  ircSts?: number | undefined;
}

/** The settings of the door; undefined where there is none. */
export function ircSettingsOf(given: GivenIrc, host: string): IrcSettings | undefined {
  const { irc, ircTls, ircName: name, ircNicks: nicks, ircPasswordFile: passwordFile } = given;
  if (irc === undefined) return undefined;
  const at = { host: irc.host ?? host, port: irc.port };
  const isPlain = ircTls === undefined ? isLoopbackHost(at.host) : ircTls === "off";
  const registerEarly = given.ircRegisterEarly === "on";
  return { at, isPlain, name, nicks, registerEarly, passwordFile, stsSeconds: given.ircSts };
}

function stsOf(text: string): number {
  const seconds = text === "off" ? 0 : parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError("It is like 30d or 12w, or off.");
  return seconds;
}
