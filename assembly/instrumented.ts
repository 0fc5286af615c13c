/**
 * What the instrumented build exports beside index.ts: the counters. A second entry file (asconfig.instrumented.json), compiled after the first, so that no
 * static data and no function of the table lies elsewhere than in the release build. src/machine/exports.ts has the types (CounterExports).
 */
export {
  aliveByAge,
  clearCounters,
  countEvents,
  counterRows,
  freeListKind,
  ledgerRows,
  startCounters,
  typeRows,
} from "./debug/counters";
export { addStatsFunctions } from "./debug/pystats";
