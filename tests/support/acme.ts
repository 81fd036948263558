/** Looking at certificates that an authority has given to a server. */
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { connect } from "node:tls";
import type { TemporaryFolder } from "./test_server.ts";

/** The certificate in a data folder. */
export function givenBy(folder: TemporaryFolder): X509Certificate {
  return new X509Certificate(Deno.readTextFileSync(join(folder.path, "acme-certificate.pem")));
}

/** The certificate that a server shows to new connections. */
export async function certificateNow(port: number): Promise<X509Certificate> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return new X509Certificate(socket.getPeerCertificate().raw);
  } finally {
    socket.destroy();
  }
}
