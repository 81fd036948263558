/** Metrics as text. */
import assert from "node:assert/strict";
import { Counters } from "../../../server/metrics/counters.ts";
import { exposition, type Family, formatFor } from "../../../server/metrics/exposition.ts";
import { Histogram } from "../../../server/metrics/histogram.ts";

const OPEN_METRICS = formatFor("application/openmetrics-text; version=1.0.0, text/plain;q=0.5");
const TEXT = formatFor("text/plain");

function families(): Family[] {
  const requests = new Counters("action", "outcome");
  requests.add("say", "granted");
  requests.add("say", "granted");
  requests.add('odd"\\\n', "slow_down");
  const histogram = new Histogram([0.5, 1]);
  for (const value of [0.5, 0.75, 3]) histogram.observe(value);
  return [
    { name: "a", help: 'What "a" is', type: "counter", samples: requests.samples() },
    {
      name: "b_seconds",
      help: "b",
      type: "histogram",
      unit: "seconds",
      samples: histogram.samples(),
    },
    { name: "c", help: "c", type: "info", samples: [{ suffix: "_info", labels: {}, value: 1 }] },
  ];
}

Deno.test("exposition() writes OpenMetrics", () => {
  assert.equal(
    exposition(families(), OPEN_METRICS),
    `# TYPE a counter
# HELP a What \\"a\\" is
a_total{action="say",outcome="granted"} 2
a_total{action="odd\\"\\\\\\n",outcome="slow_down"} 1
# TYPE b_seconds histogram
# UNIT b_seconds seconds
# HELP b_seconds b
b_seconds_bucket{le="0.5"} 1
b_seconds_bucket{le="1"} 2
b_seconds_bucket{le="+Inf"} 3
b_seconds_sum 4.25
b_seconds_count 3
# TYPE c info
# HELP c c
c_info 1
# EOF
`,
  );
});

Deno.test("exposition() writes the older format for those who do not ask for the newer one", () => {
  const text = exposition(families(), TEXT);
  assert.match(text, /^# TYPE a_total counter\n# HELP a_total What "a" is$/m);
  assert.match(text, /^# TYPE c_info gauge$/m);
  assert.doesNotMatch(text, /UNIT|EOF/);
});

Deno.test("Counters count together what is more than they hold", () => {
  const counters = new Counters("name");
  for (let number = 0; number < 10_000; number++) counters.add(`name ${number}`);
  const samples = counters.samples();
  assert.ok(samples.length <= 5_001);
  assert.equal(samples.reduce((sum, { value }) => sum + value, 0), 10_000);
  assert.ok(samples.some(({ labels }) => labels["name"] === "others"));
});
