import assert from "node:assert/strict";
import { ClientFailure } from "../../../client/base/failure.ts";
import type { Credentials } from "../../../client/link/login.ts";
import { type LoginDialogOptions, runLoginDialog } from "../../../client/login/login_dialog.ts";
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";

interface Script {
  /** What the person types, in order. */
  answers: (string | undefined)[];
  /** What the server refuses, in order; after that it accepts. */
  refusals?: ErrorCode[];
  options?: Partial<LoginDialogOptions>;
}

/** Plays a dialog; returns what was asked, said and tried. */
async function play({ answers, refusals = [], options }: Script) {
  const shown: string[] = [];
  const tried: Credentials[] = [];
  const pauses: number[] = [];
  const outcome = await runLoginDialog({
    ask: (question, { isSecret = false } = {}) => {
      shown.push(isSecret ? `${question}(hidden)` : question);
      return Promise.resolve(answers.shift());
    },
    say: (line) => shown.push(line),
    logIn: (credentials) => {
      tried.push(credentials);
      const code = refusals.shift();
      if (code !== undefined) return Promise.reject(new ChatError(code));
      const { username } = credentials;
      return Promise.resolve({ username, token: "t", rooms: ["general"], last_id: 0 });
    },
    pause: (delayMs) => {
      pauses.push(delayMs);
      return Promise.resolve();
    },
    registration: "open",
    hasAllowList: false,
    invite: undefined,
    username: undefined,
    password: undefined,
    register: false,
    ...options,
  }).catch((error: unknown) => error);
  return { outcome, shown, tried, pauses, left: answers.length };
}

Deno.test("runLoginDialog() asks for everything that is missing", async () => {
  const { outcome, shown, tried } = await play({ answers: ["l", "alice", "secret 123"] });
  assert.deepEqual(shown, [
    "Log in or register? [l/r] ",
    "Username: ",
    "Password of alice: (hidden)",
  ]);
  assert.deepEqual(tried, [
    { username: "alice", password: "secret 123", register: false, invite: undefined },
  ]);
  assert.equal((outcome as { username: string }).username, "alice");
});

Deno.test("runLoginDialog() asks nothing when everything is known", async () => {
  const { shown } = await play({
    answers: [],
    options: { username: "alice", password: "secret 1" },
  });
  assert.deepEqual(shown, []);
});

Deno.test("runLoginDialog() checks name and password of a new account before it sends them", async () => {
  const answers = [
    "x",
    "r",
    "al",
    "alice",
    "short",
    "long enough",
    "different",
    "long enough",
    "long enough",
  ];
  const { left, shown, tried } = await play({ answers });
  assert.equal(left, 0);
  assert.equal(tried.length, 1);
  assert.ok(shown.includes("A username has at least 3 characters."));
  assert.ok(shown.some((line) => line.startsWith("A password has at least 8 characters")));
  assert.ok(shown.includes("The two are not the same."));
});

Deno.test("runLoginDialog() asks for another name when it is taken, another password when it is common", async () => {
  const { outcome, shown, tried } = await play({
    answers: [
      "bob",
      "password",
      "password",
      "bob2",
      "password",
      "password",
      "better one",
      "better one",
    ],
    refusals: ["name_taken", "bad_password"],
    options: { register: true },
  });
  assert.deepEqual(tried.map(({ password, username }) => [username, password]), [
    ["bob", "password"],
    ["bob2", "password"],
    ["bob2", "better one"],
  ]);
  assert.ok(shown.includes("This name is taken; choose another one."));
  assert.ok(!(outcome instanceof Error));
});

Deno.test("runLoginDialog() gives up after three wrong passwords with the exit code for refused", async () => {
  const { outcome, tried } = await play({
    answers: ["wrong 11", "wrong 22", "wrong 33", "right"],
    refusals: ["bad_credentials", "bad_credentials", "bad_credentials"],
    options: { username: "alice" },
  });
  assert.equal(tried.length, 3);
  assert.ok(outcome instanceof ClientFailure);
  assert.equal(outcome.exitCode, 4);
});

Deno.test("runLoginDialog() does not ask again for a password that it was given", async () => {
  const { outcome, shown } = await play({
    answers: ["never asked"],
    refusals: ["bad_credentials"],
    options: { username: "alice", password: "from a file" },
  });
  assert.deepEqual(shown, []);
  assert.ok(outcome instanceof ClientFailure);
});

Deno.test("runLoginDialog() waits as long as a busy server asks for", async () => {
  const { outcome, pauses } = await play({
    answers: [],
    refusals: ["slow_down", "busy"],
    options: { username: "alice", password: "secret 1" },
  });
  assert.deepEqual(pauses, [1_000, 1_000]);
  assert.ok(!(outcome instanceof Error));
});

Deno.test("runLoginDialog() ends without a failure when the person wants to leave", async () => {
  assert.equal((await play({ answers: [undefined] })).outcome, undefined);
  assert.equal((await play({ answers: ["l", "alice", undefined] })).outcome, undefined);
});

Deno.test("runLoginDialog() does not offer to register where nobody can", async () => {
  const { shown } = await play({
    answers: ["alice", "secret 1"],
    options: { registration: "closed" },
  });
  assert.deepEqual(shown, ["Username: ", "Password of alice: (hidden)"]);
  const { outcome } = await play({
    answers: [],
    options: { registration: "closed", register: true },
  });
  assert.ok(outcome instanceof ClientFailure);
});

Deno.test("runLoginDialog() asks for the code of a second factor once the server wants one", async () => {
  const { shown, tried } = await play({
    answers: ["secret 1", "", "111111", "222222"],
    refusals: ["code_required", "bad_code"],
    options: { username: "alice" },
  });
  const question = "Code of your second factor, or a recovery code: ";
  assert.deepEqual(shown, [
    "Password of alice: (hidden)",
    "This account has a second factor: log in with a code of it as well.",
    question,
    question,
    "This code is not right, or it is not valid any more.",
    question,
  ]);
  assert.deepEqual(tried.map(({ code, password }) => [password, code]), [
    ["secret 1", undefined],
    ["secret 1", "111111"],
    ["secret 1", "222222"],
  ]);
});

Deno.test("runLoginDialog() asks for a code also when the password came from outside", async () => {
  const { outcome } = await play({
    answers: ["222222"],
    refusals: ["code_required"],
    options: { username: "alice", password: "from a file" },
  });
  assert.ok(!(outcome instanceof Error));
});

Deno.test("runLoginDialog() has another password chosen until the server is content", async () => {
  const { tried } = await play({
    answers: ["old secret", "password", "password", "better one", "better one"],
    refusals: ["password_change_required", "bad_password"],
    options: { username: "alice" },
  });
  assert.deepEqual(tried.map(({ newPassword, password }) => [password, newPassword]), [
    ["old secret", undefined],
    ["old secret", "password"],
    ["old secret", "better one"],
  ]);
});

Deno.test("runLoginDialog() asks for an invite code where registering takes one", async () => {
  const { shown, tried } = await play({
    answers: ["alice", "7KQ2", "long enough", "long enough", "7KQ3"],
    refusals: ["bad_invite"],
    options: { register: true, registration: "invite" },
  });
  assert.deepEqual(shown.filter((line) => line.startsWith("Invite")), [
    "Invite code: ",
    "Invite code: ",
  ]);
  assert.deepEqual(tried.map(({ invite }) => invite), ["7KQ2", "7KQ3"]);
});

Deno.test("runLoginDialog() does not ask again for an invite code that it was given", async () => {
  const { outcome, tried } = await play({
    answers: ["alice", "long enough", "long enough"],
    refusals: ["bad_invite"],
    options: { register: true, registration: "invite", invite: "7KQ2" },
  });
  assert.equal(tried.length, 1);
  assert.ok(outcome instanceof ClientFailure);
});

Deno.test("runLoginDialog() lets names on a list register although registration is closed", async () => {
  const { outcome, tried } = await play({
    answers: ["r", "alice", "long enough", "long enough"],
    options: { registration: "closed", hasAllowList: true },
  });
  assert.equal(tried[0]?.register, true);
  assert.ok(!(outcome instanceof Error));
});
