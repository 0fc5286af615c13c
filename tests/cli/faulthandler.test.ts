/** faulthandler's tracebacks, which go past sys.stderr to the descriptor. */
import { describe, expect, test } from "vitest";
import { nodeLibc } from "../../src/machine/libc.js";
import { krait } from "./krait.js";

/** What a program writes to standard error, thread identifiers as 0xID. */
function told(program: string): string {
  return krait(["-c", program]).stderr.replaceAll(/0x[0-9a-f]{16}/g, "0xID");
}

test("of the running thread, of all threads, and after a time", () => {
  const program =
    "import faulthandler as f, time\ndef a():\n  f.dump_traceback(all_threads=False)\n  f.dump_traceback()\na()\n";
  expect(told(program)).toBe(
    `Stack (most recent call first):\n  File "<string>", line 3 in a\n  File "<string>", line 5 in <module>\n` +
      `Current thread 0xID (most recent call first):\n  File "<string>", line 4 in a\n  File "<string>", line 5 in <module>\n`,
  );
  expect(told("import faulthandler as f, time\nf.dump_traceback_later(0.05)\ntime.sleep(0.3)")).toBe(
    `Timeout (0:00:00.050000)!\nThread 0xID (most recent call first):\n  File "<string>", line 3 in <module>\n`,
  );
});

describe.skipIf(nodeLibc() === null)("with signals", () => {
  test("when a signal comes, and of a fault", () => {
    const program =
      "import faulthandler as f, os, signal, time\nf.register(signal.SIGUSR1, all_threads=False)\n" +
      "os.kill(os.getpid(), signal.SIGUSR1)\ntime.sleep(0.05)\nf.enable()\nf._sigsegv()";
    expect(told(program)).toMatch(
      /^Stack \(most recent call first\):\n {2}File "<string>", line [34] in <module>\nFatal Python error: Segmentation fault\n\nCurrent thread 0xID \(most recent call first\):\n {2}File "<string>", line 6 in <module>\n$/,
    );
  });
});
