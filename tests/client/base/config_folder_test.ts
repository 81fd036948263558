import assert from "node:assert/strict";
import { configFolder } from "../../../client/base/config_folder.ts";

function folder(variables: Record<string, string>, asked?: string, isWindows = false) {
  return configFolder({ asked, environment: (name) => variables[name], isWindows });
}

Deno.test("configFolder() prefers what was asked for, then CHAT_CONFIG_DIR, XDG, HOME", () => {
  const variables = { CHAT_CONFIG_DIR: "/c", XDG_CONFIG_HOME: "/x", HOME: "/h" };
  assert.equal(folder(variables, "/asked"), "/asked");
  assert.equal(folder(variables), "/c");
  assert.equal(folder({ ...variables, CHAT_CONFIG_DIR: "" }), "/x/chat");
  assert.equal(folder({ HOME: "/h" }), "/h/.config/chat");
  assert.equal(folder({ HOME: "/h", XDG_CONFIG_HOME: "relative" }), "/h/.config/chat");
});

Deno.test("configFolder() returns undefined when the environment names none", () => {
  assert.equal(folder({}), undefined);
  assert.equal(folder({ HOME: "" }), undefined);
  assert.equal(folder({ HOME: "/h" }, undefined, true), undefined);
});
