/** What a hostile peer sends to have many seconds spent on one line; without care each takes minutes. */
import assert from "node:assert/strict";
import { safeFileName } from "../../../protocol/files/file_name.ts";
import { isBlankOfHttp, trimEnds, trimLast } from "../../../protocol/text/trim_ends.ts";
import { parseHead } from "../../../server/doors/web/http_head.ts";

Deno.test("trimEnds() and trimLast() take away what is at the ends alone", () => {
  assert.equal(trimEnds(" \t a b\t ", isBlankOfHttp), "a b");
  assert.equal(trimEnds(" \t ", isBlankOfHttp), "");
  assert.equal(trimLast(" a ", isBlankOfHttp), " a");
});

Deno.test("safeFileName() is done with the longest name at once", () => {
  assert.equal(safeFileName(`a${".".repeat(60_000)}b`).length <= 255, true);
  assert.equal(safeFileName(". ".repeat(30_000)), "file");
});

Deno.test("parseHead() refuses a field of blanks at once", () => {
  const head = `GET / HTTP/1.1\r\nHost: x\r\nx:${" ".repeat(16_000)}\r`;
  assert.throws(() => parseHead(new TextEncoder().encode(head)), /header fields is none/);
});
