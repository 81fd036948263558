/** The file in a data folder that tells `chat admin` how to reach the server that uses the folder. */
import { join } from "node:path";
import { makeToken, type RandomBytes } from "../../accounts/tokens.ts";

/** Where the control door is, and the token that opens it. */
export interface ControlFile {
  /** Port on the loopback address 127.0.0.1. */
  port: number;
  /** 256 random bits in base64url. */
  token: string;
}

const NAME = "control.json";

/** Longest file that is taken for one, in bytes. */
const MAX_BYTES = 4_096;

/** Makes the token of a door. */
export function makeControlToken(randomBytes: RandomBytes): string {
  return makeToken(randomBytes);
}

/** Writes the file, for its owner alone, in place of an older one: nobody ever sees half of it. */
export function writeControlFile(dataFolder: string, control: ControlFile): void {
  const path = join(dataFolder, NAME);
  const draft = `${path}.new`;
  remove(draft);
  Deno.writeTextFileSync(draft, `${JSON.stringify(control)}\n`, { createNew: true, mode: 0o600 });
  Deno.renameSync(draft, path);
}

/** What the file says; undefined when there is none, or none that makes sense. */
export function readControlFile(dataFolder: string): ControlFile | undefined {
  const path = join(dataFolder, NAME);
  try {
    if (Deno.statSync(path).size > MAX_BYTES) return undefined;
    const { port, token } = JSON.parse(Deno.readTextFileSync(path)) as Partial<ControlFile>;
    const isPort = typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536;
    return isPort && typeof token === "string" ? { port, token } : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Removes the file, if there is one; only whoever holds the lock of the folder may. */
export function removeControlFile(dataFolder: string): void {
  remove(join(dataFolder, NAME));
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
