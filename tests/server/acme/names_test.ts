import assert from "node:assert/strict";
import { MAX_NAMES, parseAcmeName, withAcmeName } from "../../../server/acme/names.ts";

Deno.test("parseAcmeName() takes host names, as DNS has them", () => {
  assert.equal(parseAcmeName("Chat.Example.ORG"), "chat.example.org");
  assert.equal(parseAcmeName("bücher.example"), "xn--bcher-kva.example");
  assert.equal(parseAcmeName("chat"), "chat");
});

Deno.test("parseAcmeName() says what is wrong with what is no name for a certificate", () => {
  const wrong = (text: string, reason: RegExp) =>
    assert.throws(() => parseAcmeName(text), { name: "RangeError", message: reason });
  for (const address of ["192.0.2.7", "2001:db8::1", "[::1]"]) wrong(address, /is an address/);
  wrong("*.example.org", /stands for many names/);
  const others = ["", "a..b", "chat.example:443", "https://chat.example/", "a b", "a_b.example"];
  for (const text of [...others, "user@chat.example", "chat.example/x", "0x7f.1"]) {
    wrong(text, /is no host name/);
  }
  wrong("a\u001b[31m", /^a\ufffd\[31m is no host name/);
});

Deno.test("withAcmeName() has each name once, and so many at most", () => {
  assert.deepEqual(withAcmeName("b.example", ["a.example", "b.example"]), [
    "a.example",
    "b.example",
  ]);
  const most = Array.from({ length: MAX_NAMES }, (_, at) => `n${at}.example`);
  assert.deepEqual(withAcmeName("n0.example", most), most);
  assert.throws(() => withAcmeName("one.more.example", most), /20 names at most/);
});
