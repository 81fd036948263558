/** METADATA: what people and rooms are described with (IRCv3, draft/metadata-3). */
import type { ChatError } from "../../../../protocol/errors.ts";
import { isMetadataKey, MAX_METADATA_KEYS, type Metadatum } from "../../../../protocol/metadata.ts";
import { MAX_SUBSCRIPTIONS } from "../capabilities.ts";
import type { IrcClient } from "../irc_client.ts";
import { isOwnNick } from "../login.ts";
import type { IrcMessage } from "../wire/message.ts";
import { NUMERICS } from "../wire/numerics.ts";
import { type IrcCommands, roomOf } from "./command.ts";

/** Most keys that are told of in one line. */
const KEYS_A_LINE = 5;

/** Counts batches of metadata. */
let lastBatch = 0;

export const METADATA: IrcCommands = {
  METADATA: {
    least: 2,
    needsAccount: true,
    help: "METADATA target GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC: what somebody is described with",
    run: metadata,
  },
};

/** Whom a command is about. */
interface Target {
  /** As it was named, or the nick for `*`. */
  name: string;
  about: { room: string } | { username: string };
  /** Whether it is the client itself. */
  isOwn: boolean;
}

async function metadata(client: IrcClient, { params }: IrcMessage): Promise<void> {
  const [given = "*", command = "", ...words] = params;
  const target = targetOf(client, given);
  switch (command.toUpperCase()) {
    case "GET":
      return await get(client, target, words);
    case "LIST":
      return await list(client, target);
    case "SET":
      return await set(client, target, words);
    case "CLEAR":
      return await clear(client, target);
    case "SUB":
      return subscribe(client, words);
    case "UNSUB":
      return tellKeys(
        client,
        "RPL_METADATAUNSUBOK",
        words.filter((key) => unsubscribe(client, key)),
      );
    case "SUBS":
      return inBatch(client, ["metadata-subs"], (tell) => {
        for (const keys of linesOf([...client.subscriptions])) tell("RPL_METADATASUBS", ...keys);
      });
    case "SYNC":
      return await sync(client, target);
    default:
      return client.fail("METADATA", "SUBCOMMAND_INVALID", command, "There is no such subcommand");
  }
}

function targetOf(client: IrcClient, given: string): Target {
  const room = roomOf(given);
  if (room !== undefined) return { name: given, about: { room }, isOwn: false };
  const isOwn = given === "*" || isOwnNick(client, given);
  const username = isOwn ? client.account ?? "" : client.house.people.accountCalled(given);
  return { name: isOwn ? client.nick : given, about: { username }, isOwn };
}

/** All that somebody is described with; undefined when that cannot be read, which the client is told. */
async function factsOf(client: IrcClient, { about, name }: Target) {
  const answer = await client.tryTo("metadata", about, (error) => refuse(client, name, error));
  return answer?.metadata;
}

async function get(client: IrcClient, target: Target, keys: readonly string[]): Promise<void> {
  const facts = await factsOf(client, target);
  if (facts === undefined) return;
  inBatch(client, ["metadata", target.name], (tell, fail) => {
    for (const key of keys.slice(0, MAX_METADATA_KEYS)) {
      const fact = facts.find((one) => one.key === key);
      if (!isMetadataKey(key)) fail("KEY_INVALID", key, "This can be no key");
      else if (fact === undefined) tell("RPL_KEYNOTSET", target.name, key, "There is none");
      else tell("RPL_KEYVALUE", target.name, key, "*", fact.value);
    }
  });
}

async function list(client: IrcClient, target: Target): Promise<void> {
  const facts = await factsOf(client, target);
  if (facts === undefined) return;
  inBatch(client, ["metadata", target.name], (tell) => {
    for (const { key, value } of facts) tell("RPL_KEYVALUE", target.name, key, "*", value);
  });
}

async function set(
  client: IrcClient,
  target: Target,
  [key = "", value]: readonly string[],
): Promise<void> {
  const { about, name } = target;
  if (!isMetadataKey(key)) return client.fail("METADATA", "KEY_INVALID", key, "This can be no key");
  if (!mayBeSet(client, target, key)) return;
  const where = "room" in about ? { room: about.room } : {};
  const kept = value === undefined || value === "" ? {} : { value };
  const done = await client.tryTo("set_metadata", { ...where, key, ...kept }, (error) => {
    switch (error.code) {
      case "bad_field":
      case "filtered":
        return client.fail("METADATA", "INVALID_VALUE", key, error.message);
      case "quota_exceeded":
        return client.fail("METADATA", "LIMIT_REACHED", name, error.message);
      default:
        return refuse(client, name, error, key);
    }
  });
  if (done === undefined) return;
  if (done.value === undefined) client.reply("RPL_KEYNOTSET", name, key, "There is none any more");
  else client.reply("RPL_KEYVALUE", name, key, "*", done.value);
}

async function clear(client: IrcClient, target: Target): Promise<void> {
  const { about, name } = target;
  if (!mayBeSet(client, target, "*")) return;
  const facts = await factsOf(client, target);
  if (facts === undefined) return;
  const where = "room" in about ? { room: about.room } : {};
  const cleared: string[] = [];
  for (const { key } of facts) {
    const done = await client.tryTo(
      "set_metadata",
      { ...where, key },
      (error) => refuse(client, name, error, "*"),
    );
    if (done === undefined) break;
    cleared.push(key);
  }
  if (cleared.length < facts.length) return;
  inBatch(client, ["metadata", name], (tell) => {
    for (const key of cleared) tell("RPL_KEYNOTSET", name, key, "There is none any more");
  });
}

/** Whether a target may be described otherwise at all; a room says by itself who may. */
function mayBeSet(client: IrcClient, { about, isOwn, name }: Target, key: string): boolean {
  if ("room" in about || isOwn) return true;
  const text = "Only they themselves say what they are described with";
  client.fail("METADATA", "KEY_NO_PERMISSION", name, key, text);
  return false;
}

function subscribe(client: IrcClient, keys: readonly string[]): void {
  const wanted: string[] = [];
  for (const key of keys) {
    if (!isMetadataKey(key)) client.fail("METADATA", "KEY_INVALID", key, "This can be no key");
    else if (client.subscriptions.size >= MAX_SUBSCRIPTIONS && !client.subscriptions.has(key)) {
      client.fail("METADATA", "TOO_MANY_SUBS", key, `There are ${MAX_SUBSCRIPTIONS} at most`);
      break;
    } else {
      client.subscriptions.add(key);
      wanted.push(key);
    }
  }
  tellKeys(client, "RPL_METADATASUBOK", wanted);
}

function unsubscribe(client: IrcClient, key: string): boolean {
  client.subscriptions.delete(key);
  return isMetadataKey(key);
}

/** Tells what a room and those in it are described with, as far as the client wants to hear of that. */
async function sync(client: IrcClient, target: Target): Promise<void> {
  const { about, name } = target;
  if ("room" in about) return await syncRoom(client, about.room);
  const facts = await factsOf(client, target);
  if (facts !== undefined) tellWanted(client, name, facts.map((fact) => ({ of: name, ...fact })));
}

/** The same of a room; nothing for clients that want to hear of nothing. */
export async function syncRoom(client: IrcClient, room: string): Promise<void> {
  const name = `#${room}`;
  const keys = [...client.subscriptions].slice(0, MAX_METADATA_KEYS);
  const answer = await client.tryTo(
    "metadata",
    { room, keys },
    (error) => refuse(client, name, error),
  );
  if (answer === undefined) return;
  if (answer.more) return client.reply("RPL_METADATASYNCLATER", name, "600");
  const { people } = client.house;
  const ofMembers = (answer.members ?? []).map(({ username, ...fact }) => ({
    of: people.nickOf(username),
    ...fact,
  }));
  const ofRoom = answer.metadata.map((fact) => ({ of: name, ...fact }));
  tellWanted(client, name, [...ofRoom, ...ofMembers]);
}

function tellWanted(
  client: IrcClient,
  name: string,
  facts: readonly (Metadatum & { of: string })[],
): void {
  inBatch(client, ["metadata", name], (tell) => {
    for (const { key, of, value } of facts) {
      if (client.subscriptions.has(key)) tell("RPL_KEYVALUE", of, key, "*", value);
    }
  });
}

function refuse(client: IrcClient, name: string, error: ChatError, key?: string): void {
  const mayNot = error.code === "no_right" || error.code === "read_only" || error.code === "muted";
  if (key !== undefined && mayNot) {
    return client.fail("METADATA", "KEY_NO_PERMISSION", name, key, error.message);
  }
  if (error.code === "slow_down") {
    return client.fail("METADATA", "RATE_LIMITED", name, key ?? "*", "5", error.message);
  }
  client.fail("METADATA", "INVALID_TARGET", name, error.message);
}

type Tell = (numeric: Parameters<IrcClient["reply"]>[0], ...params: readonly string[]) => void;

/** Answers in a batch, where the client knows those. */
function inBatch(
  client: IrcClient,
  about: readonly string[],
  work: (tell: Tell, fail: (code: string, ...params: readonly string[]) => void) => void,
): void {
  if (!client.has("batch")) {
    const fail = (code: string, ...params: readonly string[]) =>
      client.fail("METADATA", code, ...params);
    return work((numeric, ...params) => client.reply(numeric, ...params), fail);
  }
  lastBatch = (lastBatch + 1) % 1_000_000;
  const batch = `d${lastBatch.toString(36)}`;
  const tags = new Map([["batch", batch]]);
  const source = client.house.options.serverName;
  client.fromServer("BATCH", `+${batch}`, ...about);
  work(
    (numeric, ...params) =>
      client.write({ tags, source, command: NUMERICS[numeric], params: [client.nick, ...params] }),
    (code, ...params) =>
      client.write({ tags, source, command: "FAIL", params: ["METADATA", code, ...params] }),
  );
  client.fromServer("BATCH", `-${batch}`);
}

function tellKeys(
  client: IrcClient,
  numeric: "RPL_METADATASUBOK" | "RPL_METADATAUNSUBOK",
  keys: readonly string[],
): void {
  for (const line of linesOf(keys)) client.reply(numeric, ...line);
}

/** Keys as they fit into lines. */
function linesOf(keys: readonly string[]): string[][] {
  const lines: string[][] = [];
  for (let start = 0; start < keys.length; start += KEYS_A_LINE) {
    lines.push(keys.slice(start, start + KEYS_A_LINE));
  }
  return lines;
}
