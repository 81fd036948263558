/** The settings of the plain client, which may change while it runs, and what is logged by them. */
import type { Message } from "../../protocol/records.ts";
import type { SettingPowers } from "../commands/parts/setting_powers.ts";
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/config_file.ts";
import { ConfigKeeper } from "../config/config_keeper.ts";
import { logMode } from "../config/log_mode.ts";
import { pathRoots } from "../files/start_files.ts";
import { logFolder } from "../logs/log_folder.ts";
import { RoomLogs } from "../logs/room_logs.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { highlightPattern } from "../wording/highlights.ts";

/** What the client looks at whenever it needs it. */
export interface OwnSettings {
  readonly config: Config;
  /** Finds words that call the reader as the own name does. */
  readonly highlights: RegExp | undefined;
  readonly logs: RoomLogs;
  /** Something was said for the first time, or has changed. */
  heard(said: Message | ChangeEvent): void;
  /** What commands do about settings. */
  powers(): Promise<SettingPowers>;
}

/** Reads the settings for a server, which has the address `host:port`. */
export async function ownSettings(
  { address, folder, proxyChanged, username, warn }: {
    folder: string | undefined;
    address: string;
    username: string;
    warn: (line: string) => void;
    /** Further connections are to be made through this proxy. */
    proxyChanged: (proxy: string) => void;
  },
): Promise<OwnSettings> {
  let highlights: RegExp | undefined;
  const found = await readConfig(folder);
  const keeper = new ConfigKeeper({
    folder,
    found,
    changed: ({ config }) => {
      highlights = highlightPattern(config.notifications.words);
      proxyChanged(config.proxy);
    },
  });
  highlights = highlightPattern(found.config.notifications.words);
  const logs = new RoomLogs({
    folder: () => logFolder(keeper.config.log.folder, folder, pathRoots()),
    modeOf: (at, place) => logMode(keeper.config.log.rooms, at, place),
    timeMs: Date.now,
    warn,
  });
  const server = { address, username };
  return {
    logs,
    get config() {
      return keeper.config;
    },
    get highlights() {
      return highlights;
    },
    heard: (said) => "event" in said ? logs.change(said, server) : logs.message(said, server),
    powers: async () => {
      const { ClientSettings } = await import("../config/client_settings.ts");
      return new ClientSettings({
        keeper,
        server,
        logPath: (at, place) => logs.pathOf(at, place),
      });
    },
  };
}
