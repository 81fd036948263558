/** What becomes of the login form when the shell has something to tell: a hello, a refusal, a notice. */
import { printable, printableLines } from "../../../protocol/text/printable.ts";
import { EMPTY_LINE, lineWith, textOf } from "../../terminal/line_editor.ts";
import { HeldKeys } from "./held_keys.ts";
import {
  type Control,
  controlsOf,
  type FieldName,
  type FormEvent,
  type FormHello,
  type FormServer,
  isEmpty,
  isSecretField,
  type LoginForm,
} from "./login_form.ts";
import { SecretLine } from "./secret_line.ts";

/** Most notices that are kept. */
const MAX_NOTICES = 6;
/** Longest text that is taken from a server's hello, in UTF-16 units. */
const MAX_TEXT_LENGTH = 2_000;
/** Most lines of what the server says about itself. */
const MAX_SERVER_LINES = 6;

/** The form after the shell has told something. */
export function formTold(form: LoginForm, event: FormEvent): LoginForm {
  switch (event.kind) {
    case "connected":
      return connected(form, event.hello, event.isNew ?? false);
    case "failed":
      return failed(form, printable(event.message));
    case "refused":
      return refused(form, event);
    case "notice": {
      const notices = [...form.notices, ...printableLines(event.text)];
      return { ...form, notices: notices.slice(-MAX_NOTICES) };
    }
  }
}

function connected(form: LoginForm, hello: FormHello, isNew: boolean): LoginForm {
  const lines = [textIn(hello.description), textIn(hello.motd)]
    .flatMap((text) => printableLines(text))
    .filter((line) => line.trim() !== "");
  // Closed but for the names on its list: whoever is on it may try.
  const isClosed = hello.registration === "closed" && hello.allow_list !== true;
  const registration = isClosed || hello.registration === "invite" ? hello.registration : "open";
  const server: FormServer = {
    name: printable(textIn(hello.name)),
    lines: lines.slice(0, MAX_SERVER_LINES),
    registration,
  };
  const isRefused = form.isRegistering && registration === "closed";
  const asking: LoginForm = {
    ...form,
    stage: { kind: "account", server },
    isRegistering: form.isRegistering && !isRefused,
    problem: isRefused
      ? {
        field: undefined,
        text: "This server does not take new accounts; ask whoever runs it for one",
      }
      : undefined,
  };
  return { ...asking, focus: firstFocus(asking, isNew) };
}

/** A server may say anything, and an older one may leave something out. */
function textIn(field: unknown): string {
  return typeof field === "string" ? field.slice(0, MAX_TEXT_LENGTH) : "";
}

/** Whoever is known types the password; whoever is not says first whether there is an account. */
function firstFocus(form: LoginForm, isNew: boolean): Control {
  const controls = controlsOf(form);
  const isUnknown = isEmpty(form, "username") || (isNew && isEmpty(form, "password"));
  if (isUnknown && !form.isRegistering) return controls[0] ?? "username";
  return controls.find((control) => control !== "tabs" && isEmpty(form, control)) ?? "password";
}

function failed(form: LoginForm, text: string): LoginForm {
  return {
    ...form,
    stage: { kind: "address" },
    focus: "address",
    chosen: -1,
    plain: { ...form.plain, address: lineWith(form.place || textOf(form.plain.address)) },
    problem: { field: "address", text },
    held: HeldKeys.none(),
  };
}

function refused(
  form: LoginForm,
  { code, message }: Extract<FormEvent, { kind: "refused" }>,
): LoginForm {
  if (form.stage.kind !== "sending") return form;
  const wrong = wrongField(code, form);
  const asking: LoginForm = {
    ...form,
    stage: { kind: "account", server: form.stage.server },
    needsCode: form.needsCode || code === "code_required",
    needsNewPassword: form.needsNewPassword || code === "password_change_required",
    // What was wrong and cannot be seen is typed anew; what can be seen is put right.
    secret: wrong !== undefined && isSecretField(wrong)
      ? { ...form.secret, [wrong]: SecretLine.of(""), again: SecretLine.of("") }
      : form.secret,
    plain: wrong === "code" ? { ...form.plain, code: EMPTY_LINE } : form.plain,
  };
  const isThere = wrong !== undefined && controlsOf(asking).includes(wrong);
  const field = isThere ? wrong : undefined;
  const text = code === "code_required" && !form.needsCode
    ? "This account has a second factor: type the code that your app shows"
    : code === "bad_credentials" && controlsOf(asking).includes("tabs")
    ? `${printable(message)}; if you have no account here yet, choose Register above`
    : printable(message);
  const focus = field ?? asking.focus;
  return { ...asking, focus, problem: { field, text }, held: HeldKeys.none() };
}

/** What has to be typed again after the server has answered with `code`. */
function wrongField(
  code: string,
  { isRegistering, needsNewPassword }: LoginForm,
): FieldName | undefined {
  switch (code) {
    case "bad_username":
    case "name_taken":
      return "username";
    case "bad_credentials":
      return "password";
    case "bad_password":
      return needsNewPassword && !isRegistering ? "newPassword" : "password";
    case "password_change_required":
      return "newPassword";
    case "code_required":
      return "code";
    case "bad_invite":
      return "invite";
    case "bad_code":
      return isRegistering ? "invite" : "code";
    default:
      return undefined;
  }
}
