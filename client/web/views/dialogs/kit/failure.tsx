/** Why something did not work; it is read out when it comes. */

/** Nothing as long as `text`, which is harmless, is empty. */
export function Failure({ text }: { text: string }) {
  return <p class="failure" role="alert" dir="auto">{text}</p>;
}
