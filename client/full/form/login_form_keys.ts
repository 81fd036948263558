/** What keys do in the login form. */
import { parseUsername } from "../../../protocol/names.ts";
import { reasonOf } from "../../base/failure.ts";
import { passwordProblem } from "../../login/login_dialog.ts";
import { formatPlace } from "../../net/address.ts";
import { type ConnectWords, parseConnectWords } from "../../net/connect_words.ts";
import type { Key } from "../../terminal/input/key.ts";
import { editLine, insert, type Line, lineWith, textOf } from "../../terminal/line_editor.ts";
import { HeldKeys } from "./held_keys.ts";
import { SecretLine } from "./secret_line.ts";
import {
  type Control,
  controlsOf,
  type FieldName,
  type FormEffect,
  type FormProblem,
  type FormStep,
  isEmpty,
  isSecretField,
  type LoginForm,
  offeredServers,
} from "./login_form.ts";

/** Takes one key. Keys that mean nothing here change nothing. */
export function pressForm(form: LoginForm, key: Key): FormStep {
  if (key.ctrl && key.name === "c") return { form, effect: { kind: "leave" } };
  if (key.name === "escape") return back(form);
  const { stage } = form;
  if (stage.kind === "connecting" || stage.kind === "sending") {
    return { form: { ...form, held: form.held.with(key) } };
  }
  const isField = form.focus !== "tabs";
  if (key.ctrl && key.name === "d" && (!isField || isEmpty(form, form.focus))) {
    return { form, effect: { kind: "leave" } };
  }
  switch (key.name) {
    case "return":
    case "enter":
      return enter(form);
    case "tab":
      return { form: stage.kind === "address" ? completed(form) : moved(form, key.shift ? -1 : 1) };
    case "up":
      return { form: stage.kind === "address" ? chosen(form, -1) : moved(form, -1) };
    case "down":
      return { form: stage.kind === "address" ? chosen(form, 1) : moved(form, 1) };
  }
  return { form: form.focus === "tabs" ? pressTabs(form, key) : typed(form, form.focus, key) };
}

/**
 * Presses what was pressed too early, as soon as there is something to type into. What is typed
 * ahead of a login that needs nothing more is left for the input line.
 */
export function pressHeld(form: LoginForm): { form: LoginForm; effects: FormEffect[] } {
  if (form.stage.kind !== "account" || missingField(form, "tabs") === undefined) {
    return { form, effects: [] };
  }
  let next: LoginForm = { ...form, held: HeldKeys.none() };
  const effects: FormEffect[] = [];
  for (const key of form.held.reveal()) {
    const step = pressForm(next, key);
    next = step.form;
    if (step.effect !== undefined) effects.push(step.effect);
  }
  return { form: next, effects };
}

/** One step back: from the account to the address, and from there out. */
function back(form: LoginForm): FormStep {
  if (form.stage.kind === "address" || form.isAddressGiven) {
    return { form, effect: { kind: "leave" } };
  }
  const asking: LoginForm = {
    ...form,
    stage: { kind: "address" },
    focus: "address",
    place: "",
    isRegistering: false,
    needsCode: false,
    needsNewPassword: false,
    notices: [],
    problem: undefined,
    held: HeldKeys.none(),
  };
  return { form: asking, effect: { kind: "disconnect" } };
}

function enter(form: LoginForm): FormStep {
  if (form.focus === "address") return connect(form);
  if (form.focus !== "tabs") {
    const problem = problemOf(form, form.focus);
    if (problem !== undefined) return { form: wrong(form, problem) };
  }
  // On to what is still empty; when nothing is, that was all.
  const next = missingField(form, form.focus);
  if (next !== undefined) return { form: { ...form, focus: next, problem: undefined } };
  return submit(form);
}

/** The first empty field below a control, or else above it. */
function missingField(form: LoginForm, from: Control): FieldName | undefined {
  const controls = controlsOf(form);
  const at = controls.indexOf(from);
  return [...controls.slice(at + 1), ...controls.slice(0, Math.max(0, at))]
    .find((control): control is FieldName => control !== "tabs" && isEmpty(form, control));
}

function connect(form: LoginForm): FormStep {
  const server = offeredServers(form)[form.chosen];
  const written = server === undefined ? textOf(form.plain.address).trim() : server.place;
  if (written === "") {
    return { form: withProblem(form, "address", "Type where the server is, like chat.example") };
  }
  let words: ConnectWords;
  try {
    // What errors tell people to add is taken here as well.
    words = parseConnectWords(written);
  } catch (error) {
    return { form: withProblem(form, "address", reasonOf(error)) };
  }
  const { address, invite, register, room } = words;
  const username = address.username ?? server?.username;
  const place = formatPlace(address);
  return {
    form: {
      ...form,
      stage: { kind: "connecting" },
      place,
      isRegistering: form.isRegistering || register,
      plain: {
        ...form.plain,
        username: username === undefined ? form.plain.username : lineWith(username),
        invite: invite === undefined ? form.plain.invite : lineWith(invite),
      },
      problem: undefined,
    },
    effect: { kind: "connect", address: { ...address, username }, room },
  };
}

function submit(form: LoginForm): FormStep {
  if (form.stage.kind !== "account") return { form };
  for (const control of controlsOf(form)) {
    if (control === "tabs") continue;
    const problem = problemOf(form, control);
    if (problem !== undefined) return { form: wrong({ ...form, focus: control }, problem) };
  }
  const { isRegistering, needsCode, needsNewPassword, plain, secret, stage } = form;
  return {
    form: { ...form, stage: { kind: "sending", server: stage.server }, problem: undefined },
    effect: {
      kind: "log-in",
      credentials: {
        username: textOf(plain.username).trim(),
        password: secret.password.reveal(),
        register: isRegistering,
        invite: isRegistering ? textOf(plain.invite).trim() || undefined : undefined,
        code: needsCode && !isRegistering ? textOf(plain.code).trim() || undefined : undefined,
        newPassword: needsNewPassword && !isRegistering ? secret.newPassword.reveal() : undefined,
      },
    },
  };
}

/** Moves the focus; what is left must not be wrong already when a new account is made. */
function moved(form: LoginForm, by: 1 | -1): LoginForm {
  const controls = controlsOf(form);
  const at = controls.indexOf(form.focus);
  const focus = controls.at((at + by) % controls.length) ?? form.focus;
  const { focus: left, isRegistering } = form;
  const isChecked = isRegistering && left !== "tabs" && !isEmpty(form, left);
  const problem = isChecked ? problemOf(form, left) : undefined;
  const next: LoginForm = { ...form, focus, problem: undefined };
  return problem === undefined ? next : { ...wrong(next, problem), focus };
}

/** Something is wrong. Nobody sees which of two passwords it was that differs: both are typed anew. */
function wrong(form: LoginForm, problem: FormProblem): LoginForm {
  if (problem.field !== "again") return { ...form, problem };
  const first = form.isRegistering ? "password" : "newPassword";
  const none = SecretLine.of("");
  return {
    ...form,
    focus: first,
    secret: { ...form.secret, [first]: none, again: none },
    problem: { field: first, text: `${problem.text}; type both again` },
  };
}

/** Moves through the servers that are offered; above the first one is what was typed. */
function chosen(form: LoginForm, by: 1 | -1): LoginForm {
  const last = offeredServers(form).length - 1;
  const first = isEmpty(form, "address") && last >= 0 ? 0 : -1;
  const index = Math.min(last, Math.max(first, form.chosen + by));
  return { ...form, chosen: index, problem: undefined };
}

/** Puts the chosen server, or the first one that fits, onto the line. */
function completed(form: LoginForm): LoginForm {
  const server = offeredServers(form)[Math.max(0, form.chosen)];
  if (server === undefined) return form;
  const { place, username } = server;
  const text = username === undefined ? place : `${username}@${place}`;
  return { ...form, chosen: -1, plain: { ...form.plain, address: lineWith(text) } };
}

function pressTabs(form: LoginForm, key: Key): LoginForm {
  if (key.name === "left") return onTab(form, false);
  if (key.name === "right") return onTab(form, true);
  if (key.text === " ") return onTab(form, !form.isRegistering);
  if (key.text === "") return form;
  // Whoever begins to type begins with what is missing: a password is not shown in the name.
  const field = missingField(form, "tabs") ?? "username";
  return typed({ ...form, focus: field }, field, key);
}

function onTab(form: LoginForm, isRegistering: boolean): LoginForm {
  return { ...form, isRegistering, problem: undefined };
}

function typed(form: LoginForm, field: FieldName, key: Key): LoginForm {
  // What was wrong here is being put right.
  const problem = form.problem?.field === field ? undefined : form.problem;
  // On an empty name there is nothing to go through, and the tabs are right above it.
  if (field === "username" && isEmpty(form, field) && controlsOf(form).includes("tabs")) {
    if (key.name === "left" || key.name === "right") return pressTabs(form, key);
  }
  if (isSecretField(field)) {
    const line = form.secret[field].press(key);
    return line === undefined
      ? form
      : { ...form, problem, secret: { ...form.secret, [field]: line } };
  }
  const line = edited(form.plain[field], key);
  if (line === undefined) return form;
  const plain = { ...form.plain, [field]: line };
  if (field !== "address") return { ...form, problem, plain };
  const isChosen = textOf(line) === "" && form.servers.length > 0;
  return { ...form, problem, plain, chosen: isChosen ? 0 : -1 };
}

function edited(line: Line, key: Key): Line | undefined {
  if (key.name !== "paste") return editLine(line, key);
  return insert(line, key.text.trim().split(/[\r\n]/, 1)[0] ?? "");
}

/** What is wrong with a field, as far as that can be said here; the server has the last word. */
function problemOf(form: LoginForm, field: FieldName): FormProblem | undefined {
  const text = problemText(form, field);
  return text === undefined ? undefined : { field, text };
}

function problemText(form: LoginForm, field: FieldName): string | undefined {
  const { isRegistering, secret } = form;
  switch (field) {
    case "username":
      return usernameProblem(textOf(form.plain.username).trim());
    case "password":
      if (secret.password.isEmpty) return "Type your password";
      return isRegistering ? passwordProblem(secret.password.reveal()) : undefined;
    case "newPassword":
      return passwordProblem(secret.newPassword.reveal());
    case "again": {
      const first = isRegistering ? secret.password : secret.newPassword;
      return secret.again.reveal() === first.reveal()
        ? undefined
        : "The two passwords are not the same";
    }
    case "invite":
      return isEmpty(form, "invite")
        ? "New accounts need the code of an invitation here; ask somebody who is in"
        : undefined;
    case "code":
      return isEmpty(form, "code") ? "Type the code that your app shows" : undefined;
    case "address":
      return undefined;
  }
}

function usernameProblem(name: string): string | undefined {
  if (name === "") return "Type a username";
  try {
    parseUsername(name);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function withProblem(form: LoginForm, field: FieldName, text: string): LoginForm {
  return { ...form, problem: { field, text } };
}
