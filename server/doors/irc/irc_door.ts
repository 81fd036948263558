/** The IRC door: lines of IRC become commands of the chat, events of the chat become lines. No rules here. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Connection } from "../../live/connection.ts";
import type { Transport } from "../../net/transport.ts";
import { converse, type Language, type Meaning } from "../conversation.ts";
import type { Door } from "../door.ts";
import { LineSource, type MessageSource } from "../message_source.ts";
import { takesLine } from "./commands/batches.ts";
import { COMMANDS } from "./commands/catalogue.ts";
import { refuseSaid, sayFrom, tellAway } from "./commands/saying.ts";
import { tellNamesOf } from "./commands/names.ts";
import { showRoom } from "./commands/rooms.ts";
import { catchUp } from "./history.ts";
import { IrcClient } from "./irc_client.ts";
import type { IrcHouse } from "./irc_house.ts";
import { perspectiveOf } from "./perspective.ts";
import { introduce } from "./registration.ts";
import {
  type IrcMessage,
  MAX_BODY_BYTES,
  MAX_CLIENT_TAG_BYTES,
  parseMessage,
  partsOf,
} from "./wire/message.ts";

/** Longest line that is looked at: tags of clients may be long. */
const MAX_LINE_BYTES = 8_191 + 512;

/** Longest label of a message that is answered with it (IRCv3, labeled-response). */
const MAX_LABEL_LENGTH = 64;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** For what is only looked at, and not passed on. */
const lenient = new TextDecoder();
const NOTHING = new Uint8Array(0);

/** Speaks IRC (docs/irc.md). */
export class IrcDoor implements Door {
  readonly #house: IrcHouse;
  readonly #clients = new WeakMap<Connection, IrcClient>();

  constructor(house: IrcHouse) {
    this.#house = house;
  }

  /** Nothing is agreed on yet. */
  get format() {
    return this.#house.formatOf([]);
  }

  /** What was left out is fetched, and comes as if it had come then. */
  gap(after: number, connection: Connection): Uint8Array {
    const client = this.#clients.get(connection);
    if (client !== undefined) {
      const work = () => afterGap(client, after);
      void client.inOnePiece(work).catch(() => {}); // Nobody is there any more.
    }
    return NOTHING;
  }

  converse(connection: Connection, transport: Transport): Promise<void> {
    const source = new LineSource(transport, MAX_LINE_BYTES);
    return this.#converse(new IrcClient(this.#house, connection, true), source);
  }

  /** Talks over anything that brings lines. */
  converseOver(connection: Connection, source: MessageSource): Promise<void> {
    return this.#converse(new IrcClient(this.#house, connection), source);
  }

  async #converse(client: IrcClient, source: MessageSource): Promise<void> {
    const house = this.#house;
    const { connection } = client;
    this.#clients.set(connection, client);
    connection.perspective = perspectiveOf(client, {
      showRoom: (room) => void client.inOnePiece(() => showRoom(client, room)).catch(() => {}), // Nobody is there any more.
    });
    connection.introduce = (account) => introduce(client, account);
    house.unknown += 1;
    connection.isEntering = true;
    const { dispatcher, services: { elapsed: now, delay } } = house;
    try {
      const language = languageOf(client);
      await converse({ connection, source, language, dispatcher, now, delay });
    } finally {
      if (client.isRegistered) house.registered -= 1;
      else house.unknown -= 1;
      this.#seeOff(client);
    }
  }

  #seeOff({ connection, farewell }: IrcClient): void {
    const { identity } = connection;
    if (identity === undefined) return;
    const { people, services: { hub, now } } = this.#house;
    const account = hub.account(identity.account.id);
    if (account === undefined) return;
    const { connections, elsewhere, name } = account;
    if (connections.size <= 1) account.farewell = farewell ?? connection.endReason;
    const others = this.#house.connectionsOf(name).filter((other) => other !== connection);
    if (others.length > 0) return;
    if (connections.size > 1 || elsewhere.size > 0) {
      people.hasLeft(name, people.nickOf(name), now());
      this.#house.knowByName(account);
    } else people.left(name, now());
  }
}

/** Tells what was left out: what was said, and who is where now. */
async function afterGap(client: IrcClient, after: number): Promise<void> {
  await catchUp(client, after);
  if (client.has("draft/no-implicit-names")) return;
  for (const room of [...client.shownRooms]) {
    await client.takesMore();
    await tellNamesOf(client, `#${room}`);
  }
  client.flush();
}

function languageOf(client: IrcClient): Language {
  const { connection } = client;
  const said = new WeakMap<object, { command: string; target: string }>();
  return {
    decode(bytes): readonly Meaning[] {
      if (bytes.length === 0) return [];
      const { tagBytes, bodyBytes } = partsOf(bytes);
      if (tagBytes > MAX_CLIENT_TAG_BYTES || bodyBytes > MAX_BODY_BYTES) {
        return [{ own: () => refuseLine(client, bytes, () => tooLong(client)) }];
      }
      let text: string;
      try {
        text = decoder.decode(bytes);
      } catch {
        return [{
          own: () => refuseLine(client, bytes, ({ command }) => notUtf8(client, command)),
        }];
      }
      if (text.includes("\0")) text = text.replaceAll("\0", "");
      const message = parseMessage(text);
      if (message === undefined) return [];
      const plain = sayFrom(client, message);
      if (plain === undefined) return [{ own: () => act(client, message) }];
      client.flush();
      said.set(plain, { command: message.command, target: message.params[0] ?? "" });
      return [{ request: plain }];
    },
    respond(outcome) {
      const { command, target } = said.get(outcome.request) ?? { command: "PRIVMSG", target: "*" };
      if ("error" in outcome) refuseSaid(client, { command, target, error: outcome.error });
      else if (command === "PRIVMSG") tellAway(client, target);
      client.flush();
    },
    refuse() {
      tooLong(client);
      connection.outbox.release();
    },
  };
}

function act(client: IrcClient, message: IrcMessage): Promise<void> {
  return answering(client, message, () => run(client, message));
}

/** Has what answers a message carry the label that the message has. */
async function answering(
  client: IrcClient,
  message: IrcMessage | undefined,
  work: () => Promise<void>,
): Promise<void> {
  // The label of a message in a batch is at the batch's beginning, and answered at its end.
  const isAgreed = message !== undefined && client.isRegistered && client.has("labeled-response");
  const label = isAgreed ? labelOf(client, message) ?? "" : "";
  if (label !== "" && label.length <= MAX_LABEL_LENGTH) await client.labelled(label, work);
  else await work();
  client.flush();
}

function labelOf({ batch }: IrcClient, { command, params, tags }: IrcMessage): string | undefined {
  if (command !== "BATCH") return tags.get("label");
  return params[0]?.startsWith("-") ? batch?.opening.tags.get("label") : undefined;
}

async function run(client: IrcClient, message: IrcMessage): Promise<void> {
  const { command, params } = message;
  const known = COMMANDS.get(command);
  try {
    if (takesLine(client, message)) return;
    if (known === undefined) {
      if (client.isRegistered) client.reply("ERR_UNKNOWNCOMMAND", command, "Unknown command");
      else client.reply("ERR_NOTREGISTERED", "You have not registered");
    } else if (!client.isRegistered && !known.isEarly) {
      client.reply("ERR_NOTREGISTERED", "You have not registered");
    } else if (params.length < (known.least ?? 0)) {
      client.reply("ERR_NEEDMOREPARAMS", command, "Not enough parameters");
    } else if (known.needsAccount && client.account === undefined) {
      client.fail(
        command,
        "ACCOUNT_REQUIRED",
        "Log in first: /msg NickServ IDENTIFY name password",
      );
    } else await known.run(client, message);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.refuse(command, error);
  }
}

/** A line that cannot be understood is answered with the label that it has, where that can be read. */
function refuseLine(
  client: IrcClient,
  bytes: Uint8Array,
  refuse: (message: Pick<IrcMessage, "command">) => void,
): Promise<void> {
  const message = parseMessage(lenient.decode(bytes));
  const { command = "*" } = message ?? {};
  return answering(client, message, () => Promise.resolve(refuse({ command })));
}

function tooLong(client: IrcClient): void {
  client.reply("ERR_INPUTTOOLONG", "Input line was too long");
  client.flush();
}

function notUtf8(client: IrcClient, command: string): void {
  // Also to those who have not agreed on standard replies (UTF8ONLY, "Server implementation").
  const text = "Message rejected: it is not UTF-8";
  client.fromServer("FAIL", COMMANDS.has(command) ? command : "*", "INVALID_UTF8", text);
  client.flush();
}
