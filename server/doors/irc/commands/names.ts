/** NAMES: who is in a room. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { RoomMember } from "../../../../protocol/records.ts";
import type { IrcClient } from "../irc_client.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, listed, roomOf } from "./command.ts";

/** Most bytes of names in one line. */
const NAMES_LENGTH = 380;

export const NAMES: IrcCommands = {
  NAMES: { help: "NAMES #room: who is in a room", run: names },
};

/** Everybody in a room who is online. */
export async function membersOf(client: IrcClient, room: string): Promise<RoomMember[]> {
  const members: RoomMember[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await client.askPatiently("members", {
      room,
      ...(after === undefined ? {} : { after }),
    });
    members.push(...page.members.filter(({ online }) => online));
    after = page.members.at(-1)?.username;
    if (!page.more || after === undefined) return members;
  }
}

/** Tells the names of everybody in a room who is online. */
export async function tellNames(client: IrcClient, room: string, isSecret: boolean): Promise<void> {
  const target = `#${room}`;
  let line = "";
  const tell = () => client.reply("RPL_NAMREPLY", isSecret ? "@" : "=", target, line);
  const members = await membersOf(client, room).catch((error: unknown) => {
    if (!(error instanceof ChatError)) throw error;
    return [];
  });
  for (const { username, role } of members) {
    const shown = client.has("userhost-in-names")
      ? client.house.people.sourceOf(username)
      : client.house.people.nickOf(username);
    const name = `${client.prefixOf(role)}${shown}`;
    if (line.length + name.length >= NAMES_LENGTH) {
      tell();
      line = "";
    }
    line += line === "" ? name : ` ${name}`;
  }
  if (line !== "") tell();
}

async function names(client: IrcClient, { params: [targets] }: IrcMessage): Promise<void> {
  for (const target of client.account === undefined ? [] : listed(targets)) {
    const room = roomOf(target);
    if (room === undefined) continue;
    await client.takesMore();
    await tellOf(client, room);
  }
  client.reply("RPL_ENDOFNAMES", targets || "*", "End of /NAMES list");
}

/** Tells who is in a room, and that these are all. */
export async function tellNamesOf(client: IrcClient, target: string): Promise<void> {
  await tellOf(client, roomOf(target) ?? target);
  client.reply("RPL_ENDOFNAMES", target, "End of /NAMES list");
}

async function tellOf(client: IrcClient, room: string): Promise<void> {
  const info = (await client.patiently("rooms", { room }))?.rooms[0];
  if (info !== undefined) await tellNames(client, room, info.visibility === "private");
}
