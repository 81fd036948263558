import assert from "node:assert/strict";
import { changedRegistration, registrationAt } from "../../../server/access/registration.ts";

Deno.test("registrationAt() returns to what it was when the time is over", () => {
  const rule = changedRegistration({ mode: "invite" }, "closed", 1_000);
  assert.deepEqual(registrationAt(rule, 999), {
    mode: "closed",
    ends: { untilMs: 1_000, next: "invite" },
  });
  assert.deepEqual(registrationAt(rule, 1_000), { mode: "invite", ends: undefined });
});

Deno.test("changedRegistration() returns to what holds for good, not to what was meanwhile", () => {
  const first = changedRegistration({ mode: "open" }, "closed", 1_000);
  const second = changedRegistration(first, "invite", 2_000);
  assert.equal(registrationAt(second, 500).mode, "invite");
  assert.equal(registrationAt(second, 2_000).mode, "open");
});

Deno.test("changedRegistration() for good ends what was meanwhile", () => {
  const first = changedRegistration({ mode: "open" }, "closed", 1_000);
  assert.deepEqual(changedRegistration(first, "invite", undefined), { mode: "invite" });
});
