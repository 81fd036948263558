/** Says which role somebody has. */
import { printable } from "../../protocol/text/printable.ts";

/** A role as people say it. */
export function roleText(role: string): string {
  return role === "read_only" ? "read-only" : printable(role);
}
