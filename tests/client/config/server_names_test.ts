import assert from "node:assert/strict";
import { serverCalled } from "../../../client/config/server_names.ts";

Deno.test("serverCalled() finds servers by their names, also as another account", () => {
  const servers = { work: "alice@chat.example:7000", home: "[::1]:5000" };
  assert.equal(serverCalled("work", servers), "alice@chat.example:7000");
  assert.equal(serverCalled("Work", servers), "alice@chat.example:7000");
  assert.equal(serverCalled("bob@work", servers), "bob@chat.example:7000");
  assert.equal(serverCalled("bob@home", servers), "bob@[::1]:5000");
  assert.equal(serverCalled("localhost", servers), "localhost");
  assert.equal(serverCalled("work:5000", servers), "work:5000");
  assert.equal(serverCalled("toString", servers), "toString");
});
