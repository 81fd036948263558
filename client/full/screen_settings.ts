/** What the config file and `/notify` say, as the screen needs it. */
import { hintOf } from "../base/environment.ts";
import type { FoundConfig } from "../config/config_file.ts";
import type { ModesByPlace } from "../config/notify_modes.ts";
import { colourDepth } from "../theme/colour_depth.ts";
import { nickCount } from "../theme/theme.ts";
import { highlightPattern } from "../wording/highlights.ts";
import type { Settings } from "./state/state.ts";

/** What is wanted is taken from the file, what the terminal can from its environment. */
export function screenSettings(
  { config, themeFile }: Pick<FoundConfig, "config" | "themeFile">,
  kept: ModesByPlace,
): Settings {
  const { aliases, files, hideMuted, mouse, namesColumns, notifications } = config;
  const { spelling, timeFormat, traffic, typing } = config;
  const hasSpelling = spelling.language !== "" || Object.keys(spelling.rooms).length > 0;
  const nicks = config.nicks.length > 0 ? config.nicks : themeFile?.nicks ?? [];
  return {
    notify: notifications.mode,
    notifyByPlace: { ...notifications.rooms, ...kept },
    highlights: highlightPattern(notifications.words),
    aliases,
    timeFormat,
    namesColumns,
    ...(hasSpelling ? { spelling } : {}),
    nickCount: nickCount(nicks, colourDepth(hintOf)),
    hasMouse: mouse,
    traffic,
    showsTyping: typing.show,
    tellsTyping: typing.tell,
    hidesMuted: hideMuted,
    hasPictures: files.pictures !== "none" && colourDepth(hintOf) >= 256,
  };
}
