/** Lets `chat admin` reach a server while it runs: the control door, and the file that leads to it. */
import type { Services } from "../../commands/services.ts";
import type { ServerStatus } from "../../metrics/status.ts";
import { ConsoleRequests } from "./console_requests.ts";
import { ControlDoor } from "./control_door.ts";
import { makeControlToken, removeControlFile, writeControlFile } from "./control_file.ts";

/** What a control door is made of. */
export interface ControlContext {
  services: Services;
  /** What the server is like at this moment. */
  status(): Promise<ServerStatus>;
  onFailure(message: string): void;
}

/** An open control door, or none where it could not be opened. */
export interface Control {
  /** Removes the file and shuts the door. */
  close(): Promise<void>;
}

/**
 * Opens the door of a server that holds the lock of `dataFolder`. A server without one serves all the
 * same: what goes wrong is told to `onFailure`.
 */
export function openControl(
  dataFolder: string,
  { onFailure, services, status }: ControlContext,
): Control {
  let door: ControlDoor | undefined;
  try {
    const token = makeControlToken(services.randomBytes);
    door = new ControlDoor({ token, requests: new ConsoleRequests(services, status), onFailure });
    writeControlFile(dataFolder, { port: door.port, token });
  } catch (error) {
    onFailure(`"chat admin" cannot reach this server: ${String(error)}`);
  }
  return {
    async close() {
      removeControlFile(dataFolder);
      await door?.close();
    },
  };
}
