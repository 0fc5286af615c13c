/** The prompt on a terminal, played through tmux: editing, history, completion, paste, Ctrl-C, Ctrl-D. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { folder } from "./krait.js";

const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));
const dir = folder();
const socket = join(dir, "tmux");
const tmux = (...args: string[]) => spawnSync("tmux", ["-S", socket, ...args], { encoding: "utf8" });
const installed = spawnSync("tmux", ["-V"]).status === 0;

afterAll(() => {
  tmux("kill-server");
});

/** Waits until the screen matches; its text. */
async function screen(wanted: RegExp): Promise<string> {
  let text = "";
  for (let i = 0; i < 300; i++) {
    text = tmux("capture-pane", "-p").stdout.replace(/ +$/gm, "").replace(/\n+$/, "\n");
    if (wanted.test(text)) return text;
    await new Promise((done) => setTimeout(done, 100));
  }
  expect(text).toMatch(wanted);
  return text;
}

const type = (...keys: string[]) => tmux("send-keys", ...keys);

// skipped without tmux: nothing else here gives a process a terminal
test.skipIf(!installed)(
  "the prompt on a terminal",
  async () => {
    const command = `env PYTHON_HISTORY=${dir}/history '${process.execPath}' '${main}' -q; echo "ended $?"; sleep 60`;
    tmux("new-session", "-d", "-x", "80", "-y", "50", command);
    await screen(/^>>>$/m);
    type("1+1", "Enter");
    await screen(/^2\n>>>$/m);
    type("_ * 21", "Enter");
    await screen(/^42\n>>>$/m);
    // multi-line: the prompt indents
    type("def f(x):", "Enter");
    await screen(/^\.\.\.$/m);
    type("return x * 2", "Enter", "Enter");
    await screen(/return x \* 2\n\.\.\.\n>>>$/m);
    type("f(4)", "Enter");
    await screen(/^8\n>>>$/m);
    // history
    type("Up", "Enter");
    await screen(/^8\n>>> f\(4\)\n8\n>>>$/m);
    // completion
    type("import sys", "Enter");
    await screen(/^>>> import sys\n>>>$/m);
    type("sys.maxun", "Tab");
    await screen(/^>>> sys\.maxunicode$/m);
    type("Enter");
    await screen(/^1114111\n>>>$/m);
    // an error, then Ctrl-C in a running loop and at the prompt
    type("1/0", "Enter");
    await screen(/ZeroDivisionError: division by zero\n>>>$/m);
    type("while True: pass", "Enter", "Enter");
    await screen(/while True: pass\n\.\.\.\n$/m);
    type("C-c");
    await screen(/^KeyboardInterrupt\n>>>$/m);
    type("abc", "C-c");
    await screen(/>>>(?: abc)?\nKeyboardInterrupt\n>>>$/m);
    // paste: several statements at once
    writeFileSync(join(dir, "text"), "for i in range(2):\n    print('line', i)\n\nprint('pasted')\n");
    tmux("load-buffer", join(dir, "text"));
    tmux("paste-buffer", "-p");
    await screen(/print\('pasted'\)/);
    type("Enter");
    await screen(/^line 0\nline 1\npasted\n>>>$/m);
    type("C-d");
    await screen(/^ended 0$/m);
  },
  120_000,
);
