/** Writes a configuration file with everything that can be set, what it means, and what it is. */
import type { Option } from "commander";
import type { GivenSettings } from "./apply.ts";
import { variableOf } from "./environment.ts";

const WIDTH = 90;

const HEAD = `# The configuration of a chat server: chat serve --config FILE
#
# Every setting is an option of "chat serve" and a variable of the environment. What is said on the
# command line counts first, then the environment, then this file. Files and folders are told from the
# folder of this file. Lines that begin with # hold what is so without them; a word like "<file>" stands
# where there is nothing without them. SIGHUP has this file read again; what that cannot change is said in
# the log, and changes at the next start.
`;

/** The file, in TOML; what was set stands in it, everything else is commented out. */
export function printConfig(settings: GivenSettings): string {
  const parts = settings.all.map((setting) => {
    const { name, options } = setting;
    const [option] = options;
    const explained = options.map(({ description, negate }) =>
      negate ? `false: ${description}` : description
    );
    const choices = option?.argChoices;
    if (choices !== undefined) explained.push(`One of: ${choices.join(", ")}`);
    const comments = [...explained, variableOf(name)].flatMap(wrapped);
    const value = settings.valueOf(setting);
    const text = value === undefined ? exampleOf(option) : tomlOf(value);
    const line = `${settings.isSet(setting) ? "" : "# "}${name} = ${text}`;
    return [...comments.map((comment) => `# ${comment}`), line].join("\n");
  });
  return `${HEAD}\n${parts.join("\n\n")}\n`;
}

function tomlOf(value: boolean | number | string | readonly string[]): string {
  if (typeof value === "object") return `[${value.map(tomlOf).join(", ")}]`;
  return typeof value === "string" ? quoted(value) : String(value);
}

/** A basic string of TOML, which is one of JSON but for the delete character. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}

/** What stands where nothing is set: the word for the value in the help. */
function exampleOf({ flags = "" }: Partial<Option> = {}): string {
  return `"${/<.+>/.exec(flags)?.[0] ?? ""}"`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
