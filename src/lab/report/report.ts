/**
 * The lab's document as one HTML file that needs no network: sentences, tables, and curves that a kept plotting library (uPlot, in dist/lab/report with its
 * licence) draws. Tables are text of the page; the curves' data stands in it as JSON. What a table or a curve says is taken from the summary or straight from the
 * runs, so that page and document cannot differ.
 */
import type { LabDocument, RunRecord } from "../document.js";
import { reportFile } from "../files.js";
import { planText } from "../measure.js";
import { shortNames } from "../sentences.js";
import { type Interval, WINDOWS } from "../statistics.js";
import { type Cell, type Clock, type Summary, summarise } from "../summary.js";
import { mib, percent, ratioText } from "../text.js";
import { countersHtml } from "./counts.js";
import { esc, numberText, tableHtml } from "./html.js";

/** Told apart by people who see few colours, too (Okabe and Ito, "Color Universal Design", 2008), then darker ones. */
const COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#444444",
  "#7a3e9d",
  "#8a6d00",
  "#a11d33",
];

interface Series {
  readonly label: string;
  readonly colour: string;
  readonly curve: RunRecord["curve"];
  /** Of the run that is shown: the one with the middle time. */
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
  readonly allPauses: readonly number[];
  /** At those of WINDOWS that are not longer than the run. */
  readonly utilisation: readonly number[];
}

const round = (value: number): number => Math.round(value * 10000) / 10000;

function shownRun(runs: readonly RunRecord[]): RunRecord {
  return [...runs].sort((a, b) => a.total - b.total)[runs.length >> 1]!;
}

function seriesOf(cell: Cell, runs: readonly RunRecord[], label: string, colour: string): Series {
  const shown = shownRun(runs);
  return {
    label,
    colour,
    curve: shown.curve,
    pauses: shown.collections.map(({ at, ms }) => ({ at: round(at), ms: round(ms) })),
    allPauses: runs.flatMap(({ collections }) => collections.map(({ ms }) => round(ms))),
    utilisation: cell.utilisation.filter((_, i) => i === 0 || WINDOWS[i]! <= cell.total).map(round),
  };
}

const within = (value: number, [low, high]: Interval): string =>
  `${value.toFixed(1)} <small>[${low.toFixed(1)}, ${high.toFixed(1)}]</small>`;

function verdictHtml({ ratio }: Cell, isBaseline: boolean): string {
  if (isBaseline) return "1 <small>(compared with)</small>";
  return `${ratioText(ratio.median, ratio.interval)} <span class="${ratio.verdict.replace(" ", "-")}">${ratio.verdict}</span>`;
}

/** Mutator pale, reclaimer full, on one scale for all plans. */
function barHtml(cell: Cell, most: number, colour: string): string {
  const width = (value: number) => `${((value / most) * 100).toFixed(1)}%;background:${colour}`;
  return `<div class="bar"><i class="own" style="width:${width(cell.mutator)}"></i><i style="width:${width(cell.collecting)}"></i></div>`;
}

/** What freeing costs at the least. */
function overNothingHtml({ overNothing }: Cell): string {
  return overNothing === null ? "" : ratioText(overNothing.median, overNothing.interval);
}

interface Shown {
  readonly cell: Cell;
  readonly label: string;
  readonly colour: string;
  readonly runs: readonly RunRecord[];
}

const named = ({ label, colour }: Shown): string =>
  `<span class="swatch" style="background:${colour}"></span>${esc(label)}`;

function timesTable(shown: readonly Shown[], { baseline, clock }: Summary): string {
  const most = Math.max(...shown.map(({ cell }) => cell.total));
  const lower = shown.some(({ cell }) => cell.overNothing !== null);
  return tableHtml(
    [
      "plan",
      "",
      "total ms",
      "mutator ms",
      "reclaimer ms",
      ...(lower ? ["over nogc"] : []),
      `${clock === "cpu" ? "CPU time" : "time"} against the first plan`,
    ],
    shown.map((one) => [
      named(one),
      barHtml(one.cell, most, one.colour),
      within(one.cell.total, one.cell.intervals.total),
      within(one.cell.mutator, one.cell.intervals.mutator),
      within(one.cell.collecting, one.cell.intervals.collecting),
      ...(lower ? [overNothingHtml(one.cell)] : []),
      verdictHtml(one.cell, one.cell.plan === baseline),
    ]),
  );
}

function pausesTable(shown: readonly Shown[]): string {
  const counted = shown.some(({ cell }) => !Number.isNaN(cell.visited));
  return tableHtml(
    [
      "plan",
      "collections",
      "looked at",
      "found",
      "resurrected",
      ...(counted ? ["references followed"] : []),
      "p50 ms",
      "p90 ms",
      "p99 ms",
      "longest ms",
      "MMU 1 ms",
      "10 ms",
      "100 ms",
    ],
    shown.map((one) => {
      const { pauses, utilisation, collections, candidates, found, resurrected, visited } = one.cell;
      const times = [pauses.p50, pauses.p90, pauses.p99, pauses.max].map((time) => time.toFixed(2));
      const left = [1, 10, 100].map((window) => percent(utilisation[WINDOWS.indexOf(window as 1)]!));
      return [
        named(one),
        ...[collections, candidates, found, resurrected, ...(counted ? [visited] : [])].map(numberText),
        ...times,
        ...left,
      ];
    }),
  );
}

function spaceTable(shown: readonly Shown[]): string {
  return tableHtml(
    [
      "plan",
      "peak MiB",
      "end MiB",
      "reserved MiB",
      "heap MiB",
      "free MiB",
      "largest MiB",
      "fragmentation",
      "blocks",
      "interned strs",
    ],
    shown.map((one) => {
      const run = shownRun(one.runs);
      const fixed = run.heapSize === 0 ? "" : mib(run.heapSize * 1024);
      return [
        named(one),
        mib(one.cell.peak),
        mib(run.end),
        mib(run.reserved),
        fixed,
        mib(run.free.inPools + run.free.pools + run.free.large),
        mib(run.free.largest),
        percent(one.cell.fragmentation),
        numberText(run.blocks),
        numberText(run.interned),
      ];
    }),
  );
}

const LISTED = 50;

function pauseList(shown: readonly Shown[]): string {
  const all = shown.flatMap((one) => shownRun(one.runs).collections.map((collection) => ({ one, collection })));
  if (all.length === 0) return "";
  const counted = all.some(({ collection }) => collection.visited !== undefined);
  const rows = all
    .sort((a, b) => b.collection.ms - a.collection.ms)
    .slice(0, LISTED)
    .map(({ one, collection: c }) => [
      named(one),
      c.at.toFixed(2),
      c.ms.toFixed(3),
      c.reason,
      String(c.generation),
      numberText(c.candidates),
      numberText(c.found),
      numberText(c.resurrected),
      ...(counted ? [numberText(c.visited ?? 0)] : []),
      mib(c.before),
      mib(c.after),
    ]);
  const heads = [
    ...["plan", "at ms", "ms", "reason", "generation", "looked at", "found", "resurrected"],
    ...(counted ? ["references followed"] : []),
    ...["MiB before", "after"],
  ];
  const title =
    all.length > LISTED ? `The ${LISTED} longest of ${numberText(all.length)} pauses` : `All ${all.length} pauses`;
  return `<details><summary>${title}, of the repetitions shown</summary>${tableHtml(heads, rows)}</details>`;
}

function workloadHtml(
  name: string,
  dials: Readonly<Record<string, number>>,
  shown: readonly Shown[],
  summary: Summary,
): string {
  const settings = Object.entries(dials).map(([dial, value]) => `${dial}=${value}`);
  const own = summary.sentences.filter((sentence) => sentence.startsWith(`${name} `));
  const chart = (kind: string) => `<div class="chart" data-chart="${kind}"></div>`;
  return [
    `<section data-workload="${esc(name)}"><h2 id="${esc(name)}">${esc(name)}</h2>`,
    settings.length === 0 ? "" : `<p class="soft">${esc(settings.join(", "))}</p>`,
    own.length === 0 ? "" : `<ul class="said">${own.map((sentence) => `<li>${esc(sentence)}</li>`).join("")}</ul>`,
    `<h3>Time</h3>${timesTable(shown, summary)}`,
    `<h3>Collections and pauses</h3>${pausesTable(shown)}`,
    `<div class="charts">${["heap", "utilisation", "distribution", "pauses"].map(chart).join("")}</div>`,
    pauseList(shown),
    `<h3>Space</h3>${spaceTable(shown)}`,
    countersHtml(shown.map((one) => ({ name: named(one), counters: shownRun(one.runs).counters }))),
    "</section>",
  ].join("\n");
}

function headHtml(document: LabDocument, summary: Summary, short: ReadonlyMap<string, string>): string {
  const { environment, command, created, repetitions, interrupted } = document;
  const facts = Object.entries(environment).map(([key, value]) => `${key} ${value}`);
  const overall = summary.overall.filter(({ plan }) => plan !== summary.baseline);
  const rows = overall.map(({ plan, ratio, interval, verdict }) => [
    esc(short.get(plan)!),
    ratioText(ratio, interval),
    `<span class="${verdict.replace(" ", "-")}">${verdict}</span>`,
  ]);
  return [
    "<h1>krait lab</h1>",
    `<p class="soft">${esc(created)} · ${repetitions} repetitions · ${esc(facts.join(" · "))}</p>`,
    `<p><code>krait ${esc(command.join(" "))}</code></p>`,
    interrupted ? '<p class="note">This matrix was interrupted: it shows what was measured until then.</p>' : "",
    summary.sentences.length === 0
      ? ""
      : `<ul class="said">${summary.sentences.map((sentence) => `<li>${esc(sentence)}</li>`).join("")}</ul>`,
    rows.length === 0
      ? ""
      : `<h3>${summary.clock === "cpu" ? "CPU time" : "Time"} over all workloads, against ${esc(summary.baseline)}</h3>${tableHtml(["plan", "geometric mean", "verdict"], rows)}`,
    `<p class="soft">Times are medians with their 95 % bootstrap intervals. A verdict needs an interval that does not hold 1, of at least three repetitions; otherwise it is
"cannot tell". "Mutator" is all time outside of collections, counting references included.</p>`,
    document.workloads.length < 3
      ? ""
      : `<p>${document.workloads.map(({ name }) => `<a href="#${esc(name)}">${esc(name)}</a>`).join(" · ")}</p>`,
  ].join("\n");
}

/** The whole page. Reads the plotting library, style and script from dist/lab/report. */
export function reportHtml(document: LabDocument, clock: Clock = "wall"): string {
  const summary = summarise(document, clock);
  const plans = document.plans.map(planText);
  const short = shortNames(plans);
  const colours = new Map(plans.map((plan, i) => [plan, COLOURS[i % COLOURS.length]!]));
  const sections: string[] = [];
  const workloads: { name: string; series: Series[] }[] = [];
  for (const { name, dials } of document.workloads) {
    const shown = summary.cells
      .filter((cell) => cell.workload === name)
      .map((cell) => ({
        cell,
        label: short.get(cell.plan)!,
        colour: colours.get(cell.plan)!,
        runs: document.runs.filter((run) => run.workload === name && run.plan === cell.plan),
      }));
    if (shown.length === 0) continue;
    sections.push(workloadHtml(name, dials, shown, summary));
    workloads.push({ name, series: shown.map(({ cell, label, colour, runs }) => seriesOf(cell, runs, label, colour)) });
  }
  const data = JSON.stringify({ windows: WINDOWS, workloads }).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>krait lab: ${esc(document.workloads.map(({ name }) => name).join(", "))}</title>
<style>${reportFile("uplot.css")}${reportFile("style.css")}</style>
</head>
<body>
${headHtml(document, summary, short)}
${sections.join("\n")}
<footer><details><summary class="soft">The curves are drawn by uPlot, which this file carries; its licence</summary><pre>${esc(reportFile("uplot-license.txt"))}</pre></details></footer>
<script type="application/json" id="lab-data">${data}</script>
<script>${reportFile("uplot.js")}</script>
<script>${reportFile("client.js")}</script>
</body>
</html>
`;
}
