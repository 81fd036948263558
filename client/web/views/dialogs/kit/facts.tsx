/** What is known about something: names and values side by side. */

/** One fact; it is left out when there is nothing to say. Harmless. */
export type Fact = readonly [name: string, value: string];

/** The facts that say something. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.filter(([, value]) => value !== "").map(([name, value]) => (
        <div key={name} class="fact">
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
