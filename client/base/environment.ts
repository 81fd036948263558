/** Reads the environment, where anything may stand. */
import { ClientFailure, EXIT } from "./failure.ts";

/**
 * The value of a variable.
 *
 * @throws {ClientFailure} when it is not UTF-8: what it is cannot be known then, and it is not shown.
 */
export function environmentOf(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    throw new ClientFailure(
      EXIT.usage,
      `The environment variable ${name} is not UTF-8 text, so it cannot be used; ` +
        "set it again in a UTF-8 terminal, or unset it",
    );
  }
}

/** The value of a variable that only says how things look; one that makes no sense is not there. */
export function hintOf(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined;
  }
}
