/** Something secret that the server shows once, with a button that copies it. */
import { CopyButton } from "./copy_button.tsx";

/** What it is, and the secret itself, which has to be printable. */
export interface Once {
  readonly says: string;
  readonly text: string;
}

/** Nothing as long as there is none. */
export function ShownOnce({ once }: { once: Once | undefined }) {
  return (
    <div role="status">
      {once !== undefined && (
        <>
          <p dir="auto">{once.says}</p>
          <p>
            <code>{once.text}</code> <CopyButton text={once.text} />
          </p>
        </>
      )}
    </div>
  );
}
