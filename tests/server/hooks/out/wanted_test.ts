import assert from "node:assert/strict";
import { isWanted } from "../../../../server/hooks/out/wanted.ts";

Deno.test("isWanted() takes everything without words", () => {
  assert.ok(isWanted("", []));
  assert.ok(isWanted("anything", []));
});

Deno.test("isWanted() finds whole words and names, in whatever case and form", () => {
  assert.ok(isWanted("Please DEPLOY now", ["deploy"]));
  assert.ok(isWanted("ｄｅｐｌｏｙ!", ["deploy"]));
  assert.ok(isWanted("hey @bot, hi", ["@bot"]));
  assert.ok(isWanted("/status", ["/status"]));
  assert.ok(isWanted("redeploy and deploy", ["deploy"]));
  assert.ok(!isWanted("redeploy, deployed", ["deploy"]));
  assert.ok(!isWanted("@bots a@bot", ["@bot"]));
  assert.ok(!isWanted("anything", [""]));
});
