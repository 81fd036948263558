/** What this browser can do, for the parts of the page that show it. */
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Device, DeviceStanding } from "../device/device.ts";
import type { Keeping } from "../offline/keeper.ts";

/** Handed down to all components. */
export interface PageDevice {
  readonly device: Device;
  /** Whether the browser keeps messages for when there is no connection. */
  readonly keeping: () => Keeping;
}

/** Where {@linkcode useDevice} finds it. */
export const DeviceContext = createContext<PageDevice | undefined>(undefined);

/** The device and how it stands, now and after every change. Throws {TypeError} outside of the page. */
export function useDevice(): PageDevice & { readonly standing: DeviceStanding } {
  const page = useContext(DeviceContext);
  if (page === undefined) throw new TypeError("There is no page around this");
  const [, render] = useState(0);
  useEffect(() => page.device.subscribe(() => render((count) => count + 1)), [page]);
  return { ...page, standing: page.device.standing };
}
