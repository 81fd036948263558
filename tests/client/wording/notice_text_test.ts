import assert from "node:assert/strict";
import { noticeText } from "../../../client/wording/notice_text.ts";
import type { NoticeEvent } from "../../../protocol/events.ts";

Deno.test("noticeText() names the commands of this client where it knows what it is about", () => {
  const text = "as the server says it";
  const reported = { code: "reported", room: "ops", message: 12, report: 3 } as const;
  assert.equal(
    noticeText({ event: "notice", text, ...reported }),
    "Message 12 in #ops was reported; /reports shows report 3",
  );
  assert.match(
    noticeText({ event: "notice", text, code: "recovery_code_used", left: 0 }),
    /none is left: \/2fa off and then \/2fa on makes new ones$/,
  );
  assert.equal(noticeText({ event: "notice", text, code: "recovery_code_used", left: 2 }), text);
});

Deno.test("noticeText() says what the server says of what it does not know, and makes it harmless", () => {
  assert.equal(noticeText({ event: "notice", text: "be\x1b[31mware" }), "be\ufffd[31mware");
  const newer = { event: "notice", text: "tea is ready", code: "tea" } as unknown as NoticeEvent;
  assert.equal(noticeText(newer), "tea is ready");
  const odd = { event: "notice", text: "odd", code: "reported", room: 7 } as unknown as NoticeEvent;
  assert.equal(noticeText(odd), "odd");
});
