/**
 * Draws the curves of a lab report with uPlot, from the data that stands in the page. Runs in a browser, from the file alone; the tables of the page do not need it.
 */
(() => {
  const data = JSON.parse(document.getElementById("lab-data").textContent);
  const plots = [];

  const number = (value, unit) => (value == null ? "" : `${+value.toPrecision(4)}${unit}`);

  /** Axes of a logarithmic scale name powers of ten alone. */
  const powers = (unit) => (_, splits) =>
    splits.map((v) =>
      v > 0 && Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9 ? `${+v.toPrecision(3)}${unit}` : "",
    );

  /** Puts curves with points of their own on one axis. */
  const joined = (curves) => {
    const tables = curves.filter(({ x }) => x.length > 0).map(({ x, y }) => [x, y]);
    return tables.length === 0 ? null : uPlot.join(tables);
  };

  function chart(name, kind, { title, note, curves, x, y }) {
    const place = document.querySelector(`[data-workload="${CSS.escape(name)}"] [data-chart="${kind}"]`);
    const drawn = curves.filter((curve) => curve.x.length > 0);
    const points = joined(drawn);
    if (place === null || points === null) {
      place?.remove();
      return;
    }
    const axis = ({ label, unit, log }, size) => ({
      label,
      labelSize: 20,
      size,
      grid: { stroke: "#e7eaef", width: 1 },
      ticks: { stroke: "#cfd5dd", width: 1 },
      stroke: "#5c6675",
      ...(log ? { values: powers(unit) } : { values: (_, splits) => splits.map((v) => number(v, unit)) }),
    });
    const scale = ({ log, range }) => ({ ...(log ? { distr: 3 } : {}), time: false, ...(range ? { range } : {}) });
    const options = {
      title,
      width: place.clientWidth,
      height: 270,
      scales: { x: scale(x), y: scale(y) },
      axes: [axis(x, 40), axis(y, 62)],
      cursor: { focus: { prox: 24 } },
      series: [
        { label: x.label, value: (_, v) => number(v, x.unit) },
        ...drawn.map((curve) => ({
          label: curve.label,
          stroke: curve.colour,
          width: curve.width ?? 1.6,
          spanGaps: true,
          value: (_, v) => number(v, y.unit),
          ...(curve.dash ? { dash: [5, 4] } : {}),
          ...(curve.show === false ? { show: false } : {}),
          ...(curve.steps ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
          points: { show: curve.points === true, size: 4, fill: curve.colour },
          ...(curve.points ? { paths: () => null } : {}),
        })),
      ],
    };
    const plot = new uPlot(options, points, place);
    if (note !== undefined) place.insertAdjacentHTML("beforeend", `<p class="soft">${note}</p>`);
    plots.push([plot, place]);
  }

  /** Of sorted values, the share that is not above each. */
  function distribution(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const x = [];
    const y = [];
    sorted.forEach((value, i) => {
      if (x.at(-1) === value) y[y.length - 1] = ((i + 1) / sorted.length) * 100;
      else {
        x.push(value);
        y.push(((i + 1) / sorted.length) * 100);
      }
    });
    return { x, y };
  }

  /** uPlot.join wants ascending x without repetition. */
  function ascending(x, y) {
    const order = x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
    const kept = order.filter((i, k) => k === 0 || x[order[k - 1]] < x[i]);
    return { x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
  }

  const MIB = 1048576;
  for (const { name, series } of data.workloads) {
    const few = series.length <= 4;
    chart(name, "heap", {
      title: "Heap over time",
      note: "Solid: in use. Dashed: what the memory has grown to. The repetition with the middle time; drag to zoom, double click to leave, click a name to hide it.",
      curves: series.flatMap(({ label, colour, curve }) => [
        {
          label,
          colour,
          ...ascending(
            curve.at,
            curve.live.map((b) => b / MIB),
          ),
        },
        {
          label: `${label}, reserved`,
          colour,
          dash: true,
          width: 1,
          show: few,
          ...ascending(
            curve.at,
            curve.reserved.map((b) => b / MIB),
          ),
        },
      ]),
      x: { label: "ms", unit: "" },
      y: { label: "MiB", unit: "", range: (_plot, _min, max) => [0, max * 1.06 || 1] },
    });
    chart(name, "utilisation", {
      title: "Minimum mutator utilisation",
      note: "The least share of any window of that length that was the program's own. Windows longer than the run are left out.",
      curves: series.map(({ label, colour, utilisation }) => ({
        label,
        colour,
        x: data.windows.slice(0, utilisation.length),
        y: utilisation.map((u) => u * 100),
        points: false,
      })),
      x: { label: "window, ms", unit: "", log: true },
      y: { label: "%", unit: "", range: () => [0, 103] },
    });
    chart(name, "distribution", {
      title: "Pauses, cumulative",
      note: "Of all repetitions: the share of pauses that are no longer.",
      curves: series.map(({ label, colour, allPauses }) => ({
        label,
        colour,
        steps: true,
        ...distribution(allPauses),
      })),
      x: { label: "pause, ms", unit: "", log: true },
      y: { label: "%", unit: "", range: () => [0, 103] },
    });
    chart(name, "pauses", {
      title: "Pauses over time",
      curves: series.map(({ label, colour, pauses }) => ({
        label,
        colour,
        points: true,
        ...ascending(
          pauses.map((p) => p.at),
          pauses.map((p) => p.ms),
        ),
      })),
      x: { label: "ms", unit: "" },
      y: { label: "pause, ms", unit: "", log: true },
    });
  }

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const [plot, place] of plots) plot.setSize({ width: place.clientWidth, height: 270 });
    }, 120);
  });
  document.body.dataset["drawn"] = String(plots.length);
  globalThis.labPlots = plots.map(([plot]) => plot);
})();
