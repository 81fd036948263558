/** `/simulate`: makes the connections of one account worse than they are. */
import { printable } from "../../../protocol/text/printable.ts";
import { parseBandwidth, parseDurationMs, parseShare } from "../../../protocol/quantity.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { reasonOf } from "../../base/failure.ts";
import { firstWord, nameArgument } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import { Mistake } from "../parts/mistake.ts";

const EXAMPLE = "/simulate bob delay=300ms jitter=50ms bandwidth=64kbit drop=5%";

/** Longer delays than this no server pretends, in milliseconds. */
const DELAY = { least: 0, most: 10_000 };

type Simulated = Partial<Fields<"simulate">>;

/** What each word before a `=` is about. */
const QUALITIES: Readonly<Record<string, (text: string) => Simulated>> = {
  delay: (text) => ({ delay_ms: Math.round(parseDurationMs(text, DELAY)) }),
  jitter: (text) => ({ jitter_ms: Math.round(parseDurationMs(text, DELAY)) }),
  bandwidth: (text) => ({ bandwidth_bits: Math.round(parseBandwidth(text)) }),
  drop: (text) => ({ drop: parseShare(text) }),
};

const simulate: CodedCommand = {
  name: "simulate",
  args: "name how|off",
  help: "worsen somebody's connections: delay= jitter= bandwidth= drop=",
  topic: "moderation",
  actions: ["simulate"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const username = nameArgument(word, EXAMPLE);
    const words = rest.split(/\s+/).filter((each) => each !== "");
    const isOff = words.length === 1 && words[0]?.toLowerCase() === "off";
    if (words.length === 0) throw new Mistake(`Say how, or off, for example: ${EXAMPLE}`);
    const fields = isOff ? {} : Object.assign({}, ...words.map(qualityOf)) as Simulated;
    return async ({ request, view }) => {
      await request("simulate", { username, ...fields });
      view.answer([
        isOff
          ? `the connections of ${username} are what they are again`
          : `the connections of ${username} are simulated: ${words.map(printable).join(", ")}`,
      ]);
    };
  },
};

function qualityOf(word: string): Simulated {
  const [, name = "", value = ""] = /^([a-z]+)=(.+)$/i.exec(word) ?? [];
  const quality = Object.hasOwn(QUALITIES, name.toLowerCase())
    ? QUALITIES[name.toLowerCase()]
    : undefined;
  if (quality === undefined) {
    throw new Mistake(
      `"${printable(word)}" is no quality of a connection; for example: ${EXAMPLE}`,
    );
  }
  try {
    return quality(value);
  } catch (error) {
    throw new Mistake(`${printable(name)}: ${reasonOf(error)}`);
  }
}

/** Worse connections. */
export const SIMULATE_COMMANDS: readonly Command[] = [simulate];
