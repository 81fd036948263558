import assert from "node:assert/strict";
import { inspect } from "node:util";
import {
  type FormCredentials,
  type FormEffect,
  type FormHello,
  type FormOptions,
  type LoginForm,
  newForm,
} from "../../../../client/full/form/login_form.ts";
import { pressForm, pressHeld } from "../../../../client/full/form/login_form_keys.ts";
import { formLines } from "../../../../client/full/form/login_form_lines.ts";
import { formTold } from "../../../../client/full/form/login_form_told.ts";
import { type Key, pasteKey } from "../../../../client/terminal/input/key.ts";

const HELLO: FormHello = { name: "Chat", description: "", motd: "", registration: "open" };

const NAMED: ReadonlyMap<string, Partial<Key>> = new Map([
  ["Enter", { name: "return" }],
  ["Tab", { name: "tab" }],
  ["BackTab", { name: "tab", shift: true }],
  ["Esc", { name: "escape" }],
  ["Up", { name: "up" }],
  ["Down", { name: "down" }],
  ["Left", { name: "left" }],
  ["Right", { name: "right" }],
  ["C-c", { name: "c", ctrl: true }],
  ["C-d", { name: "d", ctrl: true }],
  ["C-u", { name: "u", ctrl: true }],
]);

/** A form that is driven by hand. */
class Driver {
  form: LoginForm;
  effects: FormEffect[] = [];

  constructor(options: FormOptions = {}) {
    this.form = newForm(options);
  }

  /** Presses keys: those with a name, and otherwise the characters of a text. */
  press(...keys: string[]): this {
    for (const word of keys) {
      const named = NAMED.get(word);
      for (const key of named === undefined ? [...word].map(typed) : [named]) {
        const { effect, form } = pressForm(this.form, {
          name: "",
          ctrl: false,
          alt: false,
          shift: false,
          text: "",
          ...key,
        });
        this.form = form;
        if (effect !== undefined) this.effects.push(effect);
      }
    }
    return this;
  }

  connected(hello: Partial<FormHello> = {}): this {
    const event = { kind: "connected", hello: { ...HELLO, ...hello } } as const;
    const { effects, form } = pressHeld(formTold(this.form, event));
    this.form = form;
    this.effects.push(...effects);
    return this;
  }

  refused(code: string, message = "No"): this {
    this.form = formTold(this.form, { kind: "refused", code, message });
    return this;
  }

  /** The credentials that were sent last. */
  get sent(): Partial<FormCredentials> | undefined {
    const effect = this.effects.findLast(({ kind }) => kind === "log-in");
    return effect?.kind === "log-in" ? effect.credentials : undefined;
  }

  /** The form as text: `>` has the focus, `!` is wrong, `[…]` is chosen, `|` the cursor. */
  get shown(): string[] {
    return formLines(this.form).flatMap((line) => {
      switch (line.kind) {
        case "title":
        case "text":
          return line.text === "" ? [] : [line.text];
        case "blank":
          return [];
        case "tabs":
          return [
            (line.hasFocus ? "> " : "") +
            line.tabs.map(({ isChosen, text }) => isChosen ? `[${text}]` : text).join(" "),
          ];
        case "field":
          return [
            `${line.hasFocus ? "> " : ""}${line.isWrong ? "! " : ""}${line.label}: ` +
            `${line.before}${line.hasFocus ? "|" : ""}${line.after}`,
          ];
        case "choice":
          return [
            line.isChosen ? `[${line.text} ${line.detail}]` : `${line.text} ${line.detail}`,
          ];
      }
    });
  }
}

function typed(text: string): Partial<Key> {
  return { name: /[a-z0-9]/.test(text) ? text : "", text };
}

const AT_HOME: FormOptions = { address: { place: "home:5000", username: undefined } };

Deno.test("pressForm() registers with nothing but typing and Enter", () => {
  const driver = new Driver(AT_HOME).connected();
  assert.deepEqual(driver.shown, [
    "Chat · home:5000",
    "> [Log in] Register",
    "Username: ",
    "Password: ",
    "← → log in or register · Enter goes on · Esc leaves",
  ]);
  driver.press("Right", "Enter", "alice", "Enter", "long enough", "Enter", "long enough");
  assert.deepEqual(driver.shown, [
    "Chat · home:5000",
    "Log in [Register]",
    "New username: alice",
    "Password: ***********",
    "> The same again: ***********|",
    "Enter goes on · Tab next field · Esc leaves",
  ]);
  driver.press("Enter");
  assert.deepEqual(driver.sent, {
    username: "alice",
    password: "long enough",
    register: true,
    invite: undefined,
    code: undefined,
    newPassword: undefined,
  });
  assert.equal(driver.shown.at(-1), "Making the account …");
});

Deno.test("pressForm() asks whom it knows for the password alone", () => {
  const driver = new Driver({ address: { place: "home:5000", username: "alice" } }).connected();
  assert.equal(driver.form.focus, "password");
  driver.press("secret 12", "Enter");
  assert.equal(driver.sent?.username, "alice");
  assert.equal(driver.sent?.register, false);
  assert.equal(driver.effects.length, 1);
});

Deno.test("pressForm() moves with Tab, Shift+Tab and the arrows, around the ends", () => {
  const driver = new Driver(AT_HOME).connected();
  const focusAfter = (...keys: string[]) => driver.press(...keys).form.focus;
  assert.equal(focusAfter("Tab"), "username");
  assert.equal(focusAfter("Down"), "password");
  assert.equal(focusAfter("Tab"), "tabs");
  assert.equal(focusAfter("BackTab"), "password");
  assert.equal(focusAfter("Up", "Up"), "tabs");
  assert.equal(driver.press("Right").form.isRegistering, true);
  assert.equal(driver.press("Left").form.isRegistering, false);
  assert.equal(driver.press("Tab", "Right").form.isRegistering, true);
});

Deno.test("pressForm() takes what is typed on the tabs as the beginning of the name", () => {
  const driver = new Driver(AT_HOME).connected().press("rob");
  assert.equal(driver.form.isRegistering, false);
  assert.ok(driver.shown.includes("> Username: rob|"));
});

Deno.test("pressHeld() fills in what was typed while the form still connected", () => {
  const driver = new Driver(AT_HOME).press("bob", "Enter", "secret 12");
  driver.connected().press("Enter");
  assert.equal(driver.sent?.username, "bob");
  assert.equal(driver.sent?.password, "secret 12");
});

Deno.test("pressHeld() leaves for the input line what no field waits for", () => {
  const driver = new Driver({ ...AT_HOME, username: "bob", password: "secret 12" });
  driver.press("hallo", "Left", "Left", "Left", "Left", "C-d", "e", "Enter", "x").connected();
  driver.press("Enter");
  assert.equal(driver.sent?.password, "secret 12");
  assert.equal(driver.form.held.text(), "hello\nx");
  driver.refused("bad_credentials");
  assert.equal(driver.form.held.text(), "");
});

Deno.test("pressForm() says at once what is wrong with a new account, and nothing is sent", () => {
  const driver = new Driver({ ...AT_HOME, register: true }).connected();
  driver.press("al", "Enter");
  assert.ok(driver.shown.includes("> ! New username: al|"));
  assert.ok(driver.shown.includes("A username has at least 3 characters."));
  driver.press("ice");
  assert.ok(!driver.shown.includes("A username has at least 3 characters."));
  driver.press("Enter", "short", "Tab");
  assert.ok(driver.shown.some((line) => line.startsWith("A password has at least 8 characters")));
  driver.press("BackTab", "C-u", "long enough", "Enter", "something else", "Enter");
  assert.ok(driver.shown.includes("The two passwords are not the same; type both again."));
  assert.ok(driver.shown.includes("> ! Password: |"));
  assert.ok(driver.shown.includes("The same again: "), "nobody sees which of the two was wrong");
  driver.press("long enough", "Enter", "long enough", "Enter");
  assert.equal(driver.sent?.password, "long enough");
});

Deno.test("a form asks at a new server whether there is an account, also where it knows the name", () => {
  const address = { place: "home:5000", username: "alice" };
  const driver = new Driver({ address });
  driver.form = formTold(driver.form, { kind: "connected", hello: HELLO, isNew: true });
  assert.equal(driver.form.focus, "tabs");
  driver.press("secret 12");
  assert.ok(driver.shown.includes("Username: alice"), "what is typed blindly is not shown");
  assert.ok(driver.shown.includes("> Password: *********|"));
  driver.press("Enter");
  assert.equal(driver.sent?.register, false);
});

Deno.test("a form says what it takes before it does not take something else", () => {
  const driver = new Driver({ ...AT_HOME, register: true }).connected();
  assert.ok(driver.shown.some((line) => line.startsWith("3 to 32 characters: a to z")));
  driver.press("alice", "Enter");
  assert.ok(driver.shown.some((line) => line.startsWith("At least 8 characters")));
  const known = new Driver({ ...AT_HOME, username: "alice" }).connected();
  assert.ok(!known.shown.some((line) => line.includes("characters")));
});

Deno.test("pressForm() goes back to what is still missing before it sends", () => {
  const driver = new Driver(AT_HOME).connected();
  driver.press("Tab", "Tab", "secret 12", "Enter");
  assert.equal(driver.form.focus, "username");
  driver.press("bob", "Enter");
  assert.equal(driver.sent?.username, "bob");
});

Deno.test("formTold() shows in place what the server does not take", () => {
  const driver = new Driver({ ...AT_HOME, username: "alice" }).connected();
  driver.press("wrong one", "Enter").refused("bad_credentials", "Wrong username or password");
  assert.deepEqual(driver.shown.slice(2, 5), [
    "Username: alice",
    "> ! Password: |",
    "Wrong username or password; if you have no account here yet, choose Register above.",
  ]);
  driver.press("right one", "Enter");
  assert.equal(driver.sent?.password, "right one");
  driver.refused("banned", "You are \x1b[31mbanned");
  assert.ok(driver.shown.includes("You are \ufffd[31mbanned."));
});

Deno.test("formTold() keeps the password when only the name is taken", () => {
  const driver = new Driver({ ...AT_HOME, register: true }).connected();
  driver.press("bob", "Enter", "long enough", "Enter", "long enough", "Enter");
  driver.refused("name_taken", "This name is taken");
  assert.equal(driver.form.focus, "username");
  driver.press("2", "Enter");
  assert.deepEqual([driver.sent?.username, driver.sent?.password], ["bob2", "long enough"]);
});

Deno.test("formTold() has an invite code asked for where new accounts need one", () => {
  const driver = new Driver({ ...AT_HOME, register: true }).connected({ registration: "invite" });
  driver.press("bob", "Enter", "long enough", "Enter", "long enough", "Enter");
  assert.equal(driver.form.focus, "invite");
  driver.press("Enter");
  assert.ok(driver.shown.some((line) => line.startsWith("New accounts need the code")));
  driver.press("abc-def", "Enter");
  assert.equal(driver.sent?.invite, "abc-def");
  driver.refused("bad_invite", "This code is used up");
  assert.ok(driver.shown.includes("> ! Invite code: abc-def|"));
});

Deno.test("formTold() asks for the second factor when the server does, and keeps the password", () => {
  const driver = new Driver({ ...AT_HOME, username: "alice" }).connected();
  driver.press("secret 12", "Enter").refused("code_required");
  assert.ok(driver.shown.includes("> ! Code: |"));
  assert.ok(driver.shown.some((line) => line.startsWith("This account has a second factor")));
  driver.press("123456", "Enter");
  assert.deepEqual([driver.sent?.password, driver.sent?.code], ["secret 12", "123456"]);
  driver.refused("bad_code", "This code is not right");
  assert.ok(driver.shown.includes("> ! Code: |"));
});

Deno.test("formTold() asks twice for another password when the server wants one", () => {
  const driver = new Driver({ ...AT_HOME, username: "alice" }).connected();
  driver.press("given one", "Enter").refused("password_change_required", "Choose another password");
  assert.ok(driver.shown.includes("> ! New password: |"));
  driver.press("my own one", "Enter", "my own", "Enter");
  assert.ok(driver.shown.includes("The two passwords are not the same; type both again."));
  driver.press("my own one", "Enter", "my own one", "Enter");
  assert.deepEqual([driver.sent?.password, driver.sent?.newPassword], ["given one", "my own one"]);
});

Deno.test("formTold() offers no registration where nobody can register", () => {
  const driver = new Driver({ ...AT_HOME, register: true }).connected({ registration: "closed" });
  assert.deepEqual(driver.shown.slice(1), [
    "> Username: |",
    "Password: ",
    "This server does not take new accounts; ask whoever runs it for one.",
    "Enter goes on · Tab next field · Esc leaves",
  ]);
});

Deno.test("formTold() shows who answers and what happens on the way, made harmless", () => {
  const driver = new Driver(AT_HOME);
  const text = "First time at home:5000; its key is SHA256:abc";
  driver.form = formTold(driver.form, { kind: "notice", text });
  assert.deepEqual(driver.shown, ["home:5000", text, "Connecting to home:5000 …", "Esc leaves"]);
  driver.connected({ name: "C\x1bhat", description: "one\ntwo", motd: "three" });
  assert.deepEqual(driver.shown.slice(0, 5), [
    "C\ufffdhat · home:5000",
    "one",
    "two",
    "three",
    text,
  ]);
});

Deno.test("formTold() gets along with a hello in which something is missing or wrong", () => {
  const driver = new Driver(AT_HOME).connected({
    name: 5,
    description: undefined,
    motd: null,
    registration: "maybe",
  } as unknown as FormHello);
  assert.deepEqual(driver.shown.slice(0, 2), ["home:5000", "> [Log in] Register"]);
});

const SERVERS = [
  { place: "chat.example:5000", username: "alice" },
  { place: "other.example:5001" },
];

Deno.test("pressForm() offers the known servers, and connects to the chosen one as the last user", () => {
  const driver = new Driver({ servers: SERVERS });
  assert.deepEqual(driver.shown, [
    "Connect to a server",
    "Server: ",
    "[chat.example:5000 as alice]",
    "other.example:5001 ",
    "Enter connects · ↑ ↓ choose, or type another one · Esc leaves",
  ]);
  driver.press("Enter");
  assert.deepEqual(driver.effects, [{
    kind: "connect",
    address: { host: "chat.example", port: 5_000, username: "alice" },
    room: undefined,
  }]);
  driver.connected();
  assert.equal(driver.form.focus, "password");
});

Deno.test("pressForm() narrows the servers to what is typed, and completes with Tab", () => {
  const driver = new Driver({ servers: SERVERS }).press("oth");
  assert.deepEqual(driver.shown.slice(1, 3), ["> Server: oth|", "other.example:5001 "]);
  driver.press("Tab");
  assert.equal(driver.shown[1], "> Server: other.example:5001|");
  driver.press("C-u", "Down");
  assert.ok(driver.shown.includes("[other.example:5001 ]"));
});

Deno.test("pressForm() takes the options behind an address that errors tell people to add", () => {
  const driver = new Driver().press("bob@host --no-tls --invite abc -r ops", "Enter");
  assert.deepEqual(driver.effects, [{
    kind: "connect",
    address: { host: "host", port: 5_000, username: "bob", tls: false },
    room: "ops",
  }]);
  driver.connected();
  assert.ok(driver.form.isRegistering);
  assert.equal(driver.form.plain.invite.before, "abc");
  const other = new Driver().press("host --no-tsl", "Enter");
  assert.ok(other.shown.some((line) => line.startsWith("There is no option --no-tsl here")));
});

Deno.test("pressForm() connects to what is typed, or says what is wrong with it", () => {
  const driver = new Driver().press("Enter");
  assert.ok(driver.shown.includes("Type where the server is, like chat.example."));
  driver.press("bob@host:99999", "Enter");
  assert.ok(driver.shown.some((line) => line.startsWith('"99999" is not a port')));
  driver.press("C-u", "bob@host", "Enter");
  assert.deepEqual(driver.effects, [{
    kind: "connect",
    address: { host: "host", port: 5_000, username: "bob" },
    room: undefined,
  }]);
  driver.form = formTold(driver.form, { kind: "failed", message: "Nobody answers at host:5000" });
  assert.deepEqual(driver.shown.slice(1, 3), [
    "> ! Server: host:5000|",
    "Nobody answers at host:5000.",
  ]);
});

Deno.test("pressForm() goes back with Esc, and leaves where there is no way back", () => {
  const driver = new Driver({ servers: SERVERS }).press("Enter").connected().press("Esc");
  assert.equal(driver.form.stage.kind, "address");
  driver.press("Esc");
  assert.deepEqual(driver.effects.slice(1), [{ kind: "disconnect" }, { kind: "leave" }]);
  const given = new Driver(AT_HOME).press("Esc").connected().press("Esc");
  assert.deepEqual(given.effects, [{ kind: "leave" }, { kind: "leave" }]);
});

Deno.test("pressForm() leaves with Ctrl+C, and with Ctrl+D on an empty field", () => {
  const driver = new Driver(AT_HOME).connected().press("Tab", "bob", "C-d");
  assert.deepEqual(driver.effects, []);
  assert.deepEqual(driver.press("C-u", "C-d", "C-c").effects, [
    { kind: "leave" },
    { kind: "leave" },
  ]);
});

Deno.test("pressForm() takes the first line of a paste, and sends once", () => {
  const driver = new Driver({ ...AT_HOME, username: "alice" }).connected();
  driver.form = pressForm(driver.form, pasteKey("secret 12\nmore\n")).form;
  driver.press("Enter", "x", "Enter");
  assert.equal(driver.sent?.password, "secret 12");
  assert.equal(driver.effects.length, 1);
});

Deno.test("a form shows its passwords to nobody who prints it", () => {
  const driver = new Driver({ ...AT_HOME, register: true }).connected();
  driver.press("bob", "Enter", "pass phrase", "Enter", "pass phrase");
  const early = pressForm(newForm(AT_HOME), pasteKey("pass phrase")).form;
  assert.equal(early.held.text(), "pass phrase");
  const printed = [
    JSON.stringify(early),
    inspect(early, { depth: 20, showHidden: true }),
    JSON.stringify(driver.form),
    Deno.inspect(driver.form, { depth: 20 }),
    inspect(driver.form, { depth: 20, showHidden: true }),
    JSON.stringify(formLines(driver.form)),
  ].join("\n");
  assert.ok(!printed.includes("phrase"), printed);
});
