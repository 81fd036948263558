/** What the login form shows, as data: how it looks is up to the view. */
import {
  MAX_USERNAME_LENGTH,
  MIN_PASSWORD_LENGTH,
  MIN_USERNAME_LENGTH,
} from "../../../protocol/limits.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { textOf } from "../../terminal/line_editor.ts";
import {
  type Control,
  controlsOf,
  type FieldName,
  type FormStage,
  isSecretField,
  type LoginForm,
  offeredServers,
} from "./login_form.ts";

/** Most remembered servers that are listed at a time. */
const MAX_LISTED = 8;

/** One line of the form; all texts are harmless. Texts may be longer than the screen is wide. */
export type FormLine =
  | { readonly kind: "title"; readonly text: string }
  | { readonly kind: "text"; readonly text: string; readonly tone: FormTone }
  | { readonly kind: "blank" }
  | { readonly kind: "tabs"; readonly tabs: readonly FormTab[]; readonly hasFocus: boolean }
  /** The cursor stands between `before` and `after` of the field that has the focus. */
  | {
    readonly kind: "field";
    readonly label: string;
    readonly before: string;
    readonly after: string;
    readonly hasFocus: boolean;
    readonly isWrong: boolean;
  }
  /** A remembered server. */
  | {
    readonly kind: "choice";
    readonly text: string;
    readonly detail: string;
    readonly isChosen: boolean;
  };

/** Of a text: what there is to read, what is less important, what is wrong. */
export type FormTone = "normal" | "dim" | "bad";

/** One of the two ways in. */
export interface FormTab {
  readonly text: string;
  readonly isChosen: boolean;
}

const LABELS: Readonly<Record<FieldName, string>> = {
  address: "Server",
  username: "Username",
  password: "Password",
  newPassword: "New password",
  again: "The same again",
  invite: "Invite code",
  code: "Code",
};

/** Columns of the longest label. */
export const LABEL_COLUMNS = Math.max(...Object.values(LABELS).map((label) => label.length));

/** The lines of the form from top to bottom. */
export function formLines(form: LoginForm): FormLine[] {
  return [...head(form), { kind: "blank" }, ...body(form), { kind: "blank" }, hint(form)];
}

function head(form: LoginForm): FormLine[] {
  const { notices, place, stage } = form;
  const server = serverOf(stage);
  const name = server?.name ?? "";
  const title = place === "" || stage.kind === "address"
    ? "Connect to a server"
    : name === "" || name === place
    ? printable(place)
    : `${name} · ${printable(place)}`;
  return [
    { kind: "title", text: title },
    ...(server?.lines ?? []).map((text): FormLine => ({ kind: "text", text, tone: "normal" })),
    ...notices.map((text): FormLine => ({ kind: "text", text, tone: "dim" })),
  ];
}

function body(form: LoginForm): FormLine[] {
  const { problem, stage } = form;
  const problems: FormLine[] = problem === undefined
    ? []
    : [{ kind: "text", text: sentence(problem.text), tone: "bad" }];
  switch (stage.kind) {
    case "address":
      return [field(form, "address"), ...problems, ...choices(form)];
    case "connecting":
      return [{ kind: "text", text: `Connecting to ${printable(form.place)} …`, tone: "normal" }];
    case "account":
    case "sending":
      return [
        ...controlsOf(form).map((control) =>
          control === "tabs" ? tabs(form) : field(form, control)
        ),
        ...(problem === undefined ? rule(form) : problems),
      ];
  }
}

/** What the server takes, said before it does not take something else. */
function rule({ focus, isRegistering }: LoginForm): FormLine[] {
  const text = focus === "username" && isRegistering
    ? `${MIN_USERNAME_LENGTH} to ${MAX_USERNAME_LENGTH} characters: a to z, digits, _ and -; others ` +
      "see it"
    : focus === "newPassword" || (focus === "password" && isRegistering)
    ? `At least ${MIN_PASSWORD_LENGTH} characters, and nothing that is easily guessed: a few words ` +
      "are good"
    : undefined;
  return text === undefined ? [] : [{ kind: "text", text, tone: "dim" }];
}

function choices(form: LoginForm): FormLine[] {
  const offered = offeredServers(form);
  const first = Math.max(0, form.chosen - MAX_LISTED + 1);
  return offered.slice(first, first + MAX_LISTED).map(({ place, username }, index) => ({
    kind: "choice",
    text: printable(place),
    detail: username === undefined ? "" : printable(`as ${username}`),
    isChosen: index + first === form.chosen,
  }));
}

function tabs(form: LoginForm): FormLine {
  return {
    kind: "tabs",
    tabs: [
      { text: "Log in", isChosen: !form.isRegistering },
      { text: "Register", isChosen: form.isRegistering },
    ],
    hasFocus: hasFocus(form, "tabs"),
  };
}

function field(form: LoginForm, name: FieldName): FormLine {
  const { after, before } = isSecretField(name) ? form.secret[name].masked : form.plain[name];
  return {
    kind: "field",
    label: form.isRegistering && name === "username" ? "New username" : LABELS[name],
    before,
    after,
    hasFocus: hasFocus(form, name) && !(name === "address" && form.chosen >= 0),
    isWrong: form.problem?.field === name,
  };
}

function hasFocus(form: LoginForm, control: Control): boolean {
  return form.stage.kind !== "sending" && form.focus === control;
}

function hint(form: LoginForm): FormLine {
  return { kind: "text", text: hintText(form), tone: "dim" };
}

function hintText(form: LoginForm): string {
  const { focus, isAddressGiven, isRegistering, stage } = form;
  const away = isAddressGiven || stage.kind === "address" ? "Esc leaves" : "Esc goes back";
  switch (stage.kind) {
    case "address":
      return form.servers.length === 0
        ? `Enter connects · ${away}`
        : `Enter connects · ↑ ↓ choose${
          textOf(form.plain.address) === "" ? ", or type another one" : ""
        } · ${away}`;
    case "connecting":
      return away;
    case "sending":
      return isRegistering ? "Making the account …" : "Logging in …";
    case "account":
      return focus === "tabs"
        ? `← → log in or register · Enter goes on · ${away}`
        : `Enter goes on · Tab next field · ${away}`;
  }
}

function serverOf(stage: FormStage) {
  return stage.kind === "account" || stage.kind === "sending" ? stage.server : undefined;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
