/** Paths as scripts write them. */
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { absolutePath } from "../files/local_paths.ts";

/**
 * A path from the root on.
 *
 * @throws {ClientFailure} for one from the current folder, when that is gone.
 */
export function wholePath(path: string): string {
  try {
    return absolutePath(path);
  } catch (cause) {
    throw new ClientFailure(EXIT.usage, reasonOf(cause), { cause });
  }
}
