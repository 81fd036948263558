/** The end of the beginning: who has said who they are is let in and told where they are. */
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername, parseUsername } from "../../../protocol/names.ts";
import { lusers, motd } from "./commands/server.ts";
import { shortReason } from "./commands/command.ts";
import { showRooms } from "./commands/rooms.ts";
import type { IrcClient } from "./irc_client.ts";
import type { Particulars } from "./people.ts";
import { tellUnread } from "./history.ts";
import { type Claim, logIn } from "./login.ts";
import { isupport } from "./isupport.ts";
import { demandServerPassword } from "./server_password.ts";
import { PROGRAM_VERSION } from "../../../protocol/version.ts";

/** Lets a client in that has said everything; does nothing as long as something is missing. */
export async function completeRegistration(client: IrcClient): Promise<void> {
  const { introduction: { nick, user, password }, house } = client;
  const { options, services } = house;
  if (client.isRegistered || client.isNegotiating) return;
  if (nick === undefined || user === undefined) return;
  try {
    await demandServerPassword(client);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.reply("ERR_PASSWDMISMATCH", error.message);
    await goodbye(client, "Bad password");
    return;
  }
  if (client.account === undefined && password !== undefined && options.password === undefined) {
    if (!await logInByPass(client, { nick, password })) return;
  }
  if (client.account === undefined && options.guests && !await enterAsGuest(client, nick)) return;
  await welcome(client, nick);
  const { account } = client;
  if (account === undefined) {
    client.connection.isPatient = true;
    client.service(
      "You are not logged in and can join no rooms yet. " +
        "/msg NickServ IDENTIFY name password logs you in, " +
        "/msg NickServ REGISTER password makes an account of your nick.",
      "NickServ",
    );
    client.flush();
    return;
  }
  await arrive(client, account);
  services.hub.deliver();
}

/** Whoever is welcome and logged in is called like the account, or as it may be, and shown its rooms. */
export async function arrive(client: IrcClient, account: string): Promise<void> {
  beCalled(client, await nickFor(client, account));
  client.flush();
  await beAway(client);
  await enterRooms(client);
}

/** Whoever has said so before is away, unless somebody is there on another connection. */
async function beAway(client: IrcClient): Promise<void> {
  const { connection: { identity }, house: { services }, introduction } = client;
  const { away } = introduction;
  introduction.away = undefined;
  const account = services.hub.account(identity?.account.id ?? 0);
  if (away === undefined || account === undefined || account.connections.size > 1) return;
  await client.patiently("away", { reason: shortReason(away) });
}

/**
 * Logs in a client that was welcomed already, and is a guest or nobody.
 *
 * @throws {ChatError} as `login` does.
 */
export async function becomeAccount(client: IrcClient, claimed: Claim): Promise<void> {
  // Those who watch its nick are told who it is then, and not that it had none for a moment.
  const release = client.house.services.hub.appearance.holdNick(client.nick);
  try {
    await changeAccount(client, claimed);
  } finally {
    release();
  }
}

async function changeAccount(client: IrcClient, claimed: Claim): Promise<void> {
  const { account: guest, house: { people, services }, shownRooms, source } = client;
  await logIn(client, claimed);
  if (guest !== undefined) {
    // The account is in rooms of its own.
    for (const room of shownRooms) {
      client.write({ source, command: "PART", params: [`#${room}`, "Logged in"] });
    }
    shownRooms.clear();
    people.left(guest, services.now());
  }
  await arrive(client, client.account ?? claimed.username ?? client.nick);
}

/** How a client that has logged in is called: where nicks are free, by its own if that can be. */
async function nickFor(client: IrcClient, account: string): Promise<string> {
  const { house, nick } = client;
  if (!house.services.freeNicks || client.isGuest) return account;
  // All connections of an account have one nick, also those to other nodes.
  const isKnown = house.services.hub.nicks.of(account) !== undefined;
  if (isKnown || house.connectionsOf(account).length > 1) return house.people.nickOf(account);
  if (nick === account) return account;
  try {
    await client.ask("nick", { username: nick });
    return nick;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.service(`You cannot be called ${nick}: ${error.message}`, "NickServ");
    return account;
  }
}

/** The client is known by this name from now on, and told so where it is another one. */
export function beCalled(client: IrcClient, name: string): void {
  const { account, introduction: { user }, house } = client;
  const { people } = house;
  // Nobody says anything of an account that is not theirs.
  if (account !== undefined && people.nickOf(account) === name) {
    const particulars = particularsOf(client, { account, name });
    client.shownUser = particulars.user;
    house.knowAs(account, particulars);
  }
  if (client.nick === name) return;
  const source = `${client.nick}!${user ?? name}@${people.hostOf(name)}`;
  client.write({ source, command: "NICK", params: [name] });
  client.nick = name;
}

/** Has others told of an account that comes in with what the client has said of itself by then. */
export function introduce(client: IrcClient, account: string): void {
  if (client.introduction.user === undefined) return;
  client.house.people.cameAs(account, particularsOf(client, { account, name: account }));
}

function particularsOf(
  { introduction: { realname, user }, isBot }: IrcClient,
  { account, name }: { account: string; name: string },
): Particulars {
  return { user: user ?? account, realname: realname === "" ? name : realname, isBot };
}

/** Shows a client that is logged in the rooms of its account; events come from then on. */
async function enterRooms(client: IrcClient): Promise<void> {
  const { users } = await client.askPatiently("ignored", {});
  client.ignored = new Set(users.map(foldUsername));
  // Asked for once: it counts what is unread everywhere.
  const known = await client.patiently("unread", {});
  await showRooms(client, known);
  await tellUnread(client, { known });
  client.flush();
  client.connection.outbox.release();
}

async function welcome(client: IrcClient, nick: string): Promise<void> {
  const { house } = client;
  const { networkName, serverName } = house.options;
  const user = client.introduction.user ?? nick;
  client.nick = nick;
  client.isRegistered = true;
  client.connection.isEntering = false;
  house.cameIn();
  const made = new Date(house.openedMs).toUTCString();
  const source = `${nick}!${user}@${house.people.hostOf(nick)}`;
  client.reply("RPL_WELCOME", `Welcome to ${networkName}, ${source}`);
  client.reply("RPL_YOURHOST", `Your host is ${serverName}, running chat-${PROGRAM_VERSION}`);
  client.reply("RPL_CREATED", `This server was started ${made}`);
  client.reply(
    "RPL_MYINFO",
    serverName,
    `chat-${PROGRAM_VERSION}`,
    "BTiow",
    "CIMPbefiklmnopqstv",
    "Ibefkloqv",
  );
  isupport(client);
  await lusers(client);
  motd(client);
}

/** `account:secret`, or the secret alone of the account that is called like the nick. */
async function logInByPass(
  client: IrcClient,
  { nick, password }: { nick: string; password: string },
): Promise<boolean> {
  const colon = password.indexOf(":");
  const claimed = colon > 0
    ? { username: password.slice(0, colon), secret: password.slice(colon + 1) }
    : { username: nick, secret: password };
  try {
    await logIn(client, claimed);
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.reply("ERR_PASSWDMISMATCH", error.message);
    await goodbye(client, "The login failed");
    return false;
  }
}

/** Makes the client a guest; false when it has to choose another nick. */
async function enterAsGuest(client: IrcClient, nick: string): Promise<boolean> {
  const { house } = client;
  try {
    parseUsername(nick);
    const answer = await client.ask("guest", { username: nick, device: "IRC" });
    client.lastId = answer.last_id;
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    if (error.code === "name_taken") {
      // Whose nick that is may not be here, and not know yet how to log in.
      if (house.services.hub.accountCalled(nick) === undefined) return true;
      client.reply("ERR_NICKNAMEINUSE", nick, `Nickname is already in use: ${error.message}`);
    } else client.reply("ERR_ERRONEUSNICKNAME", nick, error.message);
    client.introduction.nick = undefined;
    return false;
  }
}

async function goodbye(client: IrcClient, text: string): Promise<void> {
  client.write({ command: "ERROR", params: [`Closing link: ${text}`] });
  client.flush();
  await client.connection.close("exit");
}
