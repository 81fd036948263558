/** Does what the options of a start ask for, before anybody can connect. */
import { ChatError } from "../../protocol/errors.ts";
import { hashToken } from "../accounts/tokens.ts";
import { makeTypedCode } from "../accounts/typed_code.ts";
import { StartError } from "../base/start_error.ts";
import { CONSOLE, SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Returns the code that makes the first owner; undefined when there is one. */
export async function prepare(
  journal: Journal,
  options: Pick<ServeOptions, "defaultRooms" | "registration">,
  server: string,
): Promise<string | undefined> {
  await setAdmission(journal, options);
  await endGuests(journal);
  return await offerClaim(journal, server);
}

/** Nobody is connected yet: guests that are there were left behind when the server ended. */
async function endGuests(journal: Journal): Promise<void> {
  if (!await journal.query("has_guests", {})) return;
  while ((await journal.append("end_guests", { actor: SERVER })).more);
}

/**
 * Sets what newcomers meet, where that is chosen.
 *
 * @throws {StartError} when a room cannot be one that they come into.
 */
export async function setAdmission(
  journal: Journal,
  { defaultRooms, registration }: Pick<ServeOptions, "defaultRooms" | "registration">,
): Promise<void> {
  if (registration !== undefined) await setRegistration(journal, registration);
  if (defaultRooms !== undefined) {
    const entry = { actor: CONSOLE, address: "", rooms: defaultRooms };
    await journal.append("set_default_rooms", entry).catch((cause: unknown) => {
      if (!(cause instanceof ChatError)) throw cause;
      throw new StartError(`--default-rooms cannot be set: ${cause.message}`, { cause });
    });
  }
}

/** Where it stands already, nothing is appended: others that share the journal have decided the same. */
async function setRegistration(
  journal: Journal,
  mode: NonNullable<ServeOptions["registration"]>,
): Promise<void> {
  const rule = await journal.query("registration", {});
  if (rule.mode === mode && rule.meanwhile === undefined) return;
  const acting = { actor: CONSOLE, address: "" };
  await journal.append("set_registration", { ...acting, mode, seconds: undefined });
}

/**
 * As long as nobody is owner, a new code with every start: whoever sees it can claim the server. It
 * replaces the one of the start before, and none that another server (of another name) has shown.
 */
async function offerClaim(journal: Journal, server: string): Promise<string | undefined> {
  const code = makeTypedCode((bytes) => crypto.getRandomValues(bytes));
  const codeHash = hashToken(code);
  const isOffered = await journal.append("offer_claim", { actor: SERVER, codeHash, server });
  return isOffered ? code : undefined;
}
