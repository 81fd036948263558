/** `chat admin room …` */
import { Argument, type Command, Option } from "@commander-js/extra-typings";
import type { ListedRoom } from "../../journal/read/console.ts";
import { formatDuration } from "../../../protocol/duration.ts";
import { seconds } from "../arguments.ts";
import { done, facts, list, minuteOf } from "../report.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";
import { addRoomSettings } from "./room_settings.ts";

const VISIBILITIES = ["public", "private", "invite_only"] as const;
const ROOM_ROLES = [
  "owner",
  "moderator",
  "speaker",
  "member",
  "read_only",
  "banned",
  "none",
] as const;

/** Adds the commands about rooms. */
export function addRoomCommands(admin: Command, context: AdminContext): void {
  const room = admin.command("room").description("rooms");

  leaf(room.command("list"), "list all rooms, private ones too", ["room list"])
    .action((options) =>
      run(options, context, async (console) => {
        const rooms = await allPages<ListedRoom>(async (last) => {
          const fields = last === undefined ? {} : { after: last.room };
          const { more, rooms } = await console.request("room_list", fields);
          return { page: rooms, more };
        }, Infinity);
        const columns = ["ROOM", "VISIBILITY", "MEMBERS", "MESSAGES", "STATE", "TOPIC"];
        return list(rooms, columns, (listed) => [
          `#${listed.room}`,
          listed.visibility,
          String(listed.members),
          String(listed.messages),
          stateOf(listed),
          listed.topic,
        ]);
      })
    );

  leaf(room.command("show"), "tell who is in a room, and as what", ["room show general"])
    .argument("<room>")
    .action((name, options) =>
      run(options, context, async (console) => {
        const shown = await console.request("room_show", { room: name });
        return facts(shown, [
          ["room", `#${shown.room}`],
          ["visibility", shown.visibility],
          ["state", stateOf(shown) || "in order"],
          // The room that every server begins with has no time of its own.
          ["created", Date.parse(shown.created) > 0 ? minuteOf(shown.created) : "with the server"],
          ["topic", shown.topic || "none"],
          ["messages", String(shown.messages)],
          ["members", String(shown.members)],
          ...shown.people.map(({ role, username }) => [role, username] as const),
        ]);
      })
    );

  leaf(room.command("create"), "make a room that somebody owns", [
    "room create ops --owner alice",
    'room create ops --owner alice --visibility private --topic "Who is on call"',
  ])
    .argument("<room>")
    .requiredOption("--owner <name>", "who owns it")
    .addOption(
      new Option("--visibility <kind>", "who may see and join it").choices(VISIBILITIES)
        .default("public" as const),
    )
    .option("--topic <text>", "its topic", "")
    .action((name, options) =>
      run(options, context, async (console) => {
        const { owner, topic, visibility } = options;
        const fields = { room: name, owner, topic, visibility };
        const made = await console.request("room_create", fields);
        return done(`#${made.room} belongs to ${owner} now.`, { room: made.room, owner });
      })
    );

  leaf(room.command("delete"), "delete a room with everything in it", [
    "room delete ops --yes",
  ])
    .argument("<room>")
    .requiredOption("--yes", "because it cannot be undone")
    .action((name, options) =>
      run(options, context, async (console) => {
        await console.request("delete_room", { room: name });
        return done(`#${name} is gone.`, { room: name });
      })
    );

  for (const locked of [true, false]) {
    const [verb, outcome] = locked
      ? ["lock", "is read-only now"] as const
      : ["unlock", "can be written in again"] as const;
    leaf(
      room.command(verb),
      locked ? "let only moderators write in a room" : "let all members write in it again",
      [`room ${verb} general`],
    )
      .argument("<room>")
      .action((name, options) =>
        run(options, context, async (console) => {
          await console.request("lock", { room: name, locked });
          return done(`#${name} ${outcome}.`, { room: name, locked });
        })
      );
  }

  leaf(room.command("slow"), "let members write only every so often", [
    "room slow general 30s",
    "room slow general --off",
  ])
    .argument("<room>")
    .argument("[pause]", "between two messages of a member: 30s, 5m, 1h", seconds)
    .option("--off", "end that again")
    .action((name, pause, options) => {
      if ((pause === undefined) !== (options.off === true)) {
        return room.error("error: give a pause like 30s, or --off", { exitCode: 2 });
      }
      return run(options, context, async (console) => {
        await console.request("slow", { room: name, seconds: pause ?? 0 });
        const pace = pause === undefined
          ? "is not slow any more"
          : `takes one message every ${formatDuration(pause)} from each member`;
        return done(`#${name} ${pace}.`, { room: name, seconds: pause ?? 0 });
      });
    });

  addRoomSettings(room, context);

  leaf(room.command("topic"), "give a room another topic", ['room topic ops "Who is on call"'])
    .argument("<room>")
    .argument("<text>")
    .action((name, topic, options) =>
      run(options, context, async (console) => {
        await console.request("topic", { room: name, topic });
        return done(`#${name} has another topic.`, { room: name, topic });
      })
    );

  leaf(room.command("rename"), "call a room by another name", ["room rename ops on-call"])
    .argument("<room>")
    .argument("<name>")
    .action((name, wanted, options) =>
      run(options, context, async (console) => {
        await console.request("rename", { room: name, name: wanted });
        return done(`#${name} is #${wanted} now.`, { room: wanted });
      })
    );

  leaf(room.command("role"), "give a member another role in a room", [
    "room role ops alice owner",
    "room role ops bob none",
  ])
    .argument("<room>")
    .argument("<name>")
    .addArgument(new Argument("<role>").choices(ROOM_ROLES))
    .action((name, username, role, options) =>
      run(options, context, async (console) => {
        await console.request("role", { room: name, username, role });
        return done(`${username} is ${role} in #${name} now.`, { room: name, username, role });
      })
    );
}

function stateOf({ read_only: isReadOnly, slow_seconds: slowSeconds }: ListedRoom): string {
  return [
    ...(isReadOnly ? ["locked"] : []),
    ...(slowSeconds > 0 ? [`slow, ${formatDuration(slowSeconds)}`] : []),
  ].join(", ");
}
