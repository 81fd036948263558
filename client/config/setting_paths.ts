/** Settings by the names that people write: `theme`, `notifications.bell`, `keys.jump`. */
import { nearest } from "../../protocol/text/nearest.ts";
import { printable } from "../../protocol/text/printable.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import { withoutPassword } from "../net/proxy/proxy.ts";
import { type Config, DEFAULT_CONFIG } from "./config.ts";
import { defaultConfigText } from "./default_text.ts";
import { type Members, settingNames } from "./setting_names.ts";
import { type Setting, SETTINGS } from "./settings.ts";
import { unknownText } from "./unknown_setting.ts";

/** A setting that can be changed. */
export interface NamedSetting {
  /** The names from the outermost braces on; that of an entry of a table is as it is compared. */
  readonly path: readonly string[];
  /** The table whose entry it is. */
  readonly table?: Extract<Setting<unknown>, { kind: "table" }> | undefined;
}

/**
 * The setting that somebody has written.
 *
 * @throws {Mistake} when there is none, in the words of `chat config --check`.
 */
export function settingCalled(written: string): NamedSetting {
  let members = SETTINGS as Members;
  const path: string[] = [];
  for (let rest = written;;) {
    const [, word = "", more = ""] = /^([^.]*)(?:\.(.*))?$/s.exec(rest) ?? [];
    const names = Object.keys(members);
    const name = names.find((each) => each.toLowerCase() === word.toLowerCase());
    const setting = name === undefined ? undefined : members[name];
    if (name === undefined || setting === undefined) {
      throw new Mistake(printable(unknownSetting(written, word, names)));
    }
    path.push(name);
    switch (setting.kind) {
      case "value":
        if (more !== "") throw new Mistake(`"${path.join(".")}" has no settings of its own`);
        return { path };
      case "table":
        return more === ""
          ? { path }
          : { path: [...path, entryName(setting, more)], table: setting };
      case "group": {
        const inner = setting.settings as Members;
        if (more === "") {
          const all = Object.keys(inner).map((each) => `${path.join(".")}.${each}`);
          throw new Mistake(`Say which one: ${all.join(", ")}`);
        }
        members = inner;
        rest = more;
      }
    }
  }
}

/** What a setting is in this config; `undefined` for an entry of a table that is not there. */
export function valueOf(config: Config, path: readonly string[]): unknown {
  let value: unknown = config;
  for (const name of path) {
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    value = isThere ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}

/** The value of a setting as it stands in the file, without a password. */
export function valueText(value: unknown, path: readonly string[]): string {
  const isProxy = typeof value === "string" && path.join(".") === "proxy";
  const text = JSON.stringify(isProxy ? withoutPassword(value) : value) ?? "";
  return printable(Array.isArray(value) ? text.replaceAll('","', '", "') : text);
}

/** All settings with what they are, a line each; those that are other than by default have a `*`. */
export function settingLines(config: Config): string[] {
  return settingNames().flatMap((name) => {
    const path = name.split(".");
    const value = valueOf(config, path);
    const isTable = settingCalled(name).path.length > 0 && isTableAt(path);
    if (!isTable) return [line(path, value, isSame(value, valueOf(DEFAULT_CONFIG, path)))];
    const entries = Object.entries(value as Record<string, unknown>);
    return entries.length === 0
      ? [`  ${name} { }`]
      : entries.map(([entry, each]) => line([...path, entry], each, false));
  });
}

/** What the default file explains about a setting. */
export function explanation(path: readonly string[]): string[] {
  const lines = defaultConfigText().split("\n");
  let from = 0;
  for (const [depth, name] of path.entries()) {
    const indent = "  ".repeat(depth + 1);
    const at = lines.findIndex((each, index) =>
      index >= from && each.startsWith(`${indent}${JSON.stringify(name)}:`)
    );
    if (at < 0 && depth === 0) return [];
    if (at < 0) break; // it stands behind the name of its group
    from = at;
  }
  const found: string[] = [];
  for (let index = from - 1; /^\s*\/\/ /.test(lines[index] ?? ""); index--) {
    found.unshift((lines[index] ?? "").replace(/^\s*\/\/ /, ""));
  }
  // What stands above the braces speaks of all that is in them.
  return found.length === 0 && path.length > 1 ? explanation(path.slice(0, -1)) : found;
}

function isTableAt(path: readonly string[]): boolean {
  let members = SETTINGS as Members;
  let found: Setting<unknown> | undefined;
  for (const name of path) {
    found = members[name];
    if (found?.kind === "group") members = found.settings as Members;
  }
  return found?.kind === "table";
}

function entryName(
  table: Extract<Setting<unknown>, { kind: "table" }>,
  written: string,
): string {
  try {
    return table.readName(written);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Mistake(printable(text.slice(0, 1).toUpperCase() + text.slice(1)), { cause: error });
  }
}

/** A last name alone is enough to be understood, and suggested. */
function unknownSetting(written: string, word: string, names: readonly string[]): string {
  const all = settingNames();
  const folded = written.toLowerCase();
  const whole = all.find((name) => name.toLowerCase().endsWith(`.${folded}`)) ??
    nearest(folded, all);
  return whole === undefined
    ? unknownText(word, names)
    : `There is no setting "${written}"; did you mean "${whole}"?`;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function line(path: readonly string[], value: unknown, isDefault: boolean): string {
  return `${isDefault ? " " : "*"} ${printable(path.join("."))} ${valueText(value, path)}`;
}
