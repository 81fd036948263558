/** Loads what gets certificates from authorities (ACME) for those servers alone that want one. */
import { delay as realDelay } from "../base/delay.ts";
import type { OpenAcme, OpenAcmeContext } from "./open_acme.ts";
import type { ServeOptions } from "./serve_options.ts";

/** What it is given. */
export interface LoadAcmeContext extends Omit<OpenAcmeContext, "delay"> {
  /** @default the time of this machine */
  delay: OpenAcmeContext["delay"] | undefined;
}

/** What looks after the certificate; undefined where that comes from elsewhere. */
export async function loadAcme(
  { tls }: Pick<ServeOptions, "tls">,
  { delay = realDelay, ...context }: LoadAcmeContext,
): Promise<OpenAcme | undefined> {
  if (tls.kind !== "acme") return undefined;
  const { openAcme } = await import("./open_acme.ts");
  return await openAcme(tls.settings, { ...context, delay });
}
