/** What the terminal does with a command the page does, too: docs/page.md says where. */
import assert from "node:assert/strict";
import { COMMANDS } from "../../../client/commands/catalogue.ts";
import { EN } from "../../../client/web/texts/en.ts";
import { MORE_EN } from "../../../client/web/texts/more_en.ts";
import { PAGE_KEYS } from "../../../client/web/state/page_keys.ts";
import type { Action } from "../../../protocol/requests.ts";

const ROOT = new URL("../../../", import.meta.url);
const DOCUMENT = Deno.readTextFileSync(new URL("docs/page.md", ROOT));

/** Requests that the page makes in another way: what it asks instead. */
const INSTEAD: Partial<Record<Action, string>> = {
  slow: "set",
  lock: "set",
  // A message goes out as what the state wants of its server.
  say: "send",
  edit: "edit-message",
  delete: "delete-message",
  react: "react-to",
};

/** What only a terminal asks: a page is closed, and shows no script a token. */
const NEVER: readonly Action[] = ["exit", "token"];

/** Asked by what keeps the keys, of which each power has a button. */
const OF_KEYS: readonly Action[] = [
  "keys",
  "keys_change",
  "keys_vault",
  "link",
  "room_entry",
  "room_log",
];

/** Powers that only a terminal uses, and what the page uses instead. */
const POWERS_INSTEAD: Readonly<Record<string, string>> = {
  deviceLines: "state",
  removeDevice: "removeDevices",
};

/** The rows of the table, by the command. */
function rows(): Map<string, string> {
  const [, table = ""] = DOCUMENT.split("reach_test.ts compares this table");
  return new Map(
    [...table.matchAll(/^\| `\/([\w-]+)` +\| (.+?) +\|$/gm)].map(([, name = "", where = ""]) => [
      name,
      where,
    ]),
  );
}

/** All sources of the page but its texts. */
async function sources(folder = new URL("client/web/", ROOT)): Promise<string> {
  let text = "";
  for await (const { isDirectory, name } of Deno.readDir(folder)) {
    if (isDirectory && name !== "texts") text += await sources(new URL(`${name}/`, folder));
    else if (/\.tsx?$/.test(name)) text += await Deno.readTextFile(new URL(name, folder));
  }
  return text;
}

Deno.test("docs/page.md says of every command where it is in the page, and of no other", () => {
  assert.deepEqual([...rows().keys()], COMMANDS.map(({ name }) => name));
});

Deno.test("docs/page.md calls buttons and tabs what the page calls them", () => {
  const words = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string") words.add(value.toLowerCase());
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  look(EN);
  look(MORE_EN);
  const said = [...rows()].flatMap(([command, where]) =>
    where.split(/[;:,]/).map((part) => part.trim())
      // What begins with a capital letter and is no key is a name in the page.
      .filter((part) => /^[A-Z]/.test(part) && !/^(?:Ctrl|Alt|F1|Esc)/.test(part))
      .map((part) => [command, part] as const)
  );
  assert.ok(said.length > 60);
  const unknown = said.filter(([, part]) => {
    const isKnown = words.has(part.toLowerCase()) ||
      [...words].some((word) => part.toLowerCase().startsWith(`${word} `));
    return !isKnown;
  });
  assert.deepEqual(unknown, [], "nothing in the page is called so");
});

Deno.test("the page makes every request that a command makes", async () => {
  const text = await sources();
  for (const { actions, name } of COMMANDS) {
    for (const action of actions) {
      if (NEVER.includes(action) || OF_KEYS.includes(action)) continue;
      const wanted = `"${INSTEAD[action] ?? action}"`;
      assert.ok(text.includes(wanted), `/${name}: no ${wanted} in the page`);
    }
  }
});

Deno.test("the page has a button for everything that can be done with keys", async () => {
  const text = await sources();
  const powers = await Deno.readTextFile(new URL("client/link/key_powers.ts", ROOT));
  const names = [...powers.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = ""]) => name);
  assert.ok(names.length > 12);
  for (const name of names) {
    const call = new RegExp(`powers\\??\\.${POWERS_INSTEAD[name] ?? name}\\(`);
    assert.match(text, call, `nothing in the page does ${name}`);
  }
});

Deno.test("docs/page.md names the keys of the page as its overview does", () => {
  for (const { does, keys } of PAGE_KEYS) {
    const row = DOCUMENT.split("\n").find((line) => line.startsWith(`| ${keys} `));
    assert.ok(row?.includes(`| ${MORE_EN.find.does[does]} `), `${keys}: ${row}`);
  }
});
