import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import { chatCommand } from "../../support/server_process.ts";
import { TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, type TmuxOptions, tmuxTest } from "../../support/tmux.ts";

const GENERAL = { room: "general" };

/** The screen after a clean end: exit code 0, and the terminal as it was. */
const CLEAN_END = /exit code 0, icanon ,echo ,/;

function start(
  server: FakeServer,
  user: string,
  { env, ...options }: Partial<TmuxOptions> = {},
): Promise<Tmux> {
  return Tmux.start({
    command: chatCommand([
      "connect",
      "--plain",
      "--no-tls",
      `${user}127.0.0.1:${server.port}`,
    ]).flat(),
    env: { NO_COLOR: "1", TZ: "UTC", ...env },
    ...options,
  });
}

/** A terminal in which alice is logged in. */
async function talk(server: FakeServer, options: Partial<TmuxOptions> = {}): Promise<Tmux> {
  const env = { CHAT_PASSWORD: "correct horse", ...options.env };
  const terminal = await start(server, "alice@", { ...options, env });
  await terminal.until("#general>");
  return terminal;
}

tmuxTest("terminal client asks for name and password and hides the password", async () => {
  await using server = await FakeServer.start();
  await using terminal = await start(server, "");
  await terminal.until("Log in or register? [l/r]");
  await terminal.enter("l");
  await terminal.until("Username:");
  await terminal.enter("alice");
  await terminal.until("Password of alice:");
  await terminal.type("seecret");
  await terminal.until("Password of alice: *******");
  await terminal.press("C-u");
  await terminal.type("sesamX");
  await terminal.press("BSpace");
  await terminal.enter("e 123");
  const screen = await terminal.until("#general>");
  assert.doesNotMatch(screen, /sesam|seecret/);
  assert.equal(server.requestsFor("login")[0]?.["password"], "sesame 123");
});

tmuxTest(
  "terminal client ends with 4 after three wrong passwords, the terminal as it was",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await start(server, "alice@");
    for (let attempt = 1; attempt <= 3; attempt++) {
      await server.until(() => server.requestsFor("login").length === attempt - 1);
      await terminal.until(new RegExp(`(Password of alice:[^]*){${attempt}}`));
      await terminal.enter("wrong pass");
    }
    const screen = await terminal.until(/exit code 4, icanon ,echo ,/);
    assert.match(screen, /chat: The server refused: Wrong username or password/);
  },
);

tmuxTest(
  "terminal client shows history, time and names, and what comes while somebody types",
  async () => {
    await using server = await FakeServer.start();
    server.publish("bob", "long ago", GENERAL);
    server.publish("bob", "while you were away", { to: "alice" });
    await using terminal = await talk(server);
    const before = await terminal.until("earlier messages above");
    assert.match(
      before,
      /-- 2026-11-20 --\n17:00 bob: long ago\n17:00 \(private\) bob -> you: while/,
    );
    await terminal.type("half a sen");
    await terminal.until("#general> half a sen");
    server.publish("bob", "interrupting\nwith two lines", GENERAL);
    server.announce({ event: "joined", room: "general", username: "carol", time: "" });
    await terminal.until(
      /17:00 bob: interrupting\n {6}with two lines\n-- carol joined\n#general> half a sen\n/,
    );
    await terminal.enter("tence");
    await terminal.until(/17:00 alice: half a sentence\n#general>\n/);
  },
);

tmuxTest("terminal client makes hostile text harmless", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  // Nobody can be called so: that is no message.
  server.publish("m\u001b]0;x\u0007al", "not shown", GENERAL);
  server.publish(
    "mal",
    "\u001b[2J\u001b]52;c;aGk=\u0007\u202egnp\u009b31m",
    GENERAL,
  );
  await terminal.until("mal: \ufffd[2J\ufffd]52;c;aGk=\ufffd\ufffdgnp\ufffd31m");
});

tmuxTest("terminal client understands commands, completes them and names", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  server.publish("bobby", "hi", GENERAL);
  await terminal.until("bobby: hi");
  await terminal.type("@bo");
  await terminal.press("Tab");
  await terminal.enter("psst");
  await terminal.until("(private) you -> bobby: psst");
  await terminal.type("/wh");
  await terminal.press("Tab", "Enter");
  await terminal.until("-- here: alice");
  await terminal.type(":tad");
  await terminal.press("Tab");
  await terminal.until("#general> :tada:");
  await terminal.press("Enter");
  await terminal.until("alice: 🎉");
  await terminal.enter("/help");
  await terminal.until(/-- {3}\/msg name text +write to one person/);
  await terminal.enter("/hepl");
  await terminal.until("did you mean /help?");
  await terminal.press("C-c");
  await terminal.until(/#general>\n/);
  await terminal.press("Up", "Up", "Up", "Up");
  await terminal.until("private to bobby> @bobby psst");
  await terminal.press("C-c", "C-c");
  await terminal.until(CLEAN_END);
});

tmuxTest(
  "terminal client asks before it sends a pasted block, and sends it as one message",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server);
    await terminal.paste("one line\n");
    await terminal.until("#general> one line");
    await terminal.press("C-u");
    await terminal.paste("exit\n/logout\nlast");
    await terminal.until("Send 3 lines? [y/N]");
    await terminal.press("Enter");
    await terminal.until("-- not sent");
    await terminal.paste("exit\n/logout\nlast");
    await terminal.until(/-- not sent\nSend 3 lines\? \[y\/N\]/);
    await terminal.press("y");
    await terminal.until(/alice: exit\n {6}\/logout\n {6}last\n/);
    assert.equal(server.requestsFor("say").length, 1);
  },
);

tmuxTest("terminal client scrolls a long line sideways and draws anew after a resize", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server, { columns: 60 });
  server.publish("bob", "above", GENERAL);
  await terminal.until("bob: above");
  await terminal.type(`${"x".repeat(70)}日本`);
  await terminal.until(/#general> …x+日本\n/);
  await terminal.resize(40, 24);
  await terminal.until(/bob: above\n#general> …x{24,28}日本\n/);
  await terminal.resize(100, 24);
  const screen = await terminal.until(/bob: above\n#general> x{70}日本\n/);
  assert.equal(screen.match(/#general>/g)?.length, 1);
});

tmuxTest(
  "terminal client keeps every text behind a name below it, also in a narrow window",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server, { columns: 60 });
    server.publish(
      "bob",
      `ok${" ".repeat(60)}01:02 dave: I resign and ${"\u200b".repeat(900)}go`,
      GENERAL,
    );
    const wide = await terminal.until(/\n {6,}01:02 dave: I resign and go\n/);
    assert.doesNotMatch(wide, /^01:02 dave/m);
    await terminal.type("typed");
    await terminal.resize(24, 24);
    const narrow = await terminal.until(
      /^ {6}dave: I resign and\n {6}go\n#general> typed$/m,
    );
    assert.doesNotMatch(narrow, /^(01:02|dave)/m);
    assert.equal(narrow.match(/bob: ok/g)?.length, 1);
  },
);

tmuxTest("line client breaks long messages on a terminal as well", async () => {
  await using server = await FakeServer.start();
  const env = { CHAT_PASSWORD: "correct horse", TERM: "dumb" };
  await using terminal = await start(server, "alice@", { env, columns: 60 });
  await server.untilRequests("ignored");
  server.publish("bob", `ok${" ".repeat(60)}dave: I resign`, GENERAL);
  const screen = await terminal.until("dave: I resign");
  assert.doesNotMatch(screen, /^dave/m);
});

tmuxTest("terminal client quotes what it has not shown, and keeps the order", async () => {
  await using server = await FakeServer.start();
  const old = server.publish("carol", "shall we?", GENERAL);
  server.intercept = ({ action, around }) =>
    action === "history"
      ? { ok: true, messages: around === undefined ? [] : [old], more: false }
      : undefined;
  await using terminal = await talk(server);
  server.publish("bob", "yes", GENERAL, { reply_to: old.id });
  server.publish("bob", "right after", GENERAL);
  await terminal.until(
    /^ {6}↳ carol: shall we\?\n17:00 bob: yes\n17:00 bob: right after\n#general>/m,
  );
});

tmuxTest("terminal client draws anew with Ctrl+L", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server, { rows: 8 });
  server.publish("bob", "hi", GENERAL);
  await terminal.type("half a sen");
  await terminal.until(/bob: hi\n#general> half a sen\n/);
  // What was above is out of sight afterwards, as with other programs.
  await terminal.press("C-l");
  await terminal.until(
    /^-- Fake: Be kind\n-- 2026-11-20 --\n17:00 bob: hi\n#general> half a sen\n/,
  );
});

tmuxTest("terminal client stops with Ctrl+Z and goes on with fg, also at a question", async () => {
  await using server = await FakeServer.start();
  await using terminal = await Tmux.start({
    command: ["bash", "--norc", "--noediting", "-i"],
    env: { NO_COLOR: "1", TZ: "UTC", PS1: "shell: " },
  });
  await terminal.until("shell:");
  const run = chatCommand(["connect", "--plain", "--no-tls"]).flat().join(" ");
  await terminal.enter(`clear; ${run} alice@127.0.0.1:${server.port}`);
  await terminal.until("Password of alice:");
  await terminal.press("C-z");
  await terminal.until(/Stopped.*\nshell:/s);
  await terminal.enter("stty -a | grep -o -E -e '-?(icanon|echo) '");
  await terminal.until(/\nicanon ?\necho ?\nshell:/);
  await terminal.enter("fg");
  await terminal.until(/-- Fake: Be kind\nPassword of alice:/);
  await terminal.enter("correct horse");
  await terminal.until("#general>");
  await terminal.type("half a sen");
  await terminal.press("C-z");
  await terminal.until(/Stopped.*\nshell:/s);
  server.publish("bob", "meanwhile", GENERAL);
  await terminal.enter("fg");
  await terminal.until(/bob: meanwhile\n#general> half a sen/);
});

tmuxTest("terminal client comes back by itself and keeps what was typed", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  await terminal.type("not sent yet");
  await terminal.until("> not sent yet");
  let isAway = true;
  server.intercept = ({ action }, client) => {
    if (action !== "login" || !isAway) return undefined;
    client.cut();
    return "ignore";
  };
  server.cutAll();
  await terminal.until(
    /-- connection lost \(.*\); reconnecting …\n\(offline\) #general> not sent yet/,
  );
  server.publish("bob", "you missed this", GENERAL);
  await terminal.press("Enter");
  await terminal.until(/\(offline\) #general>\n/);
  isAway = false;
  await terminal.until(/bob: you missed this\n-- connected again\n-- caught up: 1 message\n/);
  await terminal.until(/alice: not sent yet\n#general>\n/);
  assert.equal(server.messages.length, 2);
});

tmuxTest("terminal client shows that a message is on its way when that takes long", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  const held: (() => void)[] = [];
  server.intercept = (request, client) => {
    if (request["action"] !== "say") return undefined;
    held.push(() => client.send({ ref: request["ref"], ok: true, id: 99, time: "" }));
    return "ignore";
  };
  await terminal.enter("slow");
  await terminal.until("(sending) #general>");
  for (const answer of held) answer();
  await terminal.until(/\n#general>\n/);
});

tmuxTest(
  "terminal client shows and takes back who is typing, and tells when somebody types",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server);
    server.announce({ event: "typing", username: "bob", room: "general" });
    server.announce({ event: "typing", username: "eve", room: "ops" });
    await terminal.type("hi");
    await terminal.until(/\nbob is typing …\n#general> hi\n/);
    await server.untilRequests("typing");
    server.publish("bob", "done", GENERAL);
    const screen = await terminal.until(/bob: done\n#general> hi\n/);
    assert.doesNotMatch(screen, /typing/);
    await terminal.type(" there");
    await terminal.press("Enter");
    await terminal.until("alice: hi there");
    assert.deepEqual(server.requestsFor("typing").map(({ room }) => room), ["general"]);
  },
);

tmuxTest("terminal client edits a message on the input line, replies and reacts", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  server.publish("bob", "what do you think?", GENERAL);
  await terminal.until("think?");
  await terminal.enter("god idea :+1:");
  await terminal.enter("/edit");
  await terminal.until("#general> /edit god idea 👍");
  await terminal.press("Home", "M-f", "M-f", "Left");
  await terminal.enter("o");
  await terminal.until(/-- alice edited: good idea 👍\n#general>\n/);
  await terminal.enter("/reply 2 really");
  await terminal.until(/\n {6}↳ bob: what do you think\?\n17:00 alice: really\n/);
  await terminal.enter("/react 3 :tada:");
  await terminal.until("-- alice reacted 🎉 to: what do you think?");
  await terminal.enter("/messages 2");
  await terminal.until(/-- 2 {2}17:00 alice: good idea 👍\n-- 1 {2}17:00 alice: really\n/);
});

tmuxTest("terminal client marks what is unread and what was read", async () => {
  await using server = await FakeServer.start();
  const messages = ["one", "two"].map((text) => server.publish("bob", text, GENERAL));
  const [, second] = messages;
  server.intercept = ({ action }) =>
    action !== "unread" ? undefined : {
      ok: true,
      conversations: [
        { ...GENERAL, read_id: 1, first_unread: second?.id, unread: 1, mentions: 1 },
        { with: "bob", read_id: 0, first_unread: 2, unread: 12, mentions: 0 },
        { room: "ops", read_id: 9, unread: 0, mentions: 0 },
      ],
    };
  await using terminal = await talk(server);
  await terminal.until(
    /17:00 bob: one\n── new ──\n17:00 bob: two\n-- earlier messages above --\n-- #general: 1 unread, 1 mention\n-- @bob: 12 unread\n#general>/,
  );
  await server.untilRequests("read");
  const three = server.publish("bob", "three", GENERAL);
  await server.untilRequests("read", 2);
  assert.deepEqual(server.requestsFor("read").map(({ id, room }) => [room, id]), [
    ["general", second?.id],
    ["general", three.id],
  ]);
  await terminal.enter("/mark-unread 2");
  await server.untilRequests("read", 3);
  assert.equal(server.requestsFor("read").at(-1)?.["id"], (second?.id ?? 0) - 1);
  // Bob's twelve were not shown, so that his next does not make them read; carol's first is.
  server.publish("bob", "thirteen", { to: "alice" });
  const secret = server.publish("carol", "psst", { to: "alice" });
  await server.untilRequests("read", 4);
  const { id, with: other } = server.requestsFor("read").at(-1) ?? {};
  assert.deepEqual([other, id], ["carol", secret.id]);
});

tmuxTest("terminal client brings up to date what is unread when it comes back", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  await server.untilRequests("unread");
  let unread = 3;
  server.intercept = ({ action }, client) => {
    if (action === "unread") {
      const counts = { read_id: 0, first_unread: 999, unread, mentions: 0 };
      return { ok: true, conversations: [{ room: "ops", ...counts }] };
    }
    // The first mark is lost together with the connection.
    if (action !== "read" || server.requestsFor("read").length > 1) return undefined;
    client.cut();
    return "ignore";
  };
  const message = server.publish("bob", "hi", GENERAL);
  await terminal.until(/-- connected again\n-- #ops: 3 unread\n#general>/);
  await server.untilRequests("read", 2);
  assert.equal(server.requestsFor("read").at(-1)?.["id"], message.id);
  unread = 4;
  for (const client of server.clients) client.isMuted = true;
  server.publish("bob", "left out", GENERAL);
  server.announce({ event: "gap", after: message.id });
  await terminal.until(/bob: left out\n-- caught up after a gap: 1 message\n-- #ops: 4 unread/);
});

tmuxTest(
  "terminal client goes to another room, completes its name and shows what was said",
  async () => {
    await using server = await FakeServer.start();
    server.publish("bob", "before you came", { room: "ops" });
    await using terminal = await talk(server);
    await terminal.enter("/join ops");
    await terminal.until(/-- now in #ops\n.*\n.*bob: before you came\n-- earlier.*\n#ops>\n/);
    await terminal.enter("hi");
    await terminal.until("alice: hi");
    server.publish("bob", "meanwhile", GENERAL);
    await terminal.until("#general bob: meanwhile");
    await terminal.type("/room #g");
    await terminal.press("Tab");
    await terminal.until("#ops> /room #general");
    await terminal.press("Enter");
    await terminal.until(/#general>\n/);
    server.announce({
      event: "left",
      room: "general",
      username: "alice",
      reason: "banned",
      time: "",
    });
    await terminal.until(/-- you were banned from #general\n\(not in\) #general>\n/);
  },
);

tmuxTest("terminal client changes the password with hidden questions", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  await terminal.enter("/password");
  await terminal.until("Old password:");
  await terminal.enter("old secret");
  await terminal.until("New password:");
  await terminal.enter("new secret");
  await terminal.until("The same again:");
  server.publish("bob", "knock knock", GENERAL);
  await terminal.until(/bob: knock knock\nThe same again:/);
  await terminal.enter("new secret");
  const screen = await terminal.until(/-- your password is changed.*\n#general>\n/);
  assert.doesNotMatch(screen, /secret/);
  const [request] = server.requestsFor("password");
  assert.equal(request?.["old_password"], "old secret");
  assert.equal(request?.["password"], "new secret");
  server.tokens.clear();
  server.cutAll();
  await terminal.until("connected again");
  assert.equal(server.requestsFor("login").at(-1)?.["password"], "new secret");
});

tmuxTest(
  "terminal client deletes the account when that is really wanted, and ends with 0",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server);
    const answer = async (name: string) => {
      await terminal.enter("/delete-account");
      await terminal.until("keep them, or remove them? [keep/remove]");
      await terminal.enter("remove");
      await terminal.until("Password:");
      await terminal.enter("secret 123");
      await terminal.until("Type alice to delete this account:");
      await terminal.enter(name);
    };
    await answer("no");
    await terminal.until("-- nothing was deleted");
    assert.equal(server.requestsFor("delete_account").length, 0);
    await answer("alice");
    await terminal.until(CLEAN_END);
    const [request] = server.requestsFor("delete_account");
    assert.equal(request?.["messages"], "remove");
    assert.equal(request?.["password"], "secret 123");
  },
);

tmuxTest("terminal client shows Markdown and mentions in colour", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server, { env: { NO_COLOR: "" } });
  server.publish("bob", "**now** @alice", GENERAL);
  await terminal.until("bob: now @alice");
  assert.match(await terminal.screen("-e"), /\[1mnow.*\[1m.*\[33m@alice/);
});

for (
  const [what, leave] of [
    ["exit", (terminal: Tmux) => terminal.enter("exit")],
    ["/quit", (terminal: Tmux) => terminal.enter("/quit")],
    ["Ctrl+D", (terminal: Tmux) => terminal.press("C-d")],
    ["Ctrl+C", (terminal: Tmux) => terminal.press("C-c")],
  ] as const
) {
  tmuxTest(`terminal client leaves with ${what}, the terminal as it was`, async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server);
    await leave(terminal);
    await terminal.until(CLEAN_END);
    assert.equal(server.requestsFor("exit").length, 1);
  });
}

tmuxTest("terminal client revokes its token with /logout", async () => {
  await using server = await FakeServer.start();
  await using terminal = await talk(server);
  await terminal.enter("/logout");
  await terminal.until(CLEAN_END);
  assert.equal(server.requestsFor("logout").length, 1);
});

for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  tmuxTest(`terminal client gives the terminal back on ${signal}`, async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server);
    await terminal.type("typed");
    await terminal.until("> typed");
    await terminal.signal(signal);
    const screen = await terminal.until(new RegExp(`exit code ${code}, icanon ,echo ,`));
    assert.doesNotMatch(screen, /> typed/);
  });
}

tmuxTest("terminal client uses colours unless NO_COLOR is set", async () => {
  await using server = await FakeServer.start();
  await using coloured = await talk(server, { env: { NO_COLOR: "" } });
  await coloured.enter("hi");
  await coloured.until("alice: hi");
  assert.match(await coloured.screen("-e"), /\[1m.*\[36malice/);
  await using plain = await talk(server);
  await plain.until("alice: hi");
  assert.ok(!(await plain.screen("-e")).includes("\x1b["));
});

tmuxTest("terminal client is a line client on a dumb terminal", async () => {
  await using server = await FakeServer.start();
  await using terminal = await start(server, "alice@", {
    env: { TERM: "dumb", CHAT_PASSWORD: "correct horse" },
  });
  await server.untilRequests("login");
  await terminal.enter("hi");
  await terminal.until(/^hi\nalice: hi\n/);
});

tmuxTest(
  "connect asks for the password on the terminal when only its output is a pipe",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await Tmux.start({
      command: [
        "sh",
        "-c",
        '"$0" "$@" | cat',
        ...chatCommand(["connect", "--no-tls", `alice@127.0.0.1:${server.port}`]).flat(),
      ],
    });
    await terminal.until("Password of alice:");
    await terminal.enter("sesame 123");
    await server.untilRequests("login");
    assert.equal(server.requestsFor("login")[0]?.["password"], "sesame 123");
    await terminal.enter("hi");
    await terminal.until(/Password of alice: \*{10}\nhi\nalice: hi\n/);
    await terminal.press("C-d");
    await terminal.until(CLEAN_END);
  },
);

tmuxTest(
  "terminal client says before that a pasted block is too long, and asks nothing",
  async () => {
    await using server = await FakeServer.start();
    await using terminal = await talk(server);
    await terminal.paste(
      Array.from({ length: 500 }, (_, index) => `pasted line number ${index}`).join("\n"),
    );
    await terminal.until(/These 500 lines have 1\d\.\d KiB, and a message has at most 8\.0 KiB/);
    await terminal.enter("still here");
    await terminal.until(/alice: still here/);
  },
);

tmuxTest("terminal client shows and changes its settings, and logs what is said", async () => {
  await using server = await FakeServer.start();
  using folder = new TemporaryFolder();
  await using terminal = await talk(server, {
    env: { CHAT_CONFIG_DIR: folder.path },
    columns: 160,
    rows: 60,
  });
  await terminal.enter("/config");
  await terminal.until("* other than by default · /config name explains one");
  await terminal.enter("/config timeFormat %H.%M");
  await terminal.until('timeFormat is "%H.%M"');
  await terminal.enter("/config reset timeFormat");
  await terminal.until('timeFormat is "%H:%M"');
  await terminal.enter("/config reload");
  await terminal.until("the config file was read again");
  await terminal.enter("/theme");
  await terminal.until("* auto");
  await terminal.enter("/theme light");
  await terminal.until('theme is "light"');
  await terminal.enter("/alias hi /me waves to $1");
  await terminal.until("/hi stands for /me waves to $1");
  await terminal.enter("/hi bob");
  await terminal.until("* alice waves to bob");
  await terminal.enter("/alias");
  await terminal.until(/waves to bob[^]*\/hi stands for/);
  await terminal.enter("/log on");
  await terminal.until(/#general\.log/);
  await terminal.enter("/log off");
  await terminal.until("what is said in #general is not logged");
  await terminal.enter("exit");
  await terminal.until(CLEAN_END);
});
