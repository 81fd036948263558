/** The command that deletes a room, which asks first. */
import { printable } from "../../protocol/text/printable.ts";
import type { RoomInfo } from "../../protocol/records.ts";
import { recordsIn } from "../net/incoming.ts";
import { roomArgument } from "./parts/arguments.ts";
import type { CodedCommand } from "./parts/command.ts";
import { confirmed } from "./parts/confirmed.ts";
import type { CommandContext } from "./parts/context.ts";
import { gone, presentRoom } from "./parts/going.ts";
import { Mistake } from "./parts/mistake.ts";

/** `/delete-room #room`; it has to be named, so that nobody deletes the wrong one. */
export const deleteRoom: CodedCommand = {
  name: "delete-room",
  args: "#room",
  help: "delete the room and everything in it; asks first",
  topic: "rooms",
  actions: ["delete_room", "rooms"],
  access: "owner",
  code: (args) => {
    const given = args === "" ? undefined : roomArgument(args, "/delete-room #ops");
    return async (context) => {
      if (given === undefined) {
        const room = presentRoom(context);
        throw new Mistake(
          `This deletes #${room} and everything in it; if you mean it, type: /delete-room #${room}`,
        );
      }
      const word = `#${given}`;
      const lines = context.terminal === undefined ? [] : await whatGoes(context, given);
      if (!await confirmed(context, { lines, word })) return;
      const done = `#${given} is deleted`;
      const { conversation, screen, view } = context;
      const wasIn = conversation.isIn(given);
      const wasHere = screen !== undefined && conversation.place.room === given;
      await context.request("delete_room", { room: given });
      await gone(context, given, done);
      // Who was not in it hears of it by no event, and who was there in what is gone with it.
      if (!wasIn || wasHere) view.answer([done]);
    };
  },
};

async function whatGoes({ request }: CommandContext, room: string): Promise<string[]> {
  const { rooms } = await request("rooms", { room }, { silent: true });
  const [info] = recordsIn<RoomInfo>(rooms, ["room"]).filter((found) => found.room === room);
  const members = Number(info?.members);
  const whose = Number.isInteger(members)
    ? ` of its ${members === 1 ? "one member" : `${members} members`}`
    : "";
  const topic = info?.topic ? ` (${printable(info.topic)})` : "";
  return [
    `this deletes #${room}${topic} for good: every message and file${whose}, and its settings`,
  ];
}
