import assert from "node:assert/strict";
import {
  powersIn,
  roleInRoom,
  rolesToGive,
  serverRolesToGive,
} from "../../../../client/web/state/may.ts";
import { isAtLeast } from "../../../../client/web/state/server_rank.ts";
import { SERVER_ROLES } from "../../../../server/access/server_rights.ts";
import { effectiveStanding } from "../../../../server/access/rights.ts";
import type { MemberRole } from "../../../../protocol/records.ts";

const MEMBER_ROLES: readonly MemberRole[] = [
  "owner",
  "moderator",
  "speaker",
  "member",
  "read_only",
];

Deno.test("roleInRoom() raises those who keep order on the server as the server does", () => {
  for (const serverRole of SERVER_ROLES) {
    for (const role of MEMBER_ROLES) {
      const standing = effectiveStanding({ kind: "public", role, serverRole, isReadOnly: false });
      assert.equal(roleInRoom(role, serverRole), standing, `${serverRole}, ${role}`);
    }
    assert.equal(roleInRoom(undefined, serverRole), undefined);
  }
});

Deno.test("isAtLeast() ranks the roles of the server, and strange ones lowest", () => {
  for (const [rank, role] of SERVER_ROLES.entries()) {
    for (const [other, least] of SERVER_ROLES.entries()) {
      assert.equal(isAtLeast(role, least), rank >= other);
    }
  }
  assert.equal(isAtLeast("emperor" as "user", "moderator"), false);
});

Deno.test("powersIn() gives the topic to moderators where it is locked, and owners their rooms", () => {
  const member = powersIn({ role: "member" }, "user");
  assert.deepEqual(member, {
    isIn: true,
    mayTopic: true,
    mayInvite: true,
    mayModerate: false,
    mayOwn: false,
  });
  assert.equal(powersIn({ role: "member", topic_locked: true }, "user").mayTopic, false);
  assert.equal(powersIn({ role: "moderator", topic_locked: true }, "user").mayTopic, true);
  assert.equal(powersIn({ role: "read_only" }, "user").mayInvite, false);
  assert.equal(powersIn({ role: "owner" }, "user").mayOwn, true);
  assert.equal(powersIn({ role: "member" }, "admin").mayOwn, true);
  assert.equal(powersIn({}, "owner").isIn, false);
});

Deno.test("rolesToGive() and serverRolesToGive() go no higher than whoever gives", () => {
  assert.deepEqual(rolesToGive(powersIn({ role: "member" }, "user")), []);
  assert.deepEqual(rolesToGive(powersIn({ role: "moderator" }, "user")), [
    "speaker",
    "member",
    "read_only",
  ]);
  assert.deepEqual(rolesToGive(powersIn({ role: "owner" }, "user")), [...MEMBER_ROLES]);
  assert.deepEqual(serverRolesToGive("moderator"), []);
  assert.deepEqual(serverRolesToGive("admin"), ["user", "moderator"]);
  assert.deepEqual(serverRolesToGive("owner"), ["user", "moderator", "admin", "owner"]);
});
