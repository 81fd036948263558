/** CAP and AUTHENTICATE: what client and server agree on, and who the client is (IRCv3, SASL). */
import { ChatError } from "../../../../protocol/errors.ts";
import { ALWAYS_ON, type Capability, formingOf, isCapability, offered } from "../capabilities.ts";
import type { IrcClient } from "../irc_client.ts";
import { demandServerPassword } from "../server_password.ts";
import { type Claim, logIn } from "../login.ts";
import { type IrcMessage, MAX_BODY_BYTES } from "../wire/message.ts";
import type { IrcCommands } from "./command.ts";
import { becomeAccount, completeRegistration } from "../registration.ts";

/** Most characters of what comes in AUTHENTICATE altogether: a name, a name and a password. */
const MAX_SASL_LENGTH = 4_096;

/** How clients may log in. */
const MECHANISMS = ["PLAIN", "EXTERNAL"] as const;

/** So long is a part of AUTHENTICATE that another one follows. */
const SASL_PART_LENGTH = 400;

/** Most characters of capabilities in one line. */
const LIST_LENGTH = 400;

export const NEGOTIATING: IrcCommands = {
  CAP: {
    least: 1,
    isEarly: true,
    help: "CAP LS|LIST|REQ|END: agree on what goes beyond RFC 1459",
    run: cap,
  },
  AUTHENTICATE: {
    least: 1,
    isEarly: true,
    help: "AUTHENTICATE PLAIN|EXTERNAL: log in with a password, a token or a certificate",
    run: authenticate,
  },
};

function cap(client: IrcClient, { params }: IrcMessage): void | Promise<void> {
  const [given = "", argument = ""] = params;
  switch (given.toUpperCase()) {
    case "LS": {
      if (!client.isRegistered) client.isNegotiating = true;
      if (Number(argument) >= 302) {
        client.knows302 = true;
        if (client.isRegistered || argument !== "") client.capabilities.add("cap-notify");
      }
      return list(client, "LS", [
        ...offered({
          ...client.house.options,
          ...client.house.services,
          hasCertificate: client.connection.certificateSha256 !== undefined,
        }).map(([name, value]) => client.knows302 && value !== "" ? `${name}=${value}` : name),
        ...transportSecurity(client),
      ]);
    }
    case "LIST":
      return list(client, "LIST", [...client.capabilities]);
    case "REQ":
      return request(client, argument);
    case "END":
      if (client.isRegistered) return;
      client.isNegotiating = false;
      return completeRegistration(client);
    default:
      return client.reply("ERR_INVALIDCAPCMD", given === "" ? "*" : given, "Invalid CAP command");
  }
}

/** How long the client is to insist on TLS (STS): it is told of that and cannot ask for it. */
function transportSecurity({ house, isDirect, knows302 }: IrcClient): readonly string[] {
  const seconds = house.options.stsSeconds();
  return isDirect && knows302 && seconds !== undefined ? [`sts=duration=${seconds}`] : [];
}

function list(client: IrcClient, command: string, names: readonly string[]): void {
  if (!client.knows302) return listInOneLine(client, command, names);
  const lines: string[] = [""];
  for (const name of names) {
    const last = lines.at(-1) ?? "";
    if (last.length + name.length >= LIST_LENGTH) lines.push(name);
    else lines[lines.length - 1] = last === "" ? name : `${last} ${name}`;
  }
  for (const [index, line] of lines.entries()) {
    const goesOn = index < lines.length - 1;
    client.fromServer("CAP", client.nick, command, ...(goesOn ? ["*"] : []), line);
  }
}

/** Clients of before version 302 take the first line for all: what does not fit can still be asked for. */
function listInOneLine(client: IrcClient, command: string, names: readonly string[]): void {
  const head = `:${client.house.options.serverName} CAP ${client.nick} ${command} :`;
  let line = "";
  for (const name of names) {
    if (head.length + line.length + 1 + name.length > MAX_BODY_BYTES) break;
    line += line === "" ? name : ` ${name}`;
  }
  client.fromServer("CAP", client.nick, command, line);
}

function request(client: IrcClient, text: string): void {
  if (!client.isRegistered) client.isNegotiating = true;
  const wanted = text.split(" ").filter((name) => name !== "");
  const changes: { name: Capability; isOn: boolean }[] = [];
  for (const item of wanted) {
    const isOn = !item.startsWith("-");
    const name = isOn ? item : item.slice(1);
    const isPossible = isCapability(name) &&
      !(ALWAYS_ON.has(name) && !isOn && client.knows302);
    if (!isPossible) return client.fromServer("CAP", client.nick, "NAK", text);
    changes.push({ name, isOn });
  }
  // What was written before is as it was agreed on before.
  client.flush();
  client.house.services.hub.deliver();
  for (const { name, isOn } of changes) {
    if (isOn) client.capabilities.add(name);
    else client.capabilities.delete(name);
  }
  client.connection.format = client.house.formatOf(formingOf(client.capabilities));
  client.fromServer("CAP", client.nick, "ACK", text);
}

async function authenticate(client: IrcClient, { params: [part = ""] }: IrcMessage): Promise<void> {
  if (part === "*") {
    client.sasl = undefined;
    return client.reply("ERR_SASLABORTED", "SASL authentication aborted");
  }
  if (client.isRegistered && client.account !== undefined && !client.isGuest) {
    return client.reply("ERR_SASLALREADY", "You are logged in already");
  }
  if (client.sasl === undefined) {
    const mechanism = MECHANISMS.find((each) => each === part.toUpperCase());
    if (mechanism === undefined) {
      client.reply("RPL_SASLMECHS", MECHANISMS.join(","), "are available SASL mechanisms");
      return client.reply("ERR_SASLFAIL", "SASL authentication failed: unknown mechanism");
    }
    client.sasl = { mechanism, text: "" };
    return client.write({ command: "AUTHENTICATE", params: ["+"] });
  }
  if (part.length > SASL_PART_LENGTH) {
    client.sasl = undefined;
    return client.reply("ERR_SASLTOOLONG", "SASL message too long");
  }
  const { mechanism } = client.sasl;
  const text = client.sasl.text + (part === "+" ? "" : part);
  if (text.length > MAX_SASL_LENGTH) {
    client.sasl = undefined;
    return client.reply("ERR_SASLFAIL", "SASL authentication failed: message too long");
  }
  if (part.length === SASL_PART_LENGTH) {
    client.sasl = { mechanism, text };
    return;
  }
  client.sasl = undefined;
  const claimed = mechanism === "PLAIN" ? plainOf(text) : externalOf(text);
  if (claimed === undefined) {
    return client.reply("ERR_SASLFAIL", `SASL authentication failed: this is no ${mechanism}`);
  }
  try {
    await demandServerPassword(client);
    if (client.isRegistered) await becomeAccount(client, claimed);
    else await logIn(client, claimed);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return client.reply("ERR_SASLFAIL", `SASL authentication failed: ${error.message}`);
  }
  client.reply("RPL_SASLSUCCESS", "SASL authentication successful");
}

/** RFC 4422, appendix A: whoever the certificate is of, or the one who is named, if that is the same. */
function externalOf(base64: string): Claim | undefined {
  try {
    const bytes = Uint8Array.fromBase64(base64);
    const username = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { certificate: true, username: username === "" ? undefined : username };
  } catch {
    return undefined;
  }
}

/** RFC 4616: for whom, who, and the password, with NUL between them; only oneself may be meant. */
function plainOf(base64: string): { username: string; secret: string } | undefined {
  try {
    const bytes = Uint8Array.fromBase64(base64);
    const [authorization, username, secret, ...more] = new TextDecoder("utf-8", { fatal: true })
      .decode(bytes).split("\0");
    if (authorization === undefined || username === undefined || secret === undefined) {
      return undefined;
    }
    if (more.length > 0 || username === "") return undefined;
    const isOwn = authorization === "" || authorization.toLowerCase() === username.toLowerCase();
    return isOwn ? { username, secret } : undefined;
  } catch {
    return undefined;
  }
}
