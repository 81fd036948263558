/** The chats whose history can be imported, each with what reads it. */
import type { IMPORT_SOURCES } from "../../../doors/control/import_requests.ts";
import type { ExportFiles } from "../export_files.ts";
import type { Found, ParseOptions } from "../found.ts";
import { chat } from "./chat.ts";
import { discord } from "./discord.ts";
import { irssi } from "./irssi.ts";
import { mattermost } from "./mattermost.ts";
import { slack } from "./slack.ts";
import { weechat } from "./weechat.ts";

/** The name of one. */
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/** What reads each of them. */
export const PARSERS: Readonly<
  Record<ImportSource, (files: ExportFiles, options: ParseOptions) => AsyncGenerator<Found>>
> = { slack, mattermost, discord, weechat, irssi, chat };
