/** Asks the server with which of one's own devices somebody is logged in, and when each was used last. */
import type { KeyRequest } from "../encryption/session/key_requests.ts";
import { ConnectionLost } from "../base/failure.ts";
import { ChatError } from "../../protocol/errors.ts";
import type { DeviceUse } from "../wording/device_use.ts";

/** By the id of the device, base64url. Nothing is known of those that are not there. */
export type DeviceUses = ReadonlyMap<string, DeviceUse>;

/** What the server says; nothing where it cannot be asked, or is too old to know. */
export async function deviceUses(request: KeyRequest): Promise<DeviceUses> {
  try {
    const { key_devices: devices = [], sessions } = await request("sessions", {});
    const loggedIn = new Set(sessions.map(({ key_device: device }) => device));
    return new Map(
      devices.map(({ device, used }) => [device, { isLoggedIn: loggedIn.has(device), used }]),
    );
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof ChatError) return new Map();
    throw error;
  }
}
