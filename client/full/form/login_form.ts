/** The form in which people say where to connect and who they are: its state. */
import type { HelloEvent } from "../../../protocol/events.ts";
import type { RegistrationPolicy } from "../../../protocol/records.ts";
import type { Credentials } from "../../link/login.ts";
import type { RememberedServer } from "../../login/server_list.ts";
import type { Address, SecuredAddress } from "../../net/address.ts";
import { EMPTY_LINE, type Line, lineWith, textOf } from "../../terminal/line_editor.ts";
import { HeldKeys } from "./held_keys.ts";
import { SecretLine } from "./secret_line.ts";

/** Something that is typed into. */
export type FieldName = PlainField | SecretField;
type PlainField = "address" | "username" | "invite" | "code";
type SecretField = "password" | "newPassword" | "again";

/** Something that can have the focus: the two tabs, or a field. */
export type Control = "tabs" | FieldName;

/** How far the form has come. */
export type FormStage =
  /** Asks for the server. */
  | { readonly kind: "address" }
  | { readonly kind: "connecting" }
  /** Asks for the account. */
  | { readonly kind: "account"; readonly server: FormServer }
  /** Waits for what the server says to the account. */
  | { readonly kind: "sending"; readonly server: FormServer };

/** What a server said about itself, harmless. */
export interface FormServer {
  readonly name: string;
  /** Its description and its message of the day. */
  readonly lines: readonly string[];
  readonly registration: RegistrationPolicy;
}

/** What is wrong, and where; `field` is undefined when it is about no field. */
export interface FormProblem {
  readonly field: FieldName | undefined;
  readonly text: string;
}

/** The whole form. */
export interface LoginForm {
  readonly stage: FormStage;
  /** Whether the form came with the address: then there is no way back to asking for it. */
  readonly isAddressGiven: boolean;
  /** `host:port` that is connected to, or asked for; empty in the stage `address`. */
  readonly place: string;
  readonly servers: readonly RememberedServer[];
  /** Index among {@linkcode offeredServers}; -1 while what is typed counts. */
  readonly chosen: number;
  readonly isRegistering: boolean;
  readonly needsCode: boolean;
  /** Whether the server lets the account in only with another password. */
  readonly needsNewPassword: boolean;
  readonly focus: Control;
  readonly plain: Readonly<Record<PlainField, Line>>;
  readonly secret: Readonly<Record<SecretField, SecretLine>>;
  /** What happened on the way: the key of a new server, a pause; harmless, bounded. */
  readonly notices: readonly string[];
  readonly problem: FormProblem | undefined;
  /** What was pressed while there was nothing to type into. */
  readonly held: HeldKeys;
}

/** With what to log in, as the form was filled in. */
export interface FormCredentials extends Credentials {
  /** The code of an invitation; only to register. */
  invite: string | undefined;
  /** The second factor; only when the server has asked for it. */
  code: string | undefined;
  /** What the password is to be from now on; only when the server has asked for it. */
  newPassword: string | undefined;
}

/** What the shell has to do. */
export type FormEffect =
  /** Connect; answer with `connected` or `failed`. */
  | {
    readonly kind: "connect";
    readonly address: SecuredAddress;
    /** The room to go to; `undefined` leaves it to the account. */
    readonly room: string | undefined;
  }
  /** Log in or register; answer with `refused` or close the form. */
  | { readonly kind: "log-in"; readonly credentials: FormCredentials }
  /** Give up the connection; the form asks for an address again. */
  | { readonly kind: "disconnect" }
  /** Close the form. */
  | { readonly kind: "leave" };

/** The form after something, and what has to be done now. */
export interface FormStep {
  readonly form: LoginForm;
  readonly effect?: FormEffect;
}

/** What the shell tells the form. */
export type FormEvent =
  | {
    readonly kind: "connected";
    readonly hello: FormHello;
    /** Nobody has been there from this machine: there may be no account yet. @default false */
    readonly isNew?: boolean;
  }
  /** No connection, or not any more; `message` says why. */
  | { readonly kind: "failed"; readonly message: string }
  /** The server does not take the credentials: the code and sentence of its answer. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  /** Something to know meanwhile; not harmless. */
  | { readonly kind: "notice"; readonly text: string };

/** What of the server's hello the form shows. */
export type FormHello = Pick<
  HelloEvent,
  "name" | "description" | "motd" | "registration" | "allow_list"
>;

/** What is known when the form opens. */
export interface FormOptions {
  /** Where to connect; `undefined` has the form ask. */
  address?: Pick<Address, "username"> & { place: string } | undefined;
  /** Servers to choose from, the last one first. */
  servers?: readonly RememberedServer[];
  username?: string | undefined;
  password?: string | undefined;
  register?: boolean;
  invite?: string | undefined;
}

/** An open form: it connects already when it came with an address. */
export function newForm(options: FormOptions = {}): LoginForm {
  const { address, invite = "", password = "", register = false, servers = [] } = options;
  const username = options.username ?? address?.username ?? "";
  return {
    stage: { kind: address === undefined ? "address" : "connecting" },
    isAddressGiven: address !== undefined,
    place: address?.place ?? "",
    servers,
    chosen: servers.length > 0 && address === undefined ? 0 : -1,
    isRegistering: register,
    needsCode: false,
    needsNewPassword: false,
    focus: "address",
    plain: {
      address: EMPTY_LINE,
      username: lineWith(username),
      invite: lineWith(invite),
      code: EMPTY_LINE,
    },
    secret: {
      password: SecretLine.of(password),
      newPassword: SecretLine.of(""),
      again: SecretLine.of(register ? password : ""),
    },
    notices: [],
    problem: undefined,
    held: HeldKeys.none(),
  };
}

/** The remembered servers that fit what is typed as address. */
export function offeredServers({ plain, servers }: LoginForm): RememberedServer[] {
  const typed = textOf(plain.address).trim().toLowerCase();
  return servers.filter(({ place, username = "" }) => `${username}@${place}`.includes(typed));
}

/** What can have the focus now, in the order of the Tab key. */
export function controlsOf(form: LoginForm): Control[] {
  const { isRegistering, needsCode, needsNewPassword, stage } = form;
  if (stage.kind === "address") return ["address"];
  if (stage.kind === "connecting") return [];
  const { registration } = stage.server;
  return [
    ...(registration === "closed" ? [] : ["tabs" as const]),
    "username",
    "password",
    ...(needsNewPassword && !isRegistering ? ["newPassword" as const] : []),
    ...(needsNewPassword || isRegistering ? ["again" as const] : []),
    ...(isRegistering && registration === "invite" ? ["invite" as const] : []),
    ...(needsCode && !isRegistering ? ["code" as const] : []),
  ];
}

/** Whether nothing is typed into a field. */
export function isEmpty(form: LoginForm, field: FieldName): boolean {
  return isSecretField(field)
    ? form.secret[field].isEmpty
    : textOf(form.plain[field]).trim() === "";
}

/** Whether what is typed into a field is not to be seen. */
export function isSecretField(field: FieldName): field is SecretField {
  return field === "password" || field === "newPassword" || field === "again";
}
