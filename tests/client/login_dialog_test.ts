import assert from "node:assert/strict";
import { ClientFailure } from "../../client/failure.ts";
import { type LoginDialogOptions, runLoginDialog } from "../../client/login_dialog.ts";
import type { Credentials } from "../../client/login.ts";
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";

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
  assert.deepEqual(tried, [{ username: "alice", password: "secret 123", register: false }]);
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
