import assert from "node:assert/strict";
import { withSetting } from "../../../client/config/edit_config.ts";
import { defaultConfigText } from "../../../client/config/default_text.ts";
import { parseConfig } from "../../../client/config/parse_config.ts";

Deno.test("withSetting() changes a value and leaves all comments where they are", () => {
  const text = `// mine
{
  // looks
  "theme": "dark", // at night
  /* names */ "namesColumns": 8, // narrow
}
// end
`;
  assert.equal(
    withSetting(text, ["theme"], "light"),
    text.replace('"dark"', '"light"'),
  );
  assert.equal(
    withSetting(text, ["mouse"], true),
    text.replace("// narrow\n", '// narrow\n  "mouse": true,\n').replace(
      '  "mouse": true,\n}',
      '  "mouse": true,\n}',
    ),
  );
});

Deno.test("withSetting() puts a new setting behind the comment of the last one", () => {
  assert.equal(
    withSetting('{\n  "theme": "dark" // at night\n}\n', ["mouse"], true),
    '{\n  "theme": "dark", // at night\n  "mouse": true\n}\n',
  );
});

Deno.test("withSetting() makes the braces that are missing on the way", () => {
  assert.equal(
    withSetting('{\n  "theme": "dark"\n}\n', ["notifications", "rooms", "#ops"], "all"),
    '{\n  "theme": "dark",\n  "notifications": { "rooms": { "#ops": "all" } }\n}\n',
  );
});

Deno.test("withSetting() takes a setting out", () => {
  const without = withSetting('{\n  "theme": "dark",\n  "mouse": true\n}\n', ["mouse"], undefined);
  assert.equal(without, '{\n  "theme": "dark"\n}\n');
  assert.equal(withSetting("{ }", ["mouse"], undefined), "{ }");
});

Deno.test("withSetting() begins a file that says what it is", () => {
  for (const text of ["", "\n"]) {
    const made = withSetting(text, ["theme"], "dark");
    assert.match(made, /^\/\/ Settings of the chat client/);
    assert.equal(parseConfig(made).config.theme, "dark");
  }
});

Deno.test("withSetting() keeps the ends of lines of the file", () => {
  const made = withSetting('{\r\n  "theme": "dark"\r\n}\r\n', ["mouse"], true);
  assert.equal(made, '{\r\n  "theme": "dark",\r\n  "mouse": true\r\n}\r\n');
});

Deno.test("withSetting() changes each setting of the default file, and its comments stay", () => {
  const text = defaultConfigText();
  const comments = (of: string) => of.split("\n").filter((line) => /^\s*\/\//.test(line));
  for (
    const [path, value] of [
      [["theme"], "light"],
      [["colours", "mention"], "red"],
      [["nicks"], ["red", "green"]],
      [["notifications", "bell"], false],
      [["notifications", "rooms", "#ops"], "none"],
      [["aliases", "hi"], "/me waves"],
      [["keys", "jump"], ["alt+j"]],
      [["keyCommands", "f5"], "/away"],
    ] as const
  ) {
    const made = withSetting(text, path, value);
    assert.deepEqual(comments(made), comments(text), path.join("."));
    assert.deepEqual(parseConfig(made).problems, []);
    assert.notDeepEqual(parseConfig(made).config, parseConfig(text).config);
  }
});
