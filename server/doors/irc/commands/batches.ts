/** BATCH from clients: one message of several lines (draft/multiline). */
import { utf8Length } from "../../../../protocol/text/utf8_length.ts";
import type { IrcClient } from "../irc_client.ts";
import type { OpenBatch } from "../wire/open_batch.ts";
import type { IrcMessage } from "../wire/message.ts";
import type { IrcCommands } from "./command.ts";
import { sayText } from "./saying.ts";

/** Most lines of one message. */
const MAX_LINES = 200;

export const BATCHES: IrcCommands = {
  BATCH: {
    least: 1,
    needsAccount: true,
    help: "BATCH +name draft/multiline #room: lines of one message",
    run: batch,
  },
};

async function batch(client: IrcClient, message: IrcMessage): Promise<void> {
  const [reference = "", type, target] = message.params;
  const name = reference.slice(1);
  if (reference.startsWith("+")) {
    if (type !== "draft/multiline" || target === undefined || isOpen(client.batch)) {
      return client.fail("BATCH", "MULTILINE_INVALID", "Only one draft/multiline at a time");
    }
    client.batch = {
      name,
      target,
      hasFailed: false,
      opening: message,
      command: undefined,
      text: "",
      lines: 0,
      pieces: [],
    };
    return;
  }
  const open = client.batch;
  client.batch = undefined;
  if (open === undefined || open.name !== name) {
    return client.fail("BATCH", "MULTILINE_INVALID", "There is no such batch");
  }
  // What was wrong with it was said.
  if (open.hasFailed) return;
  if (open.command === undefined || open.text.trim() === "") {
    return client.fail("BATCH", "MULTILINE_INVALID", "There is nothing in this batch");
  }
  const { command, opening, pieces, target: to, text } = open;
  client.house.cuts.keep(text, pieces);
  await sayText(client, { command, target: to, text, message: opening });
}

function isOpen(batch: OpenBatch | undefined): boolean {
  return batch !== undefined && !batch.hasFailed;
}

/** Takes a line that belongs to a batch; false for one that belongs to none. */
export function takesLine(client: IrcClient, message: IrcMessage): boolean {
  const { batch: open } = client;
  const name = message.tags.get("batch");
  if (name === undefined || !client.has("draft/multiline")) return false;
  const fail = (code: string, ...context: readonly string[]) => {
    // Of a message in which something was wrong nothing is said, not line by line either.
    if (open !== undefined) open.hasFailed = true;
    client.fail("BATCH", code, ...context);
    return true;
  };
  if (open === undefined || open.name !== name) {
    return fail("MULTILINE_INVALID", "There is no such batch");
  }
  if (open.hasFailed) return true;
  const { command, params: [target, text = ""], tags } = message;
  const isSame = open.command === undefined || open.command === command;
  if (command !== "PRIVMSG" && command !== "NOTICE" || !isSame) {
    return fail("MULTILINE_INVALID", "Only lines of one kind make a message");
  }
  if (target !== open.target) {
    return fail(
      "MULTILINE_INVALID_TARGET",
      open.target,
      target ?? "*",
      "All lines have one target",
    );
  }
  if (text === "" && tags.has("draft/multiline-concat")) {
    return fail("MULTILINE_INVALID", "An empty line cannot go on with the one before it");
  }
  if (open.lines >= MAX_LINES) {
    return fail("MULTILINE_MAX_LINES", String(MAX_LINES), "Too many lines");
  }
  const isJoined = open.lines === 0 || tags.has("draft/multiline-concat");
  const whole = `${open.text}${isJoined ? "" : "\n"}${text}`;
  const { maxMessageBytes } = client.house.services;
  if (utf8Length(whole) > maxMessageBytes) {
    return fail("MULTILINE_MAX_BYTES", String(maxMessageBytes), "The message is too long");
  }
  open.command = command;
  open.text = whole;
  open.pieces.push({ text, goesOn: isJoined && open.lines > 0 });
  open.lines += 1;
  return true;
}
