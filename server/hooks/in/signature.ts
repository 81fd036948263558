/** Whether what came is from somebody who knows the secret of the hook. */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Delivery } from "./delivery.ts";

/** Header fields with the HMAC-SHA256 of the body in hexadecimal, with `sha256=` before it or without. */
const SIGNATURES = [
  "x-hub-signature-256",
  "x-gitea-signature",
  "x-forgejo-signature",
  "x-gogs-signature",
  "x-grafana-alerting-signature",
  "x-chat-signature-256",
];

/** Those with the secret itself. */
const SECRETS = ["x-gitlab-token"];

/** Whether one of the ways in which senders prove themselves is there, and right. */
export function isSigned({ body, headers }: Delivery, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  const bySignature = SIGNATURES.some((name) => {
    const given = headers.get(name)?.trim().toLowerCase().replace(/^sha256=/, "");
    return given !== undefined && isSame(given, expected);
  });
  if (bySignature) return true;
  return SECRETS.some((name) => {
    const given = headers.get(name);
    return given !== undefined && isSame(given, secret);
  });
}

/** Takes as long whatever is in the first. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) =>
    createHmac("sha256", "compared").update(text, "utf8").digest()
  );
  return timingSafeEqual(one ?? Buffer.alloc(0), other ?? Buffer.alloc(1));
}
