import assert from "node:assert/strict";
import { ChatError, ERROR_SENTENCES } from "../../../../protocol/errors.ts";
import { failureText } from "../../../../client/web/parts/failure.ts";
import { textsFor } from "../../../../client/web/texts/texts.ts";

Deno.test("failureText() says in the language of the page why a server refuses", async () => {
  const [english, german] = [await textsFor(["en"]), await textsFor(["de"])];
  const refusal = new ChatError("no_right");
  assert.equal(failureText(refusal, german), ERROR_SENTENCES.no_right, "until they are loaded");
  await german.refusals.load();
  assert.equal(failureText(refusal, english), ERROR_SENTENCES.no_right);
  assert.equal(failureText(refusal, german), "Das darfst du hier nicht");
});

Deno.test("failureText() leaves nothing out that a server says beyond the code", async () => {
  const german = await textsFor(["de"]);
  await german.refusals.load();
  const special = new ChatError("filtered", "Not here: the word cow");
  assert.match(failureText(special, german) ?? "", /^Die Filter .* \(Not here: the word cow\)$/);
  const strange = new ChatError("bad_json", "What is this");
  assert.equal(failureText(strange, german), "What is this");
});
