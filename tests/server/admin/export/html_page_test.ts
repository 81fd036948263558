import assert from "node:assert/strict";
import type { Message } from "../../../../protocol/records.ts";
import { htmlMessage } from "../../../../server/admin/export/html_page.ts";

const MESSAGE: Message = {
  id: 7,
  from: "bob",
  room: "ops",
  time: "2026-01-01T12:34:56.000Z",
  text: "",
};

Deno.test("htmlMessage() says of what is encrypted that it is, and that nobody can read it there", () => {
  const html = htmlMessage({ ...MESSAGE, kind: "sealed", sealed: "AAAA" }, undefined);
  assert.match(html, /encrypted; only its readers can open it/);
  assert.doesNotMatch(html, /AAAA/);
});

Deno.test("htmlMessage() lets nothing of a message or a file's name become a part of the page", () => {
  const hostile = `"><script>x()</script><img src=x onerror='x()'>`;
  const file = { name: hostile, size: 3, type: `image/png"${hostile}`, sha256: "0".repeat(64) };
  const html = htmlMessage({
    ...MESSAGE,
    from: hostile,
    text: hostile,
    time: hostile,
    file,
    reactions: [{ emoji: hostile, count: 1, users: [hostile] }],
  }, `files/${hostile}`);
  assert.doesNotMatch(html, /<script|<img/);
});
