/**
 * Runs in a thread of its own: takes Node's globals away, loads the browser's bundle and uses a machine. Prints one line of JSON per step. Not a test itself:
 * browser.test.ts starts it.
 */
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const files = new Map(
  ["krait.release.wasm", "stdlib.pack", "interned.txt"].map((name) => [name, readFileSync(`${workerData}/${name}`)]),
);
const say = (value) => parentPort.postMessage(value);
for (const name of ["process", "Buffer", "require", "global", "setImmediate"]) delete globalThis[name];
const { load, Machine, MemoryFiles, PythonError, realClock } = await import(`${workerData}/browser/krait.js`);
const fetchFile = async (url) => {
  const data = files.get(url.pathname.split("/").pop());
  if (data === undefined) throw new Error(`nothing at ${url}`);
  return data;
};
await load({ fetchFile });
let text = "";
const write = (data) => {
  text += new TextDecoder().decode(data);
};
const memory = new MemoryFiles({ "/work/data.json": '{"a": [1, 2, 3]}' });
const machine = new Machine({ stdout: write, stderr: write, files: memory, clock: realClock(), path: ["/work"] });
machine.exec(`
import json, re, dataclasses, decimal, random, hashlib, zlib, base64, queue, threading, time, os
print(sum(json.load(open("/work/data.json"))["a"]), decimal.Decimal(1) / 3)
print(hashlib.sha256(b"x").hexdigest()[:8], base64.b64encode(zlib.compress(b"a" * 99))[:8])
q = queue.Queue()
threading.Thread(target=lambda: (time.sleep(0.01), q.put("waited"))).start()
print(q.get(), len(os.urandom(100000)), os.listdir("/work"))
`);
say(text);
say(machine.invoke("sorted", [[3, 1, 2]]));
try {
  machine.exec("def f(): return 1 / 0\nf()\n", "page.py");
} catch (error) {
  say([error instanceof PythonError, error.traceback]);
}
say(machine.finish());
say(typeof globalThis.process);
