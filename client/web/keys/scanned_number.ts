/** A number that a phone's camera has read from another device, and with which it has opened this page. */
import { readVerificationLink } from "../../encryption/verification_number.ts";
import { SCANNED } from "../net/kept.ts";
import type { Dialog } from "../state/dialog.ts";

/** The dialog that compares what the address of the page said when it was opened; once. */
export function takeScanned(): Dialog | undefined {
  try {
    const address = sessionStorage.getItem(SCANNED) ?? "";
    sessionStorage.removeItem(SCANNED);
    return comparing(address);
  } catch {
    return undefined; // this browser keeps nothing
  }
}

/** Does this when the address becomes such a one while the page is open. */
export function whenScanned(then: (dialog: Dialog) => void): void {
  addEventListener("hashchange", ({ newURL }) => {
    const dialog = comparing(newURL);
    if (dialog !== undefined) then(dialog);
  });
}

function comparing(address: string): Dialog | undefined {
  const link = readVerificationLink(address);
  return link && { kind: "person", username: link.account, scanned: address };
}
