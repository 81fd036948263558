/** `chat admin room set`: what a room is set to, one option for each setting. */
import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { formatDuration } from "../../../protocol/duration.ts";
import { USUAL_CALL_AFTER_SECONDS } from "../../../protocol/limits.ts";
import type { RoomInfo } from "../../../protocol/records.ts";
import { given, seconds, whole } from "../arguments.ts";
import { facts } from "../report.ts";
import { type AdminContext, leaf, run } from "../run.ts";

const VISIBILITIES = ["public", "private", "invite_only"] as const;

/** Adds the command; without options it says what the room is set to. */
export function addRoomSettings(room: Command, context: AdminContext): void {
  leaf(room.command("set"), "show or change what a room is set to", [
    "room set general",
    "room set general --slow 30s --topic-locked on",
    "room set ops --visibility private --limit off",
    "room set general --call-after 1w",
    "room set ops --visibility private --join-by-name on",
  ])
    .argument("<room>")
    .addOption(new Option("--visibility <kind>", "who may see and join it").choices(VISIBILITIES))
    .option("--locked <on|off>", "let only moderators and speakers write", onOrOff)
    .option("--slow <pause>", "between two messages of a member: 30s, 5m, or off", orOff(seconds))
    .option("--topic-locked <on|off>", "let only moderators set the topic", onOrOff)
    .option("--join-by-name <on|off>", "let whoever knows a private room's name join it", onOrOff)
    .option("--outsiders-write <on|off>", "let people write who are not in it", onOrOff)
    .option("--accounts-only <on|off>", "let no guests write", onOrOff)
    .option("--without-signals <on|off>", "let clients (of IRC) ask each other nothing", onOrOff)
    .option("--key <key>", "what people need to join, or off")
    .option("--limit <members>", "most members, or off", orOff(whole))
    .option(
      "--call-after <time>",
      "how long members are in it before @room calls everybody, or off",
      orOff(seconds),
    )
    .option("--retention <time>", "after how long messages and files go, or off", orOff(seconds))
    .action((name, options) =>
      run(options, context, async (console) => {
        const { callAfter, key, limit, locked, retention, slow, topicLocked, visibility } = options;
        const { accountsOnly, joinByName, outsidersWrite, withoutSignals } = options;
        const info = await console.request("set", {
          room: name,
          ...given({ limit, locked, retention, slow, visibility }),
          ...given({ call_after: callAfter, topic_locked: topicLocked }),
          ...given({ join_by_name: joinByName, outsiders_write: outsidersWrite }),
          ...given({ accounts_only: accountsOnly, without_signals: withoutSignals }),
          ...given({ key: key === "off" ? "" : key }),
        });
        return facts(info, rowsOf(info));
      })
    );
}

function rowsOf(info: RoomInfo): (readonly [string, string])[] {
  const callAfter = info.call_after ?? USUAL_CALL_AFTER_SECONDS;
  return [
    ["room", `#${info.room}`],
    ["visibility", info.visibility],
    ["locked", info.locked === true ? "on" : "off"],
    ["slow", info.slow === undefined ? "off" : formatDuration(info.slow)],
    ["topic locked", info.topic_locked === true ? "on" : "off"],
    ["join by name", info.join_by_name === true ? "on" : "off"],
    ["outsiders write", info.outsiders_write === true ? "on" : "off"],
    ["accounts only", info.accounts_only === true ? "on" : "off"],
    ["without signals", info.without_signals === true ? "on" : "off"],
    ["key", info.keyed === true ? "set" : "off"],
    ["limit", info.limit === undefined ? "off" : String(info.limit)],
    ["call after", callAfter === 0 ? "off" : formatDuration(callAfter)],
    ["retention", info.retention === undefined ? "off" : formatDuration(info.retention)],
  ];
}

function onOrOff(text: string): boolean {
  if (text !== "on" && text !== "off") throw new InvalidArgumentError("It must be on or off.");
  return text === "on";
}

/** What `off` takes away is 0 on the wire. */
function orOff(parse: (text: string) => number): (text: string) => number {
  return (text) => text === "off" ? 0 : parse(text);
}
