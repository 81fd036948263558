import assert from "node:assert/strict";
import { isDeedOf } from "../../../protocol/text/staff_deeds.ts";

Deno.test("isDeedOf() reads who has done what from the sentences of the server", () => {
  const sentences: readonly (readonly [string, string | undefined])[] = [
    ["alice is member now (was admin), by mallory", "mallory"],
    ["alice banned bob: spam", "alice"],
    // What somebody gives as the reason names nobody.
    ["mallory muted bob for an hour: spam, by alice", "mallory"],
    ["mallory muted bob: alice is member now (was admin), by alice", "mallory"],
    ["The connections of alice are simulated (200 ms), by mallory", "mallory"],
    ["The connections of alice are what they are again, by mallory", "mallory"],
    ["Registration is closed now (was open), by mallory", "mallory"],
    ["Registration is open again (was closed)", undefined],
    ["The ban of bob in #ops is over", undefined],
    ["The letting in of 10.0.0.0/8 is over", undefined],
    ["The disk of this server is 95 % full. Files are refused first", undefined],
    ["Filter 3 flagged what bob wrote in #general (report 4: message 5)", undefined],
    ["mallory muted The connections of, by alice", "mallory"],
    ["12 more logins from 192.0.2.1 have failed", undefined],
    // Accounts may be called so.
    ["The lifted the ban of bob", "The"],
    ["The purged 3 messages of bob everywhere", "The"],
    ["Filter banned bob", "Filter"],
    ["Registration made the bot feed", "Registration"],
  ];
  const names = ["alice", "mallory", "The", "Filter", "Registration", "12"];
  for (const [text, doer] of sentences) {
    const doers = names.filter((name) => isDeedOf(name, text));
    assert.deepEqual(doers, doer === undefined ? [] : [doer], text);
  }
});
