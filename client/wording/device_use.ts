/** When a device with keys was used last, as the server says it. */
import { printable } from "../../protocol/text/printable.ts";

/** How a device is used. */
export interface DeviceUse {
  /** Whether somebody is logged in with it. */
  readonly isLoggedIn: boolean;
  /** RFC 3339; `undefined` where the server does not know. */
  readonly used: string | undefined;
}

/** A device that nobody has used for so many days may be lost; as long as a login lasts. */
export const UNUSED_DAYS = 90;

/** Whether nobody is logged in with a device, and nobody was for {@linkcode UNUSED_DAYS}. */
export function isUnused({ isLoggedIn, used }: DeviceUse, nowMs: number): boolean {
  const usedMs = used === undefined ? NaN : Date.parse(used);
  return !isLoggedIn && usedMs <= nowMs - UNUSED_DAYS * 24 * 3_600_000;
}

/** What is shown of a device. */
export interface ShownDevice {
  readonly kind: string;
  readonly ordinal: number;
  readonly addedTimeMs: number;
  readonly isThis: boolean;
  readonly number?: number;
  readonly use?: DeviceUse;
}

/** What a device is called: `terminal 1`. */
export function deviceCalled({ kind, ordinal }: Pick<ShownDevice, "kind" | "ordinal">): string {
  return kind === "recovery" ? "the recovery code" : `${kind} ${ordinal}`;
}

/** Those of the other devices that nobody has used for so long that they may be lost. */
export function unusedDevices<Device extends ShownDevice>(
  devices: readonly Device[],
  nowMs: number,
): Device[] {
  return devices.filter(({ isThis, use }) => !isThis && use !== undefined && isUnused(use, nowMs));
}

/** The devices, each in a line with the number that it is removed by; and what there is to do. */
export function deviceLines(devices: readonly ShownDevice[], nowMs: number): string[] {
  const unused = unusedDevices(devices, nowMs).length;
  return [
    ...devices.filter(({ number }) => number !== undefined).map(deviceLine),
    ...devices.filter(({ number }) => number === undefined).map(deviceLine),
    ...(unused === 0 ? [] : [
      `${
        unused === 1 ? "one was" : `${unused} were`
      } not used for ${UNUSED_DAYS} days or longer: ` +
      `/devices remove unused takes ${unused === 1 ? "it" : "them"} out`,
    ]),
  ];
}

function deviceLine(device: ShownDevice): string {
  const { addedTimeMs, isThis, number, use } = device;
  const since = dayOf(new Date(addedTimeMs).toISOString());
  const parts = [`${number ?? "-"}  ${deviceCalled(device)}`, `since ${since}`];
  if (use?.isLoggedIn === true) parts.push("logged in");
  else if (use !== undefined) {
    parts.push(use.used === undefined ? "not logged in" : `not logged in, used ${dayOf(use.used)}`);
  }
  return `${parts.join(", ")}${isThis ? " (this one)" : ""}`;
}

/** A server may say anything. */
function dayOf(time: string): string {
  return printable(time).slice(0, 10);
}
