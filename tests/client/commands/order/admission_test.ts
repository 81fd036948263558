/** Commands about who may make an account, against a server that answers as it is told. */
import assert from "node:assert/strict";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";

const TIME = "2026-11-20T17:04:00.000Z";

Deno.test("/registration shows and sets who may register", async () => {
  await using server = await FakeServer.start();
  answering(server, { registration: { mode: "closed", until: TIME, next: "allow_list" } });
  const { code, stderr, stdout } = await play(server, [
    "/registration",
    "/registration Allow-List",
    "/registration closed 1h30m",
    "/registration shut",
    "/registration closed soon",
  ]);
  assert.equal(
    stdout.split("\n")[0],
    "* nobody may register until 2026-11-20 17:04, then names on the list may register",
  );
  assert.deepEqual(asked(server, "registration"), [
    {},
    { mode: "allow_list" },
    { mode: "closed", seconds: 5_400 },
  ]);
  assert.match(stderr, /Line 4 .*open, invite, closed or allow-list/);
  assert.match(stderr, /Line 5 .*"soon" is no duration/);
  assert.equal(code, 1);
});

Deno.test("/invite-code makes a code, /invite-codes lists them, /revoke-code ends one", async () => {
  await using server = await FakeServer.start();
  answering(server, {
    invite_code: { code: "7KQ2-AAAA-BBBB-CCCC", uses: 3, until: TIME },
    invite_codes: {
      codes: [
        {
          id: 2,
          code: "7KQ2",
          by: "root",
          time: TIME,
          uses_left: 0,
          users: ["bob", "eve\u001b[2J"],
        },
        { id: 1, code: "8KQ2", by: "root", time: TIME, uses_left: 4, revoked: true, users: [] },
        { id: 0, code: 5 },
      ],
      more: true,
    },
    revoke_code: {},
  });
  const { stdout } = await play(server, [
    "/invite-code",
    "/invite-code 3 1w",
    "/invite-codes",
    "/more",
    "/revoke-code 7kq2",
  ]);
  const lines = stdout.split("\n");
  assert.equal(lines[0], "* 7KQ2-AAAA-BBBB-CCCC is good for 3 accounts, until 2026-11-20 17:04");
  assert.deepEqual(lines.slice(2, 5), [
    "* 7KQ2  0 left, by root; used by bob",
    "* 8KQ2  revoked, by root",
    "* /more goes on",
  ]);
  assert.deepEqual(asked(server, "invite_code"), [{}, { uses: 3, seconds: 604_800 }]);
  assert.deepEqual(asked(server, "invite_codes"), [{}, { before: 1 }]);
  assert.deepEqual(asked(server, "revoke_code"), [{ code: "7kq2" }]);
});

Deno.test("/allow and /disallow take several names, /allowed lists them", async () => {
  await using server = await FakeServer.start();
  answering(server, {
    allow: {},
    disallow: {},
    allowed: {
      users: [
        { username: "bob", by: "root", registered: true },
        { username: "carol", by: "root" },
      ],
      more: false,
    },
  });
  const { stdout } = await play(server, ["/allow bob, @carol", "/disallow dave", "/allowed"]);
  assert.deepEqual(asked(server, "allow"), [{ username: "bob" }, { username: "carol" }]);
  assert.deepEqual(asked(server, "disallow"), [{ username: "dave" }]);
  assert.equal(
    stdout,
    "* bob, carol: may register\n* dave: not on the list any more\n" +
      "* bob (by root, registered)\n* carol (by root)\n",
  );
});

Deno.test("/reset-password and /reset-2fa name whom they are about", async () => {
  await using server = await FakeServer.start();
  answering(server, { reset_password: {}, reset_second_factor: {} });
  const { code } = await play(server, ["/reset-password @bob", "/reset-2fa bob"]);
  assert.deepEqual(asked(server, "reset_password"), [{ username: "bob" }]);
  assert.deepEqual(asked(server, "reset_second_factor"), [{ username: "bob" }]);
  assert.equal(code, 0);
});
