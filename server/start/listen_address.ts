/** An address to listen on, as an option names it. */
import { InvalidArgumentError } from "@commander-js/extra-typings";

/** Without a host it is that of the server. */
export interface ListenAddress {
  host: string | undefined;
  port: number;
}

/** Parses `HOST:PORT`, `[ADDRESS]:PORT`, `:PORT` or `PORT`. */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits = ""] =
    /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ??
      [];
  const port = Number(digits);
  if (digits === "" || port > 65_535) {
    throw new InvalidArgumentError("It is HOST:PORT, like 127.0.0.1:8080 or [::1]:8080.");
  }
  return { host: bracketed ?? (plain || undefined), port };
}
