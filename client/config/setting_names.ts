/** The names of all settings, as people write them: `theme`, `notifications.bell`. */
import { type Setting, SETTINGS } from "./settings.ts";

/** The settings of a group, by their names. */
export type Members = Readonly<Record<string, Setting<unknown>>>;

/** The names of all settings that are no tables, and of the tables. */
export function settingNames(): string[] {
  return leaves(SETTINGS as Members, []).map((path) => path.join("."));
}

function leaves(members: Members, before: readonly string[]): string[][] {
  return Object.entries(members).flatMap(([name, setting]) =>
    setting.kind === "group"
      ? leaves(setting.settings as Members, [...before, name])
      : [[...before, name]]
  );
}
