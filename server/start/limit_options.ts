/** The options that say how much there may be: of connections, of what waits, of what is stored. */
import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { parseDuration } from "../../protocol/duration.ts";
import { DEFAULT_PAGE_MESSAGES, MIN_RETENTION_SECONDS } from "../../protocol/limits.ts";
import { size, time, whole } from "./option_values.ts";
import { DEFAULT_SERVE_OPTIONS } from "./serve_options.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** No message is bound to fewer bytes than that: what clients send by themselves has to fit. */
const LEAST_MESSAGE_BYTES = 256;

/** Adds them. */
export function addLimitOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
) {
  const defaults = DEFAULT_SERVE_OPTIONS;
  const { loginMs, pingMs, stallMs } = defaults.timeouts;
  return command
    .option(
      "--max-connections <count>",
      "connections at once",
      whole("number of connections", 1, 1_000_000),
      defaults.maxConnections,
    )
    .option(
      "--connections-per-address <count>",
      "connections at once from one address or IPv6 /64",
      whole("number of connections", 1, 1_000_000),
      defaults.connectionsPerAddress,
    )
    .option("--limit-loopback", "count connections from this machine, too", false)
    .option(
      "--sessions-per-user <count>",
      "sessions of one account at once, 0 for any number",
      whole("number of sessions", 0, 1_000),
      defaults.sessionsPerUser,
    )
    .addOption(
      new Option("--session-conflict <rule>", "what one session too many does")
        .choices(["refuse", "takeover"] as const).default(defaults.sessionConflict),
    )
    .option(
      "--rooms-per-user <count>",
      "rooms that one account may own",
      whole("number of rooms", 0, 10_000),
      defaults.roomsPerUser,
    )
    .addOption(
      new Option("--login-timeout <duration>", "close a connection that has not logged in by then")
        .argParser(time(1_000, DAY_MS)).default(loginMs, secondsOf(loginMs)),
    )
    .addOption(
      new Option(
        "--ping-interval <duration>",
        "ask who is silent for so long, and close it after as long again",
      ).argParser(time(1_000, DAY_MS)).default(pingMs, secondsOf(pingMs)),
    )
    .addOption(
      new Option("--stall-timeout <duration>", "close a reader that takes nothing for so long")
        .argParser(time(100, DAY_MS)).default(stallMs, secondsOf(stallMs)),
    )
    .option(
      "--outbox-bytes <bytes>",
      "bytes that may wait for one slow reader",
      whole("number of bytes", 16_384, 1_073_741_824),
      defaults.outboxBytes,
    )
    .option(
      "--outbox-messages <count>",
      "messages that may wait for one slow reader",
      whole("number of messages", 16, 10_000_000),
      defaults.outboxMessages,
    )
    .option(
      "--outboxes-bytes <bytes>",
      "bytes that may wait for all of them together; without it, an eighth of the memory there is",
      whole("number of bytes", 1_048_576, 1_099_511_627_776),
    )
    .addOption(
      new Option("--max-message-size <size>", "longest text of one message")
        .argParser(size(LEAST_MESSAGE_BYTES, defaults.maxMessageBytes))
        .default(defaults.maxMessageBytes, "8K"),
    )
    .option(
      "--page-messages <count>",
      "messages that one request for older ones is answered with",
      whole("number of messages", DEFAULT_PAGE_MESSAGES, defaults.pageMessages),
      defaults.pageMessages,
    )
    .addOption(
      new Option("--max-file-size <size>", "largest file that is taken; 0 takes none")
        .argParser(size(0)).default(defaults.files.maxFileBytes, "100M"),
    )
    .addOption(
      new Option(
        "--max-storage <size>",
        "room for all files; without it, until the disk is nearly full",
      ).argParser(size(1)),
    )
    .addOption(
      new Option("--max-account-storage <size>", "room for the files of one account")
        .argParser(size(0)).default(defaults.files.maxAccountBytes, "2G"),
    )
    .addOption(
      new Option("--max-room-storage <size>", "room for the files in one room")
        .argParser(size(0)).default(defaults.files.maxRoomBytes, "20G"),
    )
    .addOption(
      new Option("--max-daily-text <size>", "what one account may write on a day")
        .argParser(size(64 * 1_024)).default(defaults.maxDailyTextBytes, "64M"),
    )
    .addOption(
      new Option("--retention <duration>", "messages and files go after so long, for example 90d")
        .argParser(retentionOf),
    );
}

/** Parses for how long messages are kept. */
function retentionOf(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < MIN_RETENTION_SECONDS) {
    throw new InvalidArgumentError("It is a day or more, like 90d or 1w.");
  }
  return seconds;
}

function secondsOf(milliseconds: number): string {
  return `${milliseconds / 1_000}s`;
}
