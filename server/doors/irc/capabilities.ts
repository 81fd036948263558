/** What clients and the door may agree on beyond RFC 1459 (IRCv3 capability negotiation, version 302). */

import { MAX_METADATA_KEYS, MAX_METADATA_VALUE_BYTES } from "../../../protocol/metadata.ts";

/** Most keys of metadata that one connection wants to hear of. */
export const MAX_SUBSCRIPTIONS = 50;

/** The capabilities that the door has, each with what `CAP LS 302` says of it. */
export const CAPABILITIES = {
  "account-notify": "",
  "account-tag": "",
  "away-notify": "",
  "batch": "",
  "cap-notify": "",
  "chghost": "",
  "draft/account-registration": "",
  "draft/channel-rename": "",
  "draft/chathistory": "",
  "draft/event-playback": "",
  "draft/message-redaction": "",
  "draft/metadata-3": `max-subs=${MAX_SUBSCRIPTIONS},max-keys=${MAX_METADATA_KEYS},` +
    `max-value-bytes=${MAX_METADATA_VALUE_BYTES}`,
  "draft/multiline": "max-lines=200",
  "draft/no-implicit-names": "",
  "draft/pre-away": "",
  "draft/read-marker": "",
  "echo-message": "",
  "extended-join": "",
  "extended-monitor": "",
  "invite-notify": "",
  "labeled-response": "",
  "message-tags": "",
  "multi-prefix": "",
  "sasl": "PLAIN",
  "server-time": "",
  "setname": "",
  "standard-replies": "",
  "userhost-in-names": "",
  "znc.in/self-message": "",
} as const;

/** The name of a capability. */
export type Capability = keyof typeof CAPABILITIES;

/** Those that say nothing to clients of before version 302, and that the door never takes away. */
export const ALWAYS_ON: ReadonlySet<Capability> = new Set(["cap-notify"]);

/** The capabilities that change what an event looks like: one wire format for each set of these. */
export const FORMING = [
  "account-notify",
  "account-tag",
  "away-notify",
  "batch",
  "chghost",
  "draft/channel-rename",
  "draft/message-redaction",
  "draft/multiline",
  "draft/read-marker",
  "extended-join",
  "extended-monitor",
  "invite-notify",
  "message-tags",
  "server-time",
  "setname",
] as const satisfies readonly Capability[];

/** One that changes what an event looks like. */
export type FormingCapability = (typeof FORMING)[number];

/** What lets people make accounts. */
export const REGISTRATION: Capability = "draft/account-registration";

const NAMED = Object.entries(CAPABILITIES) as readonly [Capability, string][];

/** Those that clients are offered, each with what `CAP LS 302` says of it. */
export function offered(
  { hasCertificate, maxMessageBytes, registerEarly }: {
    /** Whether the client has shown one, with which it may log in (SASL EXTERNAL). */
    hasCertificate: boolean;
    maxMessageBytes: number;
    registerEarly: boolean;
  },
): readonly (readonly [Capability, string])[] {
  return NAMED.map(([name, value]) => [
    name,
    name === REGISTRATION && registerEarly
      ? "before-connect"
      : name === "sasl" && hasCertificate
      ? `${value},EXTERNAL`
      : name === "draft/multiline"
      ? `max-bytes=${maxMessageBytes},${value}`
      : value,
  ]);
}

/** Whether the door offers a capability of this name. */
export function isCapability(name: string): name is Capability {
  return NAMED.some(([known]) => known === name);
}

/** Those of a set that change what events look like. */
export function formingOf(capabilities: ReadonlySet<Capability>): FormingCapability[] {
  return FORMING.filter((capability) => capabilities.has(capability));
}
