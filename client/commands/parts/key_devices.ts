/** What commands that end logins do about the keys of the devices that were logged in. */
import { ChatError } from "../../../protocol/errors.ts";
import type { SessionInfo } from "../../../protocol/records.ts";
import type { KeyPowers, OwnDeviceState, OwnState } from "../../link/key_powers.ts";
import { deviceCalled, isUnused } from "../../wording/device_use.ts";
import type { CommandContext } from "./context.ts";

/** The own keys, on a device that has them. */
export interface OwnKeysHere {
  readonly powers: KeyPowers;
  readonly state: OwnState;
  /** The other devices that read what is encrypted. */
  readonly others: readonly OwnDeviceState[];
}

/** The keys that are here; `undefined` where there are none. Throws what is wrong with them. */
export async function ownKeys(
  { keys }: Pick<CommandContext, "keys">,
): Promise<OwnKeysHere | undefined> {
  const powers = await keys?.();
  const state = await powers?.state();
  if (powers === undefined || state?.standing !== "ready") return undefined;
  return { powers, state, others: otherReaders(state) };
}

/** The same; `undefined` as well where something is wrong with them, which is said elsewhere. */
export async function keysHere(
  context: Pick<CommandContext, "keys">,
): Promise<OwnKeysHere | undefined> {
  return await ownKeys(context).catch(() => undefined);
}

/** The other devices of an account that read what is encrypted. */
export function otherReaders({ devices }: Pick<OwnState, "devices">): OwnDeviceState[] {
  return devices.filter(({ isThis, kind }) => !isThis && kind !== "recovery");
}

/**
 * The other devices were logged out: has them removed as well where `choice` or the person says so, or
 * says how that is done.
 */
export async function afterOthersLoggedOut(
  context: CommandContext,
  choice?: "keep" | "remove",
): Promise<void> {
  const here = await keysHere(context);
  if (here === undefined || here.others.length === 0) return;
  const { view } = context;
  const names = here.others.map(deviceCalled).join(", ");
  if (choice === "remove" || choice === undefined && await isWanted(context, names)) {
    const removed = await here.powers.removeDevices(here.others.map(({ id }) => id));
    view.answer([removedLine(removed)]);
    return;
  }
  view.local([
    `${names} ${here.others.length === 1 ? "keeps" : "keep"} your keys; one that is lost reads ` +
    "nothing new once /devices remove has taken it out, and /devices remove others takes out all",
  ]);
}

async function isWanted({ terminal, view }: CommandContext, names: string): Promise<boolean> {
  if (terminal === undefined) return false;
  view.local([
    `${names} can still read what is encrypted with the keys that are there. Removed devices read ` +
    "nothing new, and have to be linked anew",
  ]);
  const answer = await terminal.ask("Remove them as well? [yes/no] ");
  return /^y(?:es)?$/i.test(answer?.trim() ?? "");
}

/**
 * The device with keys that nobody is logged in with any more once a login ends; `undefined` where it has
 * none, or another login as well, or is the one that is used.
 */
export function deviceEnding(
  { key_device: id, session }: SessionInfo,
  { others, sessions }: {
    others: readonly OwnDeviceState[];
    sessions: readonly SessionInfo[];
  },
): OwnDeviceState | undefined {
  const isElsewhere = sessions.some((one) => one.key_device === id && one.session !== session);
  return id === undefined || isElsewhere ? undefined : others.find((other) => other.id === id);
}

/** Ends a login, and removes the device that it was of. What went wrong with that is thrown at last. */
export async function endLogin(
  { powers, request }: Pick<CommandContext, "request"> & Pick<OwnKeysHere, "powers">,
  { device, session }: { device: OwnDeviceState; session: number },
): Promise<string[]> {
  let removed: string[] = [];
  let failure: unknown;
  try {
    // The server ends the logins of the device in the same step.
    removed = await powers.removeDevices([device.id]);
  } catch (error) {
    failure = error;
  }
  await request("revoke", { session }).catch((error) => {
    const isEnded = error instanceof ChatError && error.code === "no_such_session";
    if (!isEnded || removed.length === 0) throw error;
  });
  if (failure !== undefined) throw failure;
  return removed;
}

/** What is said of devices that were removed. */
export function removedLine(names: readonly string[]): string {
  const [are, read] = names.length === 1 ? ["is", "it reads"] : ["are", "they read"];
  return `${names.join(", ")} ${are} removed: ${read} nothing that comes from now on`;
}

/** What is left of an account's reading when this device forgets its keys. */
export function whatReadsOn(
  { others, state }: Pick<OwnKeysHere, "others" | "state">,
  nowMs: number,
): string[] {
  // One that may be lost is nothing to rely on.
  const used = others.filter(({ use }) => use === undefined || !isUnused(use, nowMs));
  return [...used.map(deviceCalled), ...(state.isCodeKnown ? ["your recovery code"] : [])];
}

/** Said before the last device that reads forgets its keys, where nobody has seen a code. */
export const LAST_READER =
  "THIS IS THE LAST DEVICE THAT READS WHAT IS ENCRYPTED, and nobody has seen a recovery " +
  "code: once its keys are forgotten, none of it can ever be read again; /recovery new makes a code";
