/** Reads the config file: JSON with comments and commas at the end of lists. */
import type { Node, ParseError } from "jsonc-parser";
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from "jsonc-parser";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";
import { UNREAD_PROXY } from "../net/proxy/proxy.ts";
import { type Config, DEFAULT_CONFIG, type ThemeFile } from "./config.ts";
import { type Setting, SETTINGS, type Settings, THEME_SETTINGS } from "./settings.ts";
import { unknownText } from "./unknown_setting.ts";

/** Most problems that are told about one file. */
export const MAX_PROBLEMS = 20;

/** A theme file in which nothing stands. */
const EMPTY_THEME: ThemeFile = { base: "auto", colours: {}, nicks: [] };

/** Something in the file that cannot be taken. */
export interface ConfigProblem {
  /** From 1. */
  readonly line: number;
  /** A harmless sentence that says what is wrong and what is right. */
  readonly text: string;
}

/** What a config says, and what in it cannot be taken. */
export interface ParsedConfig {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads a config; the default holds for everything that is missing or cannot be taken. At most
 * `mostProblems` are told.
 */
export function parseConfig(text: string, mostProblems = MAX_PROBLEMS): ParsedConfig {
  const standard = { defaults: DEFAULT_CONFIG, mostProblems };
  const { isWhole, problems, root, value } = parsed(text, SETTINGS, standard);
  const isUnread = value.proxy === "" && isProxyWanted(text, root, isWhole);
  return { config: isUnread ? { ...value, proxy: UNREAD_PROXY } : value, problems };
}

/** Reads a theme file; what is missing or cannot be taken is as in the theme on which it stands. */
export function parseTheme(
  text: string,
): { theme: ThemeFile; problems: readonly ConfigProblem[] } {
  const { problems, value } = parsed(text, THEME_SETTINGS, {
    defaults: EMPTY_THEME,
    mostProblems: MAX_PROBLEMS,
  });
  return { theme: value, problems };
}

/** On which line a setting stands, from 1. */
export function lineOf(text: string, name: string): number {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const offset = (root && findNodeAtLocation(root, [name]))?.offset ?? 0;
  return text.slice(0, offset).split("\n").length;
}

function parsed<Value>(
  text: string,
  settings: Settings<Value>,
  { defaults, mostProblems }: { defaults: Value; mostProblems: number },
) {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const reader = new Reader(text, mostProblems);
  for (const { error, offset } of errors) {
    reader.problem(offset, `This is no JSON: ${syntaxText(printParseErrorCode(error))}`);
  }
  const value = root === undefined ? defaults : reader.object(root, settings, defaults);
  return { value, problems: reader.problems, root, isWhole: errors.length === 0 };
}

/** Whether somebody has written a proxy, understood or not. */
function isProxyWanted(text: string, root: Node | undefined, isWhole: boolean): boolean {
  const values = (root?.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    String(key?.value).toLowerCase() === "proxy" ? [value?.value] : []
  );
  if (values.length > 0) return values.some((value) => value !== "");
  return !isWhole && /proxy/i.test(text);
}

/** Goes through the tree; gathers what is wrong. */
class Reader {
  readonly #text: string;
  readonly #mostProblems: number;
  readonly #problems: ConfigProblem[] = [];

  constructor(text: string, mostProblems: number) {
    this.#text = text;
    this.#mostProblems = mostProblems;
  }

  get problems(): readonly ConfigProblem[] {
    return this.#problems.toSorted((one, other) => one.line - other.line);
  }

  problem(offset: number, text: string): void {
    if (this.#problems.length >= this.#mostProblems) return;
    const line = this.#text.slice(0, offset).split("\n").length;
    this.#problems.push({ line, text: printable(text) });
  }

  /** The settings that an object has, over `defaults`. */
  object<Value>(node: Node, settings: Settings<Value>, defaults: Value): Value {
    if (node.type !== "object") {
      this.problem(node.offset, "Settings stand in braces: { … }");
      return defaults;
    }
    const read: Partial<Value> = {};
    const names = Object.keys(settings) as (keyof Value & string)[];
    for (const { name, offset, value } of this.#members(node)) {
      const known = names.find((candidate) => candidate === name);
      if (known === undefined) this.problem(offset, unknownText(name, names));
      else {
        const result = this.#setting(value, settings[known], defaults[known]);
        if (result !== undefined) read[known] = result;
      }
    }
    return { ...defaults, ...read };
  }

  #setting<Value>(node: Node, setting: Setting<Value>, standard: Value): Value | undefined {
    switch (setting.kind) {
      case "group":
        return this.object(node, setting.settings, standard);
      case "value":
        try {
          return setting.read(getNodeValue(node));
        } catch (error) {
          this.problem(node.offset, sentence(reasonOf(error)));
          return undefined;
        }
      case "table":
        return this.#table(node, setting);
    }
  }

  #table<Value>(node: Node, table: Extract<Setting<Value>, { kind: "table" }>): Value | undefined {
    if (node.type !== "object") {
      this.problem(node.offset, `Write ${table.example}`);
      return undefined;
    }
    const entries: Record<string, unknown> = {};
    for (const { name, offset, value } of this.#members(node)) {
      let key: string;
      try {
        key = table.readName(name);
      } catch (error) {
        this.problem(offset, sentence(reasonOf(error)));
        continue;
      }
      try {
        const result = table.readValue(getNodeValue(value), key);
        if (result !== undefined) entries[key] = result;
      } catch (error) {
        this.problem(value.offset, sentence(reasonOf(error)));
      }
    }
    return table.finish(entries, (name, text) => {
      const member = this.#members(node, true).find((candidate) => candidate.name === name);
      this.problem(member?.offset ?? node.offset, text);
    });
  }

  /** The members of an object; the last one of those with the same name counts. */
  #members(node: Node, isSilent = false): { name: string; offset: number; value: Node }[] {
    const members = new Map<string, { name: string; offset: number; value: Node }>();
    for (const { children = [], offset } of node.children ?? []) {
      const [key, value] = children;
      if (key === undefined || value === undefined) continue; // said to be no JSON already
      const name = String(key.value);
      if (members.has(name) && !isSilent) {
        this.problem(offset, `"${name}" stands here a second time; remove one of the two`);
      }
      members.set(name, { name, offset, value });
    }
    return [...members.values()];
  }
}

/** `CommaExpected` as people say it. */
function syntaxText(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
