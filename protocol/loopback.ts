/** Which names mean this machine itself, whatever a resolver would say (RFC 6761, section 6.3). */

/**
 * The addresses of `localhost` and of every name below it, which are looked up nowhere: a small
 * container has no file that lists them. Undefined for all other names.
 */
export function loopbackAddresses(host: string): [string, ...string[]] | undefined {
  return /^(.+\.)?localhost\.?$/i.test(host) ? ["127.0.0.1", "::1"] : undefined;
}

/** Whether nobody but this machine itself can reach an address. */
export function isLoopbackHost(host: string): boolean {
  return loopbackAddresses(host) !== undefined || host === "::1" || host.startsWith("127.");
}
