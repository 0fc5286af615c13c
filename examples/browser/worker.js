/** Runs each text that comes as a program of its own, in a fresh machine. With the package installed the import reads `from "krait/browser"`. */
import { load, Machine, MemoryFiles, PythonError, realClock } from "../../dist/browser/krait.js";

postMessage({ state: "loading ..." });
await load();
postMessage({ state: "ready" });

self.onmessage = ({ data: source }) => {
  postMessage({ state: "running" });
  const decoder = new TextDecoder();
  const write = (data) => postMessage({ text: decoder.decode(data, { stream: true }) });
  const machine = new Machine({ stdout: write, stderr: write, files: new MemoryFiles(), clock: realClock() });
  try {
    machine.exec(source, "page.py");
    machine.finish();
  } catch (error) {
    machine.flush();
    postMessage({ text: error instanceof PythonError ? error.traceback : String(error) });
  }
  postMessage({ state: "ready" });
};
